import { expect, it } from 'vitest';
import { bounded } from './bounded.ts';
import { entry, observed, QUIET_PLAN } from './sampleObservations.ts';

const locate = { kind: 'locate', user: 0, file: 0 } as const;
const lasting = (ms: number) => ({ ...entry(3, locate, 100, 100 + ms), limitMs: 50 });

it('complains of an operation that outlasts the patience of its client', () => {
  const look = (ms: number) => bounded(observed({ history: [lasting(ms)] }));
  expect(look(50)).toEqual([]);
  expect(look(52)).toMatchObject([{ statement: 'CLIENT-BOUNDED', kind: 'liveness', operations: [3] }]);
  expect(bounded(observed({ history: [{ ...lasting(52), limitMs: undefined }] }))).toEqual([]);
});

it('lets a client that stood still be late', () => {
  const pause = (index: number) => ({ kind: 'pause', atMs: 0, lastsMs: 1, target: { kind: 'client', index } }) as const;
  const look = (index: number) =>
    bounded(observed({ history: [lasting(52)], plan: { ...QUIET_PLAN, faults: [pause(index)] } }));
  const { clients } = QUIET_PLAN.topology;
  expect(look(clients)).toEqual([]);
  expect(look(clients - 1)).toHaveLength(clients > 1 ? 1 : 0);
});
