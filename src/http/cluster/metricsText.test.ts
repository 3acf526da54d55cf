import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesOf } from './metricsText.ts';

const read = (text: string, ...names: string[]) => [...samplesOf(text, new Set(names))];

describe('a text of metrics', () => {
  it('gives the samples that are wanted, and no other lines', () => {
    const text = [
      '# HELP a_total Things.',
      '# TYPE a_total counter',
      'a_total 3',
      'a_total{daemon="storage",command="UPLOAD"} 1.5e3 1700000000000',
      'a_total_more 7',
      'b{x="1"} NaN',
      'a_total{broken',
      'a_total',
      'b 2\r',
    ].join('\n');
    expect(read(text, 'a_total', 'b')).toEqual([
      { name: 'a_total', labels: {}, value: 3 },
      { name: 'a_total', labels: { daemon: 'storage', command: 'UPLOAD' }, value: 1500 },
      { name: 'b', labels: {}, value: 2 },
    ]);
  });

  it('gives labels back whatever they are', () => {
    const escaped = (value: string): string => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
    const value = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'n', '}', ',', '=', '影') });
    fc.assert(
      fc.property(value, value, (one, other) => {
        const line = `m{one="${escaped(one)}",other="${escaped(other)}"} 1`;
        expect(read(line, 'm')).toEqual([{ name: 'm', labels: { one, other }, value: 1 }]);
      }),
    );
  });

  it('is never read with an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('m', '{', '}', '"', ' ', '1', '\n', '=', ',', '\\') }), (text) => {
        for (const { value } of read(text, 'm')) expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});
