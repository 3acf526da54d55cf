import { fstatSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OpenFile } from './openFile.ts';
import type { Done } from './systemCall.ts';

test('a file is closed when the calls under way are over, and once', async () => {
  const number = openSync(import.meta.filename, 'r');
  const file = new OpenFile(number);
  let done: Done<string> | undefined;
  const called = file.call<string>((_, finished) => {
    done = finished;
  });
  const closing = [file.close(), file.close()];
  await new Promise(setImmediate);
  expect(fstatSync(number).isFile()).toBe(true);
  done?.(null, 'read');
  expect(await called).toBe('read');
  await Promise.all(closing);
  expect(() => fstatSync(number)).toThrow('EBADF');
  const other = openSync(import.meta.filename, 'r');
  await file.close();
  expect(fstatSync(other).isFile()).toBe(true);
  await new OpenFile(other).close();
});

test('a closed file takes no calls any more: its number may be another file', async () => {
  const file = new OpenFile(openSync(import.meta.filename, 'r'));
  await file.close();
  const calls: number[] = [];
  const called = file.call((number) => void calls.push(number));
  await expect(called).rejects.toMatchObject({ name: 'DiskError', reason: 'io' });
  expect(calls).toEqual([]);
});
