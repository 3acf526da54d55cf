import { execFileSync } from 'node:child_process';
import { close, open, type Stats, stat } from 'node:fs';
import { mkdtemp, open as openHandle, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskError } from '../disk.ts';
import { systemCall } from './systemCall.ts';

const FILES = 100;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tnv-calls-'));
  for (let size = 0; size < FILES; size++) await writeFile(join(folder, String(size)), Buffer.alloc(size));
});

afterAll(() => rm(folder, { recursive: true }));

async function sizeOf(name: string): Promise<number> {
  return (await systemCall<Stats>((done) => stat(join(folder, name), done))).size;
}

describe('calls of the file system', () => {
  it('each get their own result when many begin at once, and when they follow each other', async () => {
    const names = Array.from({ length: FILES }, (_, size) => String(size));
    for (let round = 0; round < 3; round++) {
      expect(await Promise.all(names.map(sizeOf))).toEqual(names.map(Number));
    }
    for (const name of names.slice(0, 5)) expect(await sizeOf(name)).toBe(Number(name));
  });

  it('begin together at the end of the turn while one is under way, and at once while none is', async () => {
    const begun: number[] = [];
    const call = (number: number): Promise<void> =>
      systemCall((done) => {
        begun.push(number);
        stat(folder, (error) => done(error));
      });
    const first = call(1);
    expect(begun).toEqual([1]);
    const others = [call(2), call(3)];
    expect(begun).toEqual([1]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual([1, 2, 3]);
    await Promise.all([first, ...others]);
    const last = call(4);
    expect(begun).toEqual([1, 2, 3, 4]);
    await last;
  });

  it('reject when Node throws at what it is asked for, whether they began at once or later', async () => {
    const calls = [sizeOf('a\0b'), sizeOf('7'), sizeOf('a\0b'), sizeOf('missing')];
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected']);
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(DiskError);
    expect(await sizeOf('9')).toBe(9);
  });

  it('do not wait for one that hangs', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Opens when somebody opens the other end.
    const hanging = systemCall<number>((done) => open(pipe, 'r', done));
    expect(await Promise.all(['1', '2', '3'].map(sizeOf))).toEqual([1, 2, 3]);
    const writer = await openHandle(pipe, 'w');
    const number = await hanging;
    await systemCall((done) => close(number, done));
    await writer.close();
  });
});
