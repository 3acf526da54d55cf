import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScript } from './parseScript.ts';

const schema = JSON.parse(readFileSync(new URL('script.schema.json', import.meta.url), 'utf8')) as object;
const fits = new Ajv2020({ strict: true }).compile(schema);

const FILE = { user: 0, file: 1_000_000 };
const STORAGE = { kind: 'storage', index: 4 };
const STEPS = [
  { atMs: 0, do: 'upload', size: 1000, content: 7, ...FILE },
  { atMs: 600_000, do: 'cutUpload', size: 50_000, content: 2 ** 32, sent: 9, ...FILE },
  { atMs: 1, do: 'filesize', ...FILE },
  { atMs: 1, do: 'download', offset: 10, size: 0, ...FILE },
  { atMs: 1, do: 'delete', ...FILE },
  { atMs: 1, do: 'locate', ...FILE },
  { atMs: 1, do: 'trespass', as: 'user', ...FILE },
  { atMs: 1, do: 'groups' },
  { atMs: 1, do: 'ids', key: 3, count: 10_000 },
  { atMs: 1, do: 'garbage', bytes: 9, to: STORAGE },
  { atMs: 1, do: 'cut' },
  { atMs: 1, do: 'cut', to: STORAGE },
  { atMs: 1, do: 'hook', action: 'kill', to: STORAGE },
  { atMs: 1, do: 'hook', action: 'clock', to: STORAGE, argument: '-5', optional: true },
];
const SCRIPT = {
  format: 'tnv-conformance-script',
  version: 1,
  title: 'keeps its files',
  statements: ['UPLOAD-DURABLE'],
  steps: STEPS,
  notPlayed: ['a partition'],
};
const withStep = (step: unknown): unknown => ({ ...SCRIPT, steps: [step] });

/** What the reader complains of; nothing where it reads the script. */
function complaint(script: unknown): string | undefined {
  const text = JSON.stringify(script);
  try {
    expect(parseScript(text)).toEqual(JSON.parse(text));
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}

/** A value with one of its members replaced, taken out or added, at any depth. */
function altered(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null)
    return fc.oneof(fc.constantFrom(-1, 0.5, 1e9, 'kill', true), fc.jsonValue());
  const names = Object.keys(value);
  const inside = names.map((name) =>
    altered((value as Record<string, unknown>)[name]).map((other) =>
      Array.isArray(value)
        ? value.map((each, at) => (at === Number(name) ? other : each))
        : { ...value, [name]: other },
    ),
  );
  if (Array.isArray(value)) return fc.oneof(fc.jsonValue(), ...inside);
  const without = fc
    .constantFrom(...names)
    .map((name) => Object.fromEntries(Object.entries(value).filter(([each]) => each !== name)));
  const more = fc.constantFrom('to', 'argument', 'size', 'alien').map((name) => ({ ...value, [name]: 1 }));
  return fc.oneof(fc.jsonValue(), without, more, ...inside);
}

describe('a script as JSON', () => {
  it('may have every step there is', () => {
    expect(complaint(SCRIPT)).toBeUndefined();
    expect(fits(SCRIPT)).toBe(true);
  });

  it('is refused by the reader exactly where it does not follow the schema', () => {
    const scripts = fc.oneof(
      altered(SCRIPT),
      fc
        .constantFrom(...STEPS)
        .chain(altered)
        .map(withStep),
    );
    let refused = 0;
    fc.assert(
      fc.property(scripts, (script) => {
        const problem = complaint(script);
        if (problem !== undefined) refused += 1;
        expect([problem, fits(script)]).toEqual([problem, problem === undefined]);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  it.each([
    ['{', /it is no JSON/],
    ['{}', /it is no script/],
    ['null', /it is no script/],
    [JSON.stringify({ ...SCRIPT, statements: [] }), /needs a title and the statements/],
    [JSON.stringify({ ...SCRIPT, hook: 1 }), /has no member hook/],
    [JSON.stringify(withStep({ atMs: 0, do: 'fly' })), /step 1: 'fly' is nothing that can be done; upload, /],
    [JSON.stringify(withStep({ ...STEPS[0], size: -1 })), /step 1: size is not a whole number from 0 to/],
    [JSON.stringify(withStep({ ...STEPS[0], sise: 1 })), /step 1: upload has no sise/],
    [JSON.stringify(withStep({ atMs: 0, do: 'hook', action: 'kill' })), /step 1: to is not a server/],
    [JSON.stringify(withStep({ atMs: 0, do: 'hook', action: 'fly', to: STORAGE })), /action is not one of start, stop/],
  ])('is refused with what is wrong: %s', (text, problem) => {
    expect(() => parseScript(text)).toThrow(problem);
  });
});
