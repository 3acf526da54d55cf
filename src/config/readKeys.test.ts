import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './configError.ts';
import type { ServiceKeys } from './key.ts';
import { timeoutMs, wholeNumber } from './numberValues.ts';
import { type ConfigSource, readKeys } from './readKeys.ts';
import { optionalText } from './textValues.ts';

const KEYS = {
  service: 'thing',
  about: 'A thing.',
  keys: {
    timeoutMs: { name: 'rw_timeout', fallback: '30', help: 'Seconds.', read: timeoutMs },
    size: { name: 'pool_size', fallback: '8', help: 'Size.', read: wholeNumber('a size', 1, 10) },
    password: { name: 'password', fallback: '', help: 'Secret.', read: optionalText, variable: 'THING_PASSWORD' },
    user: { name: 'user', fallback: 'me', help: 'Who.', read: wholeOrMe, variable: 'THING_USER' },
    threads: { name: 'ioctl_max_threads', fallback: '1', help: 'None.', read: Number },
  },
} as const satisfies ServiceKeys;

function wholeOrMe(text: string): string {
  return text === 'me' ? text : String(wholeNumber('a number of users', 0, 9)(text));
}

function source(text: string | undefined, env: ConfigSource['env'] = {}): ConfigSource {
  return { text, fileName: 'etc/thing.cfg', folder: '/srv/etc', env };
}

function read(lines: readonly string[], env?: ConfigSource['env']) {
  return readKeys(KEYS, source(['service thing {', ...lines, '}'].join('\n'), env));
}

function message(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('readKeys', () => {
  it('gives the defaults without a file, and with one that says nothing', () => {
    const defaults = { timeoutMs: 30_000, size: 8, password: undefined, user: 'me', threads: 1 };
    expect(readKeys(KEYS, source(undefined))).toMatchObject({ values: defaults, warnings: [], notes: [] });
    expect(read(['pool_size =', '# pool_size = 3']).values).toEqual(defaults);
  });

  it('takes what the file says, and the environment before the file', () => {
    const lines = ['password = in-file', 'user = 3', 'RW_TIMEOUT = 5'];
    expect(read(lines, { THING_PASSWORD: 'env#=', THING_USER: '' }).values).toMatchObject({
      timeoutMs: 5000,
      password: 'env#=',
      user: '3',
    });
  });

  // Spec: CONFIG-ERRORS
  it('names file and line of every bad value at once, and the variable of a bad one in the environment', () => {
    const lines = ['pool_size = abc', '', 'rw_timeout = 0'];
    expect(message(() => read(lines, { THING_USER: 'root' })).split('\n')).toEqual([
      'etc/thing.cfg:2: pool_size = "abc" is not a size (1 to 10)',
      'etc/thing.cfg:4: rw_timeout = "0" is not a number of seconds (1 to 86400)',
      'environment: THING_USER = "root" is not a number of users (0 to 9)',
    ]);
  });

  // Spec: CONFIG-UNKNOWN
  it('warns of an unknown key and names the nearest known one', () => {
    expect(read(['pool_sise = 3'])).toMatchObject({
      values: { size: 8 },
      warnings: ['etc/thing.cfg:2: unknown key "pool_sise" has no effect; the nearest known key is "pool_size"'],
      notes: [],
    });
  });

  it('takes the last of several lines with one key, and warns', () => {
    expect(read(['pool_size = 3', 'pool_size = 4'])).toMatchObject({
      values: { size: 4 },
      warnings: ['etc/thing.cfg:3: pool_size stands in line 2 already; this line, the last, counts'],
    });
  });

  it('notes the keys of the ACL framework once, but takes one that means something here', () => {
    const lines = ['master_disable = no', 'ioctl_max_threads = 7', 'ioctl_rw_timeout = 3', 'master_disable = yes'];
    expect(read(lines)).toMatchObject({
      values: { threads: 7 },
      warnings: [],
      notes: ['etc/thing.cfg: keys of the ACL framework have no effect: master_disable, ioctl_rw_timeout'],
    });
  });

  it('passes on the warnings of the file itself', () => {
    expect(read(['password = a#b'])).toMatchObject({
      values: { password: 'a' },
      warnings: ['etc/thing.cfg:2: the value of password ends at its "#": a comment begins'],
    });
  });

  it("reads its own service among several, all blocks of that name, or the file's only one", () => {
    const other = 'service other {\npool_size = 1\n}\n';
    const own = 'service thing {\npool_size = 2\n}\n';
    const more = 'service thing {\nrw_timeout = 9\n}\n';
    expect(readKeys(KEYS, source(other + own + other)).values.size).toBe(2);
    expect(readKeys(KEYS, source(own + more)).values).toMatchObject({ size: 2, timeoutMs: 9000 });
    expect(readKeys(KEYS, source(other)).values.size).toBe(1);
    expect(message(() => readKeys(KEYS, source(other + other)))).toBe(
      'etc/thing.cfg: there is no "service thing" among its services: other, other',
    );
    expect(message(() => readKeys(KEYS, source('# nothing\n')))).toBe(
      'etc/thing.cfg: there is no "service thing { … }"',
    );
  });

  it('takes any text and environment, or says what is wrong with them', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.constantFrom('pool_size', 'user', 'rw_timeout', 'x', 'ioctl_x'), fc.string()).map((p) => p.join('=')),
    );
    fc.assert(
      fc.property(fc.array(line), fc.string(), (lines, user) => {
        try {
          const { values } = read(lines, { THING_USER: user });
          expect(values.size).toBeGreaterThanOrEqual(1);
          expect(values.size).toBeLessThanOrEqual(10);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as ConfigError).message).toMatch(/^(?:etc\/thing\.cfg:\d+: |environment: )/);
        }
      }),
    );
  });
});
