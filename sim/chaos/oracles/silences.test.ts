import { describe, expect, it } from 'vitest';
import { Hardships } from '../hardships.ts';
import { observed, wire } from './sampleObservations.ts';
import { silences } from './silences.ts';

const silence = { client: 'client1', server: 'g1s1', command: 11, sentMs: 1_000, arrivedMs: 1_010, cutMs: 1_100 };

function judged(parts: Partial<typeof silence>, hardships = new Hardships()): string[] {
  const seen = observed({ wire: wire({ silences: [{ ...silence, ...parts }] }), hardships });
  return silences(seen).map(({ statement }) => statement);
}

describe('a request that a server had and did not answer', () => {
  it('is complained of when nothing was the matter', () => {
    expect(judged({})).toEqual(['CONN-STOP']);
    expect(judged({ server: 'tracker1' })).toEqual(['CONN-STOP']);
  });

  it('is excused when it may not have been read yet, or when a stop has waited long enough', () => {
    expect(judged({ cutMs: 1_014 })).toEqual([]);
    expect(judged({ cutMs: 900 })).toEqual([]);
    const hardships = new Hardships();
    hardships.note('g1s1', 'stop', 500);
    expect(judged({ cutMs: 10_500 }, hardships)).toEqual([]);
    expect(judged({ cutMs: 10_499 }, hardships)).toEqual(['CONN-STOP']);
    expect(judged({ cutMs: 11_010 })).toEqual(['CONN-STOP']);
  });

  it('is excused by trouble of the very server meanwhile, but not of the cache', () => {
    const trouble = (machine: string, what: Parameters<Hardships['note']>[1], atMs: number): Hardships => {
      const hardships = new Hardships();
      hardships.note(machine, what, atMs);
      return hardships;
    };
    expect(judged({}, trouble('g1s1', 'database', 1_050))).toEqual([]);
    expect(judged({}, trouble('g1s1', 'standstill', 1_050))).toEqual([]);
    expect(judged({}, trouble('g1s1', 'database', 1_101))).toEqual(['CONN-STOP']);
    expect(judged({}, trouble('g1s2', 'database', 1_050))).toEqual(['CONN-STOP']);
    expect(judged({}, trouble('g1s1', 'cache', 1_050))).toEqual(['CONN-STOP']);
  });
});
