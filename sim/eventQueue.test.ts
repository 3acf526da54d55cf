import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue, SimEvent } from './eventQueue.ts';

interface Step {
  readonly kind: 'push' | 'pop' | 'cancel';
  readonly value: number;
}

class Nothing extends SimEvent {
  fire(): void {}
}

function nothingAt(queue: EventQueue, atMs: number, sequence: number): SimEvent {
  const event = new Nothing();
  event.enter(queue, atMs, sequence);
  return event;
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('push', 'push', 'push', 'pop', 'cancel') as fc.Arbitrary<Step['kind']>,
    /** Milliseconds: many at one moment, and many spans apart. */
    value: fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(1e7)),
  }),
  { maxLength: 200, size: 'max' },
);

test('events come out by time, and by order of arrival within a moment, whatever was cancelled', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const queue = new EventQueue();
      const model: SimEvent[] = [];
      let sequence = 0;
      for (const { kind, value } of script) {
        if (kind === 'push') {
          model.push(nothingAt(queue, value, sequence++));
        } else if (kind === 'pop') {
          model.sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
          expect(queue.peek()).toBe(model[0]);
          expect(queue.pop()).toBe(model.shift());
        } else {
          const [victim] = model.splice(value % (model.length + 1), 1);
          victim?.cancel();
          victim?.cancel();
        }
        expect(queue.size).toBe(model.length);
        expect(new Set(queue.pending())).toEqual(new Set(model));
      }
      model.sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
      expect(Array.from(model, () => queue.pop())).toEqual(model);
      expect(queue.pop()).toBe(undefined);
    }),
  );
});

test('cancelled events do not pile up', () => {
  const queue = new EventQueue();
  const kept = nothingAt(queue, 5e9, 0);
  for (let sequence = 1; sequence < 100_000; sequence++) {
    nothingAt(queue, 1e9 - sequence, sequence).cancel();
    expect(queue.held).toBeLessThan(3000);
  }
  expect(queue.size).toBe(1);
  expect(queue.pop()).toBe(kept);
});

test('an event that was taken out can be cancelled without harm', () => {
  const queue = new EventQueue();
  const event = nothingAt(queue, 1, 0);
  queue.pop();
  event.cancel();
  expect(queue.size).toBe(0);
});
