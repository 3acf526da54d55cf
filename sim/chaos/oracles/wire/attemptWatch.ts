import { Command } from '../../../../src/protocol/command.ts';
import { DESCRIBE_BODY_SIZE, decodeDescribeRequest } from '../../../../src/protocol/describe.ts';
import { FILE_ADDRESS_SIZE, readFileAddress } from '../../../../src/protocol/fileAddress.ts';
import { TnvError } from '../../../../src/protocol/tnvError.ts';
import type { Attempt } from './attempt.ts';
import type { Exchange, ExchangeWatch } from './exchange.ts';
import { SameText } from './sameText.ts';

type Seen = { -readonly [Field in keyof Attempt]: Attempt[Field] };

const NOTED = [Command.upload, Command.download, Command.delete, Command.describe] as const;

/** Notes the requests about files that were sent to storages. */
export class AttemptWatch implements ExchangeWatch {
  readonly attempts: Attempt[] = [];
  readonly #texts = new SameText();
  readonly #of = new WeakMap<Exchange, Seen>();

  begun(exchange: Exchange): void {
    const { request, body, sides, sentMs } = exchange;
    const { command } = request;
    if (!isNoted(command)) return;
    const file = fileOf(body);
    if (file === undefined) return;
    const attempt: Seen = {
      client: sides.client.name,
      server: sides.server.name,
      command,
      file: this.#kept(file),
      offset: command === Command.download ? numberIn(body) : 0,
      size: command === Command.upload ? numberIn(body) : 0,
      note: command === Command.describe ? noteIn(body) : undefined,
      sentMs,
      arrivedMs: undefined,
      repliedMs: undefined,
      status: undefined,
      errorNumber: undefined,
    };
    this.#of.set(exchange, attempt);
    this.attempts.push(attempt);
  }

  arrived(exchange: Exchange): void {
    const attempt = this.#of.get(exchange);
    if (attempt !== undefined) attempt.arrivedMs = exchange.arrivedMs;
  }

  replied(exchange: Exchange): void {
    const attempt = this.#of.get(exchange);
    if (attempt === undefined) return;
    attempt.repliedMs = exchange.repliedMs;
    attempt.status = exchange.reply?.status;
    if (attempt.status !== 0) attempt.errorNumber = errorNumberOf(exchange);
  }

  #kept({ appid, userid, fileid }: Attempt['file']): Attempt['file'] {
    return { appid: this.#texts.of(appid), userid: this.#texts.of(userid), fileid: this.#texts.of(fileid) };
  }
}

function isNoted(command: number): command is (typeof NOTED)[number] {
  return NOTED.some((noted) => noted === command);
}

/** The name that a description gives; undefined when it is none. */
function noteIn(body: Buffer): string | undefined {
  if (body.length !== DESCRIBE_BODY_SIZE) return undefined;
  try {
    return decodeDescribeRequest(body).name;
  } catch (error) {
    if (error instanceof TnvError) return undefined;
    throw error;
  }
}

/** The number behind the ids: the offset of a download, the size of an upload. */
function numberIn(body: Buffer): number {
  return body.length < FILE_ADDRESS_SIZE + 8 ? 0 : Number(body.readBigInt64BE(FILE_ADDRESS_SIZE));
}

/** The error number of a failure reply. */
export function errorNumberOf({ replyBody }: Exchange): number | undefined {
  return replyBody !== undefined && replyBody.length >= 2 ? replyBody.readInt16BE(0) : undefined;
}

/** Whose file a request is about; undefined when its ids are none. */
export function fileOf(body: Buffer): Attempt['file'] | undefined {
  if (body.length < FILE_ADDRESS_SIZE) return undefined;
  try {
    return readFileAddress(body);
  } catch (error) {
    if (error instanceof TnvError) return undefined;
    throw error;
  }
}
