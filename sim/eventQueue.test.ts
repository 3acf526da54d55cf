import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue, SimEvent } from './eventQueue.ts';

interface Step {
  readonly kind: 'push' | 'pop' | 'cancel';
  readonly value: number;
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('push', 'push', 'push', 'pop', 'cancel') as fc.Arbitrary<Step['kind']>,
    value: fc.nat(50),
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
          const event = new SimEvent(queue, value, sequence++, () => {});
          queue.push(event);
          model.push(event);
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
      }
      model.sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
      expect(Array.from(model, () => queue.pop())).toEqual(model);
      expect(queue.pop()).toBe(undefined);
    }),
  );
});

test('cancelled events do not pile up', () => {
  const queue = new EventQueue();
  const kept = new SimEvent(queue, 5e9, 0, () => {});
  queue.push(kept);
  for (let sequence = 1; sequence < 100_000; sequence++) {
    const event = new SimEvent(queue, 1e9 - sequence, sequence, () => {});
    queue.push(event);
    event.cancel();
    expect(queue.held).toBeLessThan(3000);
  }
  expect(queue.size).toBe(1);
  expect(queue.pop()).toBe(kept);
});

test('an event that was taken out can be cancelled without harm', () => {
  const queue = new EventQueue();
  const event = new SimEvent(queue, 1, 0, () => {});
  queue.push(event);
  queue.pop();
  event.cancel();
  expect(queue.size).toBe(0);
});
