import { describe, expect, it } from 'vitest';
import { CaseFailure } from './failure.ts';
import { Preconditions } from './preconditions.ts';

describe('a precondition', () => {
  const failing = () => Promise.reject(new CaseFailure({ axis: 'said', message: 'no reply' }));

  it('that fails skips the case and points to those that judge it', async () => {
    const why = 'blocked: an upload fails (no reply); see storage/upload';
    await expect(new Preconditions().need('an upload', failing, 'storage/upload')).rejects.toThrow(why);
  });

  it('that fails three times with no success between is not tried again', async () => {
    const preconditions = new Preconditions();
    let tries = 0;
    const step = (works: boolean) => () => {
      tries += 1;
      return works ? Promise.resolve() : failing();
    };
    const take = (works: boolean) => preconditions.need('an upload', step(works), 'storage/upload').catch(() => {});
    for (const works of [false, false, true, false, false, false]) await take(works);
    expect(tries).toBe(6);
    await take(true);
    expect(tries).toBe(6);
  });
});
