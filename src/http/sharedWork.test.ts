import { expect, it } from 'vitest';
import { SharedWork } from './sharedWork.ts';

const never = new AbortController().signal;

it('results are kept while there is room, the one used longest ago goes first', async () => {
  const shared = new SharedWork<string>({ bytesMax: 100, countMax: 3 });
  const done: string[] = [];
  const get = (key: string, bytes: number): Promise<string> =>
    shared.get(key, never, async () => {
      done.push(key);
      return { value: key, bytes };
    });
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await get(key, 40)).toBe(key);
  expect(done).toEqual(['a', 'b', 'c', 'b']);
  // One that is larger than all the room is given, and not kept.
  for (const key of ['large', 'large']) expect(await get(key, 101)).toBe(key);
  expect(done.slice(4)).toEqual(['large', 'large']);
  for (const key of ['1', '2', '3', '4', '1']) await get(key, 0);
  expect(done.slice(6)).toEqual(['1', '2', '3', '4', '1']);
});

it('work that failed is done again, and one who leaves takes nothing from the others', async () => {
  const shared = new SharedWork<string>({ bytesMax: 100, countMax: 3 });
  const failing = shared.get('a', never, () => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  const leaving = new AbortController();
  let finish = (_: { value: string; bytes: number }): void => undefined;
  let abandoned: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    abandoned = signal;
    return new Promise<{ value: string; bytes: number }>((resolve) => {
      finish = resolve;
    });
  };
  const [left, stays] = [shared.get('a', leaving.signal, work), shared.get('a', never, work)];
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  expect(abandoned?.aborted).toBe(false);
  finish({ value: 'done', bytes: 1 });
  expect(await stays).toBe('done');
});
