import { encodeReply } from '../../../conformance/wire/layout.ts';
import { pause } from '../../../conformance/wire/patience.ts';
import { Refused, type Role } from './brokenServer.ts';
import type { Flaws } from './flaw.ts';

/** The next free id of every key: the database of the id servers of one broken site. */
export type NextIds = Map<string, bigint>;

/** An id server in memory, right but for its flaws. */
export function brokenIdServer(flaws: Flaws, shared: NextIds): Role {
  const own: NextIds = new Map();
  const ofConnection = new WeakMap<object, NextIds>();
  let asked = 0;
  return {
    part: 'id',
    async answer({ fields, socket }) {
      const key = keyOf(String(fields.key), flaws);
      if (key === '' && !flaws.has('takes an empty key')) throw new Refused(400, 'empty');
      let next = flaws.has('counts by server') ? own : shared;
      if (flaws.has('counts by connection')) {
        next = ofConnection.get(socket) ?? new Map();
        ofConnection.set(socket, next);
      }
      const id = next.get(key) ?? (flaws.has('begins with 1') ? 1n : 0n);
      if (flaws.has('repeats ids asked for at once')) await pause(1);
      asked += 1;
      const again = flaws.has('repeats an id now and then') && asked % 150 === 0;
      next.set(key, again ? id : id + 1n);
      return encodeReply('ID_GET', { id });
    },
  };
}

function keyOf(key: string, flaws: Flaws): string {
  if (flaws.has('counts all keys together')) return 'all';
  if (flaws.has('cuts keys at 32 bytes')) return key.slice(0, 32);
  return flaws.has('compares keys without case') ? key.toLowerCase().trim() : key;
}
