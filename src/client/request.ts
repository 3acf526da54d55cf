import type { Address } from '../host/address.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { sometimes } from '../host/probe.ts';
import type { ReplyCommand } from '../protocol/command.ts';
import { decodeFailure, FAILURE_BODY_MAX } from '../protocol/failure.ts';
import { decodeHead, HEAD_SIZE, type Head, STATUS_OK } from '../protocol/head.ts';
import { TnvError } from '../protocol/tnvError.ts';
import { EndOfStream } from '../wire/byteReader.ts';
import { BadReply } from './badReply.ts';
import { decodeReply } from './decodeReply.ts';
import type { Link } from './link.ts';
import type { Pool } from './pool.ts';

/** Which replies to a request make sense, and how long to wait for one. */
export type ReplyPlan = Pick<Request<unknown>, 'replyCommand' | 'bodySizes' | 'timeoutMs'>;

/** One request to one server, and which replies to it make sense. */
export interface Request<T> {
  /** The command byte of replies. */
  readonly replyCommand: ReplyCommand;
  /** Bytes the body of a success reply has at least and at most. */
  readonly bodySizes: readonly [min: number, max: number];
  /** Milliseconds between the end of the request and the head of its reply, and inside a failure reply. */
  readonly timeoutMs: number;
  /**
   * Sends the request; called again when a second connection is needed. False when something came from the server
   * before the request was complete, so that the rest was not sent.
   */
  readonly send: (link: Link) => boolean | Promise<boolean>;
  /** Takes the body of a success reply. The link is its own from then on, unless it throws. */
  readonly receive: (link: Link, bodySize: number) => T | Promise<T>;
  /** Whether to leave the connections that wait in the pool alone. */
  readonly fresh?: boolean;
  /** Gives the request up, until `receive` is done; its reason is thrown then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request and takes its reply. A connection that had waited in the pool and breaks before any byte of the
 * reply is replaced, once, by a new one: the server had closed it meanwhile.
 * Rejects with the server's `TnvError` for a failure reply; with a `BadReply`, an `EndOfStream` or a `ConnectionLost`
 * when there is no answer that can be understood; with the reason of an aborted signal; with what `send` or `receive`
 * threw. The connection is dropped then. Spec: CLIENT-POOL, CLIENT-NO-WRONG-BYTES, CLIENT-EARLY-SUCCESS,
 * CLIENT-REPLY-COMMAND.
 */
export async function perform<T>(pool: Pool, address: Address, request: Request<T>): Promise<T> {
  const link = await takeLink(pool, address, request);
  try {
    return await converse(pool, link, request);
  } catch (error) {
    const stale = link.reused && !link.replied && (error instanceof ConnectionLost || error instanceof EndOfStream);
    if (!stale) throw error;
    sometimes('client.staleLinkReplaced');
  }
  return converse(pool, await takeLink(pool, address, { ...request, fresh: true }), request);
}

/** Gets a link. One that is there only after the signal was aborted goes back to the pool unused. */
function takeLink(pool: Pool, address: Address, { fresh, signal }: Request<unknown>): Promise<Link> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const taking = fresh ? pool.connect(address) : pool.take(address);
  if (signal === undefined) return taking;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    taking
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then((link) => {
        if (signal.aborted) pool.putBack(link);
        else resolve(link);
      }, reject);
  });
}

async function converse<T>(pool: Pool, link: Link, request: Request<T>): Promise<T> {
  const { signal } = request;
  const onAbort = (): void => link.abort();
  signal?.addEventListener('abort', onAbort);
  try {
    const complete = await request.send(link);
    if (!complete) sometimes('client.sendingStopped');
    const bodySize = await readHead(link, request, complete);
    return await request.receive(link, bodySize);
  } catch (error) {
    pool.drop(link);
    throw signal?.aborted ? signal.reason : (link.failure ?? error);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Reads the head of a reply; resolves to the size of the body of a success reply, and rejects like `perform` with
 * a failure reply or one that makes no sense. `complete` is whether the whole request was sent.
 */
export async function readHead(link: Link, request: ReplyPlan, complete: boolean): Promise<number> {
  const head = decodeHead(await link.reader.take(HEAD_SIZE, request.timeoutMs));
  link.headRead = true;
  if (head.command !== request.replyCommand) {
    throw new BadReply(`its reply has command ${head.command} instead of ${request.replyCommand}`);
  }
  if (head.status !== STATUS_OK) throw await readFailure(link, head, request.timeoutMs);
  if (!complete) throw new BadReply('it reported success before the request was complete');
  const [min, max] = request.bodySizes;
  if (head.bodyLength < min || head.bodyLength > max) {
    const sizes = min === max ? `${min}` : `${min} to ${max}`;
    throw new BadReply(`its reply has a body of ${head.bodyLength} bytes instead of ${sizes}`);
  }
  return Number(head.bodyLength);
}

async function readFailure(link: Link, head: Head, timeoutMs: number): Promise<TnvError> {
  if (head.bodyLength < 0 || head.bodyLength > FAILURE_BODY_MAX) {
    throw new BadReply(`its failure reply has a body of ${head.bodyLength} bytes`);
  }
  const body = await link.reader.take(Number(head.bodyLength), timeoutMs);
  const { errorNumber, description } = decodeReply(decodeFailure, body);
  return new TnvError(errorNumber, description === '' ? 'refused without a reason' : description);
}
