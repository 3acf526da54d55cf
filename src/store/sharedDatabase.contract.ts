import fc from 'fast-check';
import { afterEach } from 'vitest';

/** A fresh database, as empty as it can be. */
export interface SharedDatabase<Store> {
  /** A store object with connections of its own; all of them see the same data. */
  open(): Promise<Store>;
}

/** Closes, after each test, the stores that the test opened through the function that this returns. */
export function closingStores(): <Store extends { close(): Promise<void> }>(
  database: SharedDatabase<Store>,
) => Promise<Store> {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  return async (database) => {
    const store = await database.open();
    opened.push(store);
    return store;
  };
}

/** Texts that a careless store takes for one another, or for a part of its language. */
export const HOSTILE_TEXTS = [
  ...['alice', 'Alice', 'alice ', ' alice', 'alice\t', 'älice', 'a\u0301lice', '\u00e1lice', 'ALICE'],
  ...[
    "o'hara",
    '"quoted"',
    '`ticked`',
    '\\',
    "\\'",
    "' OR 1=1 -- ",
    "'; DROP TABLE t_router; --",
    '%',
    '_',
    'a%',
    '?',
    ':key',
  ],
  ...['张三', '李四', '😀', '😀😀', 'ß', 'ss', 'ſ', 'İ', 'ı', '\u200b', '\ufeff', '\n', '\u0001', 'null', '0', '00'],
];

/** Any character but NUL, which no field can carry, and the halves of pairs, which are none. */
export const anyChar = fc
  .oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));

/** Any text that a field of `bytesMax` bytes can carry, the hostile ones often. */
export function anyText(bytesMax: number): fc.Arbitrary<string> {
  const fits = (text: string): boolean => Buffer.byteLength(text) <= bytesMax;
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS.filter(fits)) },
    fc.string({ unit: anyChar, minLength: 1, maxLength: bytesMax }).filter(fits),
  );
}

/** Texts that fill a field of `bytesMax` bytes, with characters of one to four bytes. */
export function longestTexts(bytesMax: number): string[] {
  return ['x', 'ä', '张', '😀'].map((char) => char.repeat(Math.floor(bytesMax / Buffer.byteLength(char))));
}
