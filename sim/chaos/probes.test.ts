import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listenToProbes, sometimes } from '../../src/host/probe.ts';
import { addHits, formatProbes, PROBES, unhitProbes } from './probes.ts';

const SRC = join(import.meta.dirname, '../../src');

/** The names of all probes in the code, as often as they stand there. */
function placed(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => [...readFileSync(join(SRC, path), 'utf8').matchAll(/\bsometimes\('([^']+)'\)/g)])
    .map((match) => match[1] ?? '');
}

describe('the probes', () => {
  afterEach(() => listenToProbes(undefined));

  it('stand once each in the code, and all of them in the list', () => {
    expect(placed().sort()).toEqual(Object.keys(PROBES).sort());
    expect(Object.keys(PROBES).length).toBeGreaterThanOrEqual(25);
  });

  it('tell whoever listens, and nobody else', () => {
    const heard: string[] = [];
    listenToProbes((name) => heard.push(name));
    sometimes('a');
    listenToProbes(undefined);
    sometimes('b');
    expect(heard).toEqual(['a']);
  });

  it('are missed only by campaigns that are long enough for them', () => {
    const hits = new Map(Object.keys(PROBES).map((name) => [name, 1]));
    expect(unhitProbes(hits, 1_000_000)).toEqual([]);
    hits.delete('cache.back');
    expect(unhitProbes(hits, 1)).toEqual([]);
    expect(unhitProbes(hits, 1_000_000)).toEqual(['cache.back']);
    expect(formatProbes(hits)[0]).toContain('cache.back: never hit');
  });

  it('add up over runs', () => {
    const total = new Map<string, number>();
    addHits(total, { a: 1, b: 2 });
    addHits(total, { a: 3 });
    expect([...total]).toEqual([
      ['a', 4],
      ['b', 2],
    ]);
  });
});
