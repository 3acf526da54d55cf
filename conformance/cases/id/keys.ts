import { idCase } from '../../runner/case.ts';
import { expectMalformed, expectRefused } from '../refused.ts';
import { expectIds, expectUnique, ids, idsOn } from './ids.ts';

const KEY_BYTES_MAX = 64;

/** A fresh key of exactly 64 bytes that ends in `last`. */
function fullKey(fresh: string, last: string): string {
  return `${fresh.padEnd(KEY_BYTES_MAX, 'k').slice(0, KEY_BYTES_MAX - 1)}${last}`;
}

export const keys = [
  idCase({
    id: 'id/keys/distinct',
    title: 'counts each key by itself: asking for one moves no other',
    statements: ['ID-FIRST', 'ID-UNIQUE'],
    async run(kit) {
      const conversation = await kit.connect();
      const [one, other] = [kit.key(), kit.key()];
      const before = await idsOn(conversation, one, 5);
      expectIds(await idsOn(conversation, other, 2), [0n, 1n], 'ID-FIRST', 'a fresh key after another one');
      expectUnique([...before, ...(await idsOn(conversation, one, 5))], 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/keys/one-byte',
    title: 'takes a key of one byte',
    statements: ['WIRE-IDGET', 'ID-UNIQUE'],
    async run(kit) {
      expectUnique(await ids(kit, 'c', 5), 'ID-UNIQUE');
    },
  }),
  idCase({
    id: 'id/keys/64-bytes',
    title: 'takes keys of 64 bytes whole: two that differ in the last byte are two keys',
    statements: ['WIRE-IDGET', 'ID-UNIQUE'],
    async run(kit) {
      const fresh = kit.key();
      const [a, b] = [fullKey(fresh, 'a'), fullKey(fresh, 'b')];
      expectIds(await ids(kit, a, 3), [0n, 1n, 2n], 'WIRE-IDGET', 'a key of 64 bytes');
      expectIds(await ids(kit, b, 3), [0n, 1n, 2n], 'WIRE-IDGET', 'one with another last byte');
    },
  }),
  idCase({
    id: 'id/keys/65-bytes-without-nul',
    title: 'refuses a body of 65 bytes without a NUL',
    statements: ['WIRE-TEXT', 'WIRE-IDGET', 'ERR-MALFORMED'],
    run: (kit) => expectMalformed(kit, 'ID_GET', { key: Buffer.alloc(KEY_BYTES_MAX + 1, 'k') }, 'WIRE-TEXT'),
  }),
  idCase({
    id: 'id/keys/short-without-nul',
    title: 'refuses a short body without a NUL',
    statements: ['WIRE-TEXT', 'WIRE-IDGET', 'ERR-MALFORMED'],
    run: (kit) => expectMalformed(kit, 'ID_GET', { key: Buffer.from(kit.key()) }, 'WIRE-TEXT'),
  }),
  idCase({
    id: 'id/keys/too-long',
    title: 'refuses a body of 66 bytes, though a NUL ends its key in time',
    statements: ['WIRE-IDGET', 'WIRE-BODY-LENGTH', 'ERR-MALFORMED'],
    run: (kit) => expectMalformed(kit, 'ID_GET', { key: padded(kit.key(), KEY_BYTES_MAX + 2, 0) }, 'WIRE-BODY-LENGTH'),
  }),
  idCase({
    id: 'id/keys/no-body',
    title: 'refuses a request without a body',
    statements: ['WIRE-BODY-LENGTH', 'WIRE-TEXT', 'ERR-MALFORMED'],
    run: (kit) => expectMalformed(kit, 'ID_GET', { key: new Uint8Array() }, 'WIRE-BODY-LENGTH'),
  }),
  idCase({
    id: 'id/keys/empty',
    title: 'refuses an empty key',
    statements: ['ID-KEY'],
    run: (kit) => expectRefused(kit, 'ID_GET', { key: '' }, { statement: 'ID-KEY', number: 400 }),
  }),
  idCase({
    id: 'id/keys/not-utf8',
    title: 'refuses a key that is not UTF-8',
    statements: ['WIRE-TEXT', 'ERR-MALFORMED'],
    run: (kit) => expectMalformed(kit, 'ID_GET', { key: Buffer.from(`${kit.key()}\xff\xfe\0`, 'latin1') }, 'WIRE-TEXT'),
  }),
  idCase({
    id: 'id/keys/padded',
    title: 'takes a key padded with NULs for the same key as one that is not',
    statements: ['WIRE-TEXT', 'WIRE-IDGET', 'ID-UNIQUE'],
    async run(kit) {
      const key = kit.key();
      const conversation = await kit.connect();
      const bare = await idsOn(conversation, key, 2);
      const full = await idsOn(conversation, padded(key, KEY_BYTES_MAX + 1, 0), 2);
      expectUnique([...bare, ...full], 'WIRE-TEXT');
    },
  }),
  idCase({
    id: 'id/keys/garbage-behind-nul',
    title: 'ignores what follows the NUL of a key',
    statements: ['WIRE-TEXT', 'ID-UNIQUE'],
    async run(kit) {
      const key = kit.key();
      const conversation = await kit.connect();
      const bare = await idsOn(conversation, key, 2);
      const dirty = await idsOn(conversation, padded(key, KEY_BYTES_MAX + 1, 0xfe), 2);
      expectUnique([...bare, ...dirty], 'WIRE-TEXT');
    },
  }),
  idCase({
    id: 'id/keys/by-bytes',
    title: 'tells keys apart by their bytes: letter case and trailing spaces count',
    statements: ['DB-BYTES', 'ID-UNIQUE'],
    async run(kit) {
      const key = kit.key();
      for (const variant of [`${key}a`, `${key}A`, `${key}a `, `${key}á`]) {
        expectIds(await ids(kit, variant, 2), [0n, 1n], 'DB-BYTES', `the fresh key ${JSON.stringify(variant)}`);
      }
    },
  }),
  idCase({
    id: 'id/keys/any-text',
    title: 'gives no character of a key a meaning: quotes, wildcards, slashes, emoji',
    statements: ['ID-FIRST', 'WIRE-TEXT'],
    async run(kit) {
      const key = kit.key();
      for (const odd of [`${key}' OR '1'='1`, `${key}"; --`, `${key}%`, `${key}_\\`, `../${key}`, `${key}媒体🎬`]) {
        expectIds(await ids(kit, odd, 2), [0n, 1n], 'ID-FIRST', `the fresh key ${JSON.stringify(odd)}`);
      }
      expectIds(await ids(kit, key, 1), [0n], 'ID-FIRST', 'the key that all of them begin with');
    },
  }),
];

/** A key with its NUL, filled up with a byte to a whole width. */
function padded(key: string, width: number, filler: number): Buffer {
  const bytes = Buffer.alloc(width, filler);
  bytes.set(Buffer.from(`${key}\0`));
  return bytes;
}
