import { describe, expect, it } from 'vitest';
import { KeyedLock } from './keyedLock.ts';

describe('a lock by key', () => {
  it('lets one after another work on a key, in their order, also after a failure', async () => {
    const lock = new KeyedLock();
    const story: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = lock.run('k', async () => {
      story.push('first begins');
      await gate.promise;
      story.push('first fails');
      throw new Error('no');
    });
    const second = lock.run('k', async () => {
      story.push('second');
      return 2;
    });
    const third = lock.run('k', async () => story.push('third'));
    await lock.run('other', async () => story.push('other'));
    expect(story).toEqual(['first begins', 'other']);
    gate.resolve();
    await expect(first).rejects.toThrow('no');
    expect(await second).toBe(2);
    await third;
    expect(story).toEqual(['first begins', 'other', 'first fails', 'second', 'third']);
  });
});
