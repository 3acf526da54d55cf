import { expect, test } from 'vitest';
import { FolderSyncs } from './folderSyncs.ts';

/** Syncs that last until they are let go. */
function controlled(): { syncs: FolderSyncs; begun: { path: string; end: (error?: Error) => void }[] } {
  const begun: { path: string; end: (error?: Error) => void }[] = [];
  const syncs = new FolderSyncs((path) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    begun.push({ path, end: (error) => (error === undefined ? resolve() : reject(error)) });
    return promise;
  });
  return { syncs, begun };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('who asks while a sync is under way waits for one that begins later, all of them for the same', async () => {
  const { syncs, begun } = controlled();
  const done: string[] = [];
  const ask = (name: string): void => void syncs.sync('/a').then(() => done.push(name));
  ask('first');
  ask('second');
  ask('third');
  await turn();
  expect(begun.length).toBe(1);
  begun[0]?.end();
  await turn();
  expect(done).toEqual(['first']);
  expect(begun.length).toBe(2);
  ask('fourth');
  begun[1]?.end();
  await turn();
  expect(done).toEqual(['first', 'second', 'third']);
  expect(begun.length).toBe(3);
  begun[2]?.end();
  await turn();
  expect(done).toEqual(['first', 'second', 'third', 'fourth']);
});

test('a sync after all others are over begins at once', async () => {
  const { syncs, begun } = controlled();
  const first = syncs.sync('/a');
  begun[0]?.end();
  await first;
  void syncs.sync('/a');
  expect(begun.length).toBe(2);
});

test('folders do not wait for each other', () => {
  const { syncs, begun } = controlled();
  void syncs.sync('/a');
  void syncs.sync('/b');
  expect(begun.map(({ path }) => path)).toEqual(['/a', '/b']);
});

test('a sync that fails fails for those who waited for it, not for those who wait for the next one', async () => {
  const { syncs, begun } = controlled();
  const [first, second] = [syncs.sync('/a'), syncs.sync('/a')];
  begun[0]?.end(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await turn();
  begun[1]?.end();
  await second;
});
