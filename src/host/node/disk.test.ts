import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiskError } from '../disk.ts';
import { NodeDisk } from './disk.ts';
import { diskFailure } from './diskReason.ts';
import { NodeWritableFile, writeAll } from './files.ts';

test('system errors become the reasons that callers act on', () => {
  const reasons = { ENOENT: 'missing', EEXIST: 'exists', ENOSPC: 'full', EDQUOT: 'full', EACCES: 'denied' } as const;
  const others = { EROFS: 'denied', EPERM: 'denied', ENOTDIR: 'missing', EIO: 'io', EISDIR: 'io' } as const;
  for (const [code, reason] of Object.entries({ ...reasons, ...others })) {
    const cause = Object.assign(new Error(`${code}: so`), { code });
    const failure = diskFailure(cause);
    expect(failure).toBeInstanceOf(DiskError);
    expect([failure.reason, failure.message, failure.cause]).toEqual([reason, `${code}: so`, cause]);
  }
  expect(diskFailure('odd').reason).toBe('io');
});

test('a write of the system that takes only part of the bytes goes on with the rest', async () => {
  const chunkSizes = fc.array(fc.nat(20), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(chunkSizes, fc.infiniteStream(fc.integer({ min: 1, max: 25 })), async (sizes, portions) => {
      const written: Buffer[] = [];
      const write = async (buffers: readonly Uint8Array[]): Promise<number> => {
        const part = Buffer.concat(buffers).subarray(0, portions.next().value);
        written.push(part);
        return part.length;
      };
      const chunks = sizes.map((size, index) => Buffer.alloc(size, index + 1));
      await writeAll(write, chunks);
      expect(Buffer.concat(written).equals(Buffer.concat(chunks))).toBe(true);
    }),
  );
});

test('a folder that may not be written to is denied', async (context) => {
  if (process.getuid?.() === 0) context.skip('nothing is denied to root');
  const folder = mkdtempSync(join(tmpdir(), 'tnv-disk-'));
  chmodSync(folder, 0o555);
  await expect(new NodeDisk().create(join(folder, 'a'))).rejects.toMatchObject({ reason: 'denied' });
  rmSync(folder, { recursive: true });
});

test('folders on a file system that is read-only are denied', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tnv-disk-'));
  const readOnly = 'mount -t tmpfs read-only "$1" && mkdir "$1/a" && mount -o remount,ro "$1"';
  const make = `
    import { NodeDisk } from ${JSON.stringify(join(import.meta.dirname, 'disk.ts'))};
    for (const path of ['/a/b', '/a/b/c']) {
      await new NodeDisk().makeFolders(process.argv[1] + path).catch(({ reason }) => console.log(reason));
    }
    console.log(await new NodeDisk().makeFolders(process.argv[1] + '/a'));`;
  const inside = (script: string, ...args: string[]): string =>
    execFileSync('unshare', ['--map-root-user', '--mount', 'sh', '-euc', script, 'sh', folder, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  try {
    try {
      inside(readOnly);
    } catch (error) {
      context.skip(`nothing can be mounted here: ${(error as Error).message}`);
    }
    const node = `${readOnly}; exec "$2" --input-type=module-typescript --eval "$3" "$1"`;
    expect(inside(node, process.execPath, make)).toBe('denied\ndenied\nundefined\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no space left is told as such', async (context) => {
  if (process.platform !== 'linux') context.skip('there is no /dev/full');
  const file = new NodeWritableFile(openSync('/dev/full', 'w'));
  await expect(file.append([Buffer.from('x')])).rejects.toMatchObject({ name: 'DiskError', reason: 'full' });
  await file.close();
});

test('what is neither file nor folder cannot be opened', async () => {
  await expect(new NodeDisk().open('/dev/null')).rejects.toMatchObject({ name: 'DiskError', reason: 'io' });
});
