import type { Conversation, Reply } from '../wire/conversation.ts';
import { decodeBody, encodeRequest, type Fields, LayoutError } from '../wire/layout.ts';
import { type PacketName, packet, REGISTRY, type ServerName } from '../wire/packets.ts';
import { CaseFailure } from './failure.ts';

export { CaseFailure } from './failure.ts';

/** A failure reply, taken apart. */
export interface Refusal {
  readonly number: number;
  readonly description?: string;
}

/** The cases that judge whether the simplest request of a kind succeeds. */
const SIMPLEST: Partial<Record<PacketName, string>> = {
  JOIN: 'join/enters',
  BEAT: 'beat/makes-active',
  GROUPS: 'groups/no-blank-lines',
  SADDRS: 'saddrs/reply',
  ID_GET: 'unique/first',
  UPLOAD: 'upload/one-byte',
};

/** The fields of a success reply; a CaseFailure when it is anything else. Spec: WIRE-REPLY-COMMANDS, WIRE-REPLY-STATUS. */
export function expectSuccess(reply: Reply, name: PacketName, statement?: string): Fields {
  const layout = packet(name);
  if (reply.status !== 0) {
    const { number, description } = refusalOf(reply, layout.to);
    const message = `${name} was refused with ${number}${description === undefined ? '' : ` (${description})`}`;
    throw new CaseFailure({
      axis: 'said',
      message,
      ...(statement && { statement }),
      ...(SIMPLEST[name] && { step: SIMPLEST[name] }),
      expected: 'success',
      got: `failure ${number}`,
    });
  }
  expectCommand(reply, layout.to);
  try {
    return decodeBody(layout.reply.fields, reply.body);
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    const message = `the success reply to ${name} is malformed: ${error.message}`;
    throw new CaseFailure({ axis: 'said', message, statement: layout.reply.statement, got: reply.body });
  }
}

/**
 * A failure reply; a CaseFailure when it reports success or is malformed. That its number is one of `numbers` binds
 * reference implementations only, so another one is a finding. Spec: WIRE-FAILURE, ERR-NUMBERS.
 */
export function expectRefusal(
  reply: Reply,
  options: { readonly server: ServerName; readonly statement?: string; readonly numbers?: readonly number[] },
): Refusal {
  const statement = options.statement === undefined ? {} : { statement: options.statement };
  const wanted = options.numbers?.join(' or ');
  if (reply.status === 0) {
    const message = 'a success was answered where a refusal was expected';
    throw new CaseFailure({ axis: 'said', message, ...statement, expected: `failure ${wanted ?? ''}`, got: 'success' });
  }
  const refusal = refusalOf(reply, options.server);
  if (reply.status !== REGISTRY.failureStatus) {
    reply.from.findings.push({
      statement: 'WIRE-REPLY-STATUS',
      message: `a failure has status ${reply.status}`,
      expected: String(REGISTRY.failureStatus),
      got: String(reply.status),
      dialect: 'failure-status',
    });
  }
  if (options.numbers !== undefined && !options.numbers.includes(refusal.number)) {
    reply.from.findings.push({
      statement: 'ERR-NUMBERS',
      message: `number ${wanted} expected, ${refusal.number} got`,
      expected: String(wanted),
      got: String(refusal.number),
      ...(refusal.number === -1 && { dialect: 'error-minus-one' }),
    });
  }
  return refusal;
}

function refusalOf(reply: Reply, server: ServerName): Refusal {
  expectCommand(reply, server);
  try {
    const fields = decodeBody(REGISTRY.failure.fields, reply.body);
    const description = fields.description as string | undefined;
    return { number: Number(fields.errorNumber), ...(description !== undefined && { description }) };
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    const message = `the failure reply is malformed: ${error.message}`;
    throw new CaseFailure({ axis: 'said', message, statement: 'WIRE-FAILURE', got: reply.body });
  }
}

/** The reply carries the command of its kind of server. Spec: WIRE-REPLY-COMMANDS. */
export function expectCommand(reply: { readonly command: number }, server: ServerName): void {
  const expected = REGISTRY.replyCommands[server];
  if (reply.command === expected) return;
  const message = `the reply has command ${reply.command}, a ${server}'s replies have ${expected}`;
  const bytes = { expected: Uint8Array.of(expected), got: Uint8Array.of(reply.command) };
  throw new CaseFailure({ axis: 'said', message, statement: 'WIRE-REPLY-COMMANDS', ...bytes });
}

/** One of these error numbers, as a MUST of the case. */
export function expectNumbers(refusal: Refusal, numbers: readonly number[], statement = 'ERR-NUMBERS'): void {
  if (numbers.includes(refusal.number)) return;
  const message = `number ${numbers.join(' or ')} expected, ${refusal.number} got`;
  throw new CaseFailure({
    axis: 'said',
    message,
    statement,
    expected: numbers.join(' or '),
    got: String(refusal.number),
  });
}

/**
 * After a reply: the next request on the connection is answered as itself, or the connection was closed. Tells which;
 * anything else is a CaseFailure. Spec: CONN-IN-STEP.
 */
export async function expectInStepOrClosed(
  conversation: Conversation,
  next: { readonly name: PacketName; readonly fields?: Fields },
): Promise<'in step' | 'closed'> {
  await conversation.send(encodeRequest(next.name, next.fields));
  try {
    const reply = await conversation.reply();
    if (reply.status === 0) expectSuccess(reply, next.name);
    else refusalOf(reply, packet(next.name).to);
    return 'in step';
  } catch (error) {
    if (!(error instanceof CaseFailure)) throw error;
    if (error.axis === 'ended' && !(error.got as Uint8Array | undefined)?.length) return 'closed';
    throw new CaseFailure({ ...error, message: error.message, statement: 'CONN-IN-STEP' });
  }
}

/** The same bytes; the difference is shown side by side. */
export function expectEqualBytes(
  got: Uint8Array,
  expected: Uint8Array,
  what: string,
  statement?: string,
  step?: string,
): void {
  if (Buffer.compare(got, expected) === 0) return;
  const at = got.findIndex((byte, index) => byte !== expected[index]);
  const where = at < 0 ? Math.min(got.byteLength, expected.byteLength) : at;
  const lengths =
    got.byteLength === expected.byteLength ? '' : `${got.byteLength} bytes instead of ${expected.byteLength}, `;
  const message = `${what}: ${lengths}the first difference is at byte ${where}`;
  const from = Math.max(0, where - (where % 8) - 16);
  throw new CaseFailure({
    axis: 'said',
    message,
    ...(statement && { statement }),
    ...(step && { step }),
    expected: expected.subarray(from, from + 128),
    got: got.subarray(from, from + 128),
    offset: from,
  });
}

/** Two values that must be the same. */
export function expectEqual(got: unknown, expected: unknown, what: string, statement?: string): void {
  if (got === expected) return;
  const message = `${what}: ${String(expected)} expected, ${String(got)} got`;
  throw new CaseFailure({
    axis: 'said',
    message,
    ...(statement && { statement }),
    expected: String(expected),
    got: String(got),
  });
}

/** Something that must be true of what was said. */
export function expectThat(holds: boolean, message: string, statement?: string): asserts holds {
  if (!holds) throw new CaseFailure({ axis: 'said', message, ...(statement && { statement }) });
}

/** The connection ended in one of these ways. */
export async function expectEnded(
  conversation: Conversation,
  ways: readonly ('closed' | 'reset' | 'open')[] = ['closed', 'reset'],
  options: { readonly withinMs?: number; readonly statement?: string } = {},
): Promise<void> {
  const how = await conversation.ended(options);
  if (ways.includes(how)) return;
  const message = how === 'open' ? 'the connection stays open' : `the connection was ${how}`;
  const statement = options.statement === undefined ? {} : { statement: options.statement };
  throw new CaseFailure({ axis: 'ended', message, ...statement, expected: ways.join(' or '), got: how });
}
