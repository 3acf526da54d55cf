import { describe, expect, it } from 'vitest';
import { TroubleList } from './troubleList.ts';

const A = { host: 'a', port: 1 };
const B = { host: 'b', port: 1 };
const C = { host: 'c', port: 1 };

class HandClock {
  ms = 1_000;
  monotonicMs(): number {
    return this.ms;
  }
  wallMs(): number {
    return 0;
  }
  utcOffsetMs(): number {
    return 0;
  }
}

describe('TroubleList', () => {
  it('puts those that failed last, in the order they had', () => {
    const list = new TroubleList(new HandClock());
    expect(list.healthyFirst([A, B, C])).toEqual([A, B, C]);
    list.add(A);
    expect(list.healthyFirst([A, B, C])).toEqual([B, C, A]);
    list.add(B);
    expect(list.healthyFirst([A, B, C])).toEqual([C, A, B]);
    expect(list.healthyFirst([A, B])).toEqual([A, B]);
  });

  it('lets a server rest for twice as long after each failure in a row, 5 minutes at most', () => {
    const clock = new HandClock();
    const list = new TroubleList(clock);
    const restMs = (): number => {
      list.add(A);
      const startMs = clock.ms;
      while (list.healthyFirst([A, B])[0] === B) clock.ms += 1_000;
      return clock.ms - startMs;
    };
    expect(Array.from({ length: 8 }, restMs)).toEqual([
      5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
    ]);
    list.clear(A);
    expect(restMs()).toBe(5_000);
  });

  it('remembers a bounded number of servers', () => {
    const list = new TroubleList(new HandClock());
    list.add(A);
    for (let port = 1; port <= 1_000; port++) list.add({ host: 'x', port });
    expect(list.healthyFirst([A, B])).toEqual([A, B]);
    const first = { host: 'x', port: 1 };
    expect(list.healthyFirst([first, B])).toEqual([B, first]);
    list.add(first);
    list.add(C);
    expect(list.healthyFirst([first, B])).toEqual([B, first]);
    expect(list.healthyFirst([{ host: 'x', port: 2 }, B])).toEqual([{ host: 'x', port: 2 }, B]);
  });
});
