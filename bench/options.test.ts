import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('the command line of the benchmark', () => {
  it('measures everything unless told otherwise', () => {
    expect(readOptions([])).toMatchObject({ pace: { rounds: 5 }, mariadb: false });
    expect(readOptions([])).toHaveProperty('parts.length', 7);
  });

  it('takes parts by name or as a list, each once and in their own order', () => {
    expect(readOptions(['http', 'ids'])).toHaveProperty('parts', ['ids', 'http']);
    expect(readOptions(['ids', '--only', 'http,ids', '--quick'])).toMatchObject({
      parts: ['ids', 'http'],
      pace: { rounds: 1 },
    });
  });

  it('refuses what it does not know, and says what there is', () => {
    expect(() => readOptions(['id'])).toThrow(/there is no part id; there are: ids, saddrs/);
    expect(() => readOptions(['--fast'])).toThrow(/--fast/);
  });

  it('tells its options', () => {
    expect(readOptions(['ids', '--help'])).toBe('help');
  });
});
