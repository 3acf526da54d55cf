import type { IdKit } from '../../runner/case.ts';
import { expectSuccess } from '../../runner/expect.ts';
import { CaseFailure } from '../../runner/failure.ts';
import type { Conversation } from '../../wire/conversation.ts';
import { encodeRequest } from '../../wire/layout.ts';

/** A key as it goes over the wire: a text gets its NUL, bytes go as they are. */
export type Key = string | Uint8Array;

/** Asks for `count` ids of a key, one after the other on this connection. */
export async function idsOn(conversation: Conversation, key: Key, count: number): Promise<bigint[]> {
  const ids: bigint[] = [];
  while (ids.length < count) {
    await conversation.send(encodeRequest('ID_GET', { key }));
    ids.push(expectSuccess(await conversation.reply(), 'ID_GET').id as bigint);
  }
  return ids;
}

/** Asks for `count` ids of a key on a connection of its own. */
export async function ids(kit: IdKit, key: Key, count: number, to = kit.address): Promise<bigint[]> {
  return idsOn(await kit.connect(to), key, count);
}

/** Fails when a value is there twice, or cannot be an id. */
export function expectUnique(values: readonly bigint[], statement: string): void {
  const seen = new Set<bigint>();
  for (const value of values) {
    if (value < 0n) throw new CaseFailure({ axis: 'said', statement, message: `${value} is no id: it is negative` });
    if (seen.has(value)) {
      const message = `id ${value} was handed out twice for one key, among ${values.length} ids`;
      throw new CaseFailure({
        axis: 'said',
        statement,
        message,
        expected: 'ids that are all different',
        got: `${value} twice`,
      });
    }
    seen.add(value);
  }
}

/** Fails unless the ids are these, in this order. */
export function expectIds(got: readonly bigint[], expected: readonly bigint[], statement: string, what: string): void {
  if (got.length === expected.length && got.every((id, index) => id === expected[index])) return;
  throw new CaseFailure({
    axis: 'said',
    statement,
    message: `${what}: ids ${expected.join(', ')} are expected, ${got.join(', ')} came`,
    expected: expected.join(', '),
    got: got.join(', '),
  });
}
