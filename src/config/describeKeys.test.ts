import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeKeys } from './describeKeys.ts';
import type { Key } from './key.ts';
import { readKeys } from './readKeys.ts';

const read = (text: string): string => text;

describe('describeKeys', () => {
  it('prints a file: what it is, every key with its default and help, rare ones as comments', () => {
    const keys = {
      a: { name: 'some_key', fallback: '30', help: 'Seconds of something.\nMore than one line.', read },
      b: { name: 'secret', fallback: '', help: 'A secret.', read, variable: 'SECRET', rare: true },
    };
    expect(describeKeys({ service: 'thing', about: 'A thing.', keys })).toBe(
      [
        '# A thing.',
        '# Lists are split by ";". A "#" begins a comment wherever it stands. A key without a value has its',
        '# default.',
        '',
        'service thing {',
        '    # Seconds of something.',
        '    # More than one line.',
        '    some_key = 30',
        '',
        '    # A secret. The environment variable SECRET wins over the file.',
        '    #secret =',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('prints what reads back as it was, whatever the help says', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => text === text.trim() && !/[#\p{Cc}]/u.test(text));
    const key = fc.record({
      name: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/).filter((name) => name !== 'service'),
      fallback: value,
      help: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('}\n{', 'service x {\r}', 'a = b')),
      rare: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: ({ name }) => name }), (list) => {
        const keys: Record<string, Key<string>> = Object.fromEntries(
          list.map((each) => [each.name, { ...each, read }]),
        );
        // Other defaults than those in the text: what is read can come from the text only.
        const blank = Object.fromEntries(list.map((each) => [each.name, { ...each, read, fallback: '' }]));
        const text = describeKeys({ service: 'thing', about: 'A thing.', keys });
        const source = { text, fileName: 'x.cfg', folder: '/', env: {} };
        const { values, warnings, notes } = readKeys({ service: 'thing', about: '', keys: blank }, source);
        expect(values).toEqual(Object.fromEntries(list.map((each) => [each.name, each.rare ? '' : each.fallback])));
        expect([warnings, notes]).toEqual([[], []]);
      }),
    );
  });
});
