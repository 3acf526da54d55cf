import type { ServerKit } from '../runner/case.ts';
import { expectInStepOrClosed, expectRefusal } from '../runner/expect.ts';
import { CaseFailure } from '../runner/failure.ts';
import type { Conversation, Reply } from '../wire/conversation.ts';
import { encodeRequest, type Fields, type RequestOptions } from '../wire/layout.ts';
import { type PacketName, packet, type ServerName } from '../wire/packets.ts';
import { nextRequest } from './nextRequest.ts';

/** What is expected of a refusal. */
export interface Wanted {
  readonly statement: string;
  /** The error number of reference implementations. */
  readonly number: number;
}

/** Sends a request that must be refused, and sees that the connection is in step afterwards, or closed. */
export async function expectRefused(
  kit: ServerKit,
  name: PacketName,
  fields: Fields,
  wanted: Wanted,
  options: RequestOptions = {},
): Promise<void> {
  const conversation = await kit.connect();
  await conversation.send(encodeRequest(name, fields, options));
  const server = packet(name).to;
  expectRefusal(await conversation.reply(), { ...numbers(wanted), server });
  await expectInStepOrClosed(conversation, nextRequest(kit, server));
}

/** The same for a request that breaks its layout: a server may also end the connection without a word. */
export async function expectMalformed(
  kit: ServerKit,
  name: PacketName,
  fields: Fields,
  statement: string,
  options: RequestOptions = {},
): Promise<void> {
  await expectBytesMalformed(kit, packet(name).to, encodeRequest(name, fields, options), statement);
}

/** The same for a request that is given as bytes. */
export async function expectBytesMalformed(
  kit: ServerKit,
  server: ServerName,
  request: Uint8Array,
  statement: string,
): Promise<void> {
  const conversation = await kit.connect();
  await conversation.send(request);
  if (await refusedOrEnded(conversation, server, statement)) {
    await expectInStepOrClosed(conversation, nextRequest(kit, server));
  }
}

/** A refusal with 400 (true), or the end of the connection (false). Spec: ERR-MALFORMED. */
export async function refusedOrEnded(
  conversation: Conversation,
  server: ServerName,
  statement: string,
): Promise<boolean> {
  const reply = await replyOrEnd(conversation);
  if (reply === undefined) return false;
  expectRefusal(reply, { ...numbers({ statement, number: 400 }), server });
  return true;
}

/** The next reply; undefined when the target ends the connection before its first byte. */
export async function replyOrEnd(conversation: Conversation): Promise<Reply | undefined> {
  try {
    return await conversation.reply();
  } catch (error) {
    const ended = error instanceof CaseFailure && error.axis === 'ended';
    if (ended && !(error.got instanceof Uint8Array && error.got.byteLength > 0)) return undefined;
    throw error;
  }
}

/** An honest body cut short or filled up to each of these lengths: sloppy servers would take it. */
export function wrongLengths(honest: Uint8Array, lengths: readonly number[]): Buffer[] {
  return lengths.map((length) => {
    const body = Buffer.alloc(length);
    body.set(honest.subarray(0, length));
    return body;
  });
}

function numbers({ statement, number }: Wanted): { statement: string; numbers: number[] } {
  return { statement, numbers: [number] };
}
