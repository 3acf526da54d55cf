import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Disk, DiskError, type DiskErrorReason } from '../../src/host/disk.ts';
import { kinds, onBoth } from './sites.ts';
import { pattern } from './talk.ts';

async function fails(work: Promise<unknown>, reason: DiskErrorReason): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DiskError);
  expect((error as DiskError).reason).toBe(reason);
}

async function writeFile(disk: Disk, path: string, ...chunks: readonly Uint8Array[]): Promise<void> {
  const file = await disk.create(path);
  await file.append(chunks);
  await file.sync();
  await file.close();
}

async function readFile(disk: Disk, path: string): Promise<Buffer> {
  const file = await disk.open(path);
  const bytes = Buffer.alloc(file.size + 10);
  const count = await file.readAt(bytes, 0);
  await file.close();
  return bytes.subarray(0, count);
}

describe.each(kinds)('on the $name host', ({ run }) => {
  test('a file gives back what was appended, from any position', async () => {
    const chunks = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6 });
    const appends = fc.array(chunks, { maxLength: 5 });
    const reads = fc.array(fc.record({ position: fc.nat(30_000), size: fc.nat(9000) }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(appends, reads, fc.nat(), async (sizes, ranges, seed) => {
        await run(async ({ server: { disk }, folder }) => {
          const content = pattern(sizes.flat().reduce((sum, size) => sum + size, 0));
          const file = await disk.create(`${folder}/file`);
          let at = 0;
          for (const chunkSizes of sizes) {
            const pieces: Buffer[] = [];
            for (const size of chunkSizes) {
              pieces.push(content.subarray(at, at + size));
              at += size;
            }
            await file.append(pieces);
          }
          await file.close();
          const opened = await disk.open(`${folder}/file`);
          expect(opened.size).toBe(content.length);
          for (const { position, size } of ranges) {
            const target = Buffer.alloc(size);
            const count = await opened.readAt(target, position);
            expect(target.subarray(0, count).equals(content.subarray(position, position + size))).toBe(true);
          }
          await opened.close();
        }, seed);
      }),
      { numRuns: 30 },
    );
  });
});

onBoth('a file is created once', async ({ server: { disk }, folder }) => {
  await writeFile(disk, `${folder}/a`, Buffer.from('first'));
  await fails(disk.create(`${folder}/a`), 'exists');
  expect(String(await readFile(disk, `${folder}/a`))).toBe('first');
});

onBoth('a file needs its folder', async ({ server: { disk }, folder }) => {
  await fails(disk.create(`${folder}/none/a`), 'missing');
});

onBoth('what is not there is missing', async ({ server: { disk }, folder }) => {
  const path = `${folder}/none`;
  expect(await disk.stat(path)).toBe(undefined);
  await fails(disk.open(path), 'missing');
  await fails(disk.unlink(path), 'missing');
  await fails(disk.list(path), 'missing');
  await fails(disk.link(path, `${folder}/other`), 'missing');
  await fails(disk.syncFolder(path), 'missing');
  await fails(disk.freeBytes(path), 'missing');
});

onBoth('a path through a file leads nowhere', async ({ server: { disk }, folder }) => {
  await writeFile(disk, `${folder}/a`);
  expect(await disk.stat(`${folder}/a/b`)).toBe(undefined);
  await fails(disk.create(`${folder}/a/b`), 'missing');
  await fails(disk.makeFolders(`${folder}/a/b`), 'missing');
  await fails(disk.makeFolders(`${folder}/a`), 'exists');
});

onBoth('stat tells what a path is', async ({ server: { disk, clock }, folder }) => {
  await writeFile(disk, `${folder}/a`, pattern(1234));
  const file = await disk.stat(`${folder}/a`);
  expect(file).toMatchObject({ kind: 'file', size: 1234 });
  expect(Math.abs((file?.modifiedMs ?? 0) - clock.wallMs())).toBeLessThan(60_000);
  expect(await disk.stat(folder)).toMatchObject({ kind: 'folder', size: 0 });
});

onBoth('an empty file is a file', async ({ server: { disk }, folder }) => {
  await writeFile(disk, `${folder}/empty`);
  const file = await disk.open(`${folder}/empty`);
  expect(file.size).toBe(0);
  expect(await file.readAt(Buffer.alloc(5), 0)).toBe(0);
  await file.close();
});

onBoth('a read at or past the end gives nothing', async ({ server: { disk }, folder }) => {
  await writeFile(disk, `${folder}/a`, Buffer.from('12345'));
  const file = await disk.open(`${folder}/a`);
  const target = Buffer.alloc(10);
  expect(await file.readAt(target, 5)).toBe(0);
  expect(await file.readAt(target, 5000)).toBe(0);
  expect(await file.readAt(target, 3)).toBe(2);
  expect(String(target.subarray(0, 2))).toBe('45');
  await file.close();
});

onBoth('many small chunks go out as one file', async ({ server: { disk }, folder }) => {
  const chunks = Array.from({ length: 3000 }, (_, index) => Buffer.from([index & 255]));
  await writeFile(disk, `${folder}/a`, ...chunks);
  expect((await readFile(disk, `${folder}/a`)).equals(Buffer.concat(chunks))).toBe(true);
});

onBoth('a folder is no file', async ({ server: { disk }, folder }) => {
  await fails(disk.open(folder), 'io');
  await fails(disk.create(folder), 'exists');
});

onBoth('a link is a second name that never takes the place of another', async ({ server: { disk }, folder }) => {
  await writeFile(disk, `${folder}/a`, Buffer.from('one'));
  await writeFile(disk, `${folder}/b`, Buffer.from('two'));
  await disk.link(`${folder}/a`, `${folder}/c`);
  await fails(disk.link(`${folder}/a`, `${folder}/b`), 'exists');
  await fails(disk.link(`${folder}/a`, `${folder}/none/d`), 'missing');
  await disk.unlink(`${folder}/a`);
  expect(String(await readFile(disk, `${folder}/c`))).toBe('one');
  expect(String(await readFile(disk, `${folder}/b`))).toBe('two');
  expect(await disk.list(folder)).toEqual(['b', 'c']);
});

onBoth('a file that is open can be read after its name is gone', async ({ server: { disk }, folder }) => {
  await writeFile(disk, `${folder}/a`, Buffer.from('content'));
  const file = await disk.open(`${folder}/a`);
  await disk.unlink(`${folder}/a`);
  expect(await disk.stat(`${folder}/a`)).toBe(undefined);
  const target = Buffer.alloc(7);
  expect(await file.readAt(target, 0)).toBe(7);
  expect(String(target)).toBe('content');
  await file.close();
});

onBoth('folders are made as far as they are missing', async ({ server: { disk }, folder }) => {
  expect(await disk.makeFolders(`${folder}/x/y/z`)).toBe(`${folder}/x`);
  expect(await disk.makeFolders(`${folder}/x/y/z`)).toBe(undefined);
  expect(await disk.makeFolders(`${folder}/x/y/other`)).toBe(`${folder}/x/y/other`);
  expect(await disk.stat(`${folder}/x/y/z`)).toMatchObject({ kind: 'folder' });
});

onBoth('a folder lists its names in order', async ({ server: { disk }, folder }) => {
  for (const name of ['b', 'a10', 'a2', 'ä', 'B', '0']) await writeFile(disk, `${folder}/${name}`);
  await disk.makeFolders(`${folder}/sub`);
  expect(await disk.list(folder)).toEqual(['0', 'B', 'a10', 'a2', 'b', 'sub', 'ä']);
  expect(await disk.list(`${folder}/sub`)).toEqual([]);
});

onBoth('folders can be synced, by many at once', async ({ server: { disk }, folder }) => {
  await Promise.all(Array.from({ length: 20 }, () => disk.syncFolder(folder)));
});

onBoth('there is room', async ({ server: { disk }, folder }) => {
  expect(await disk.freeBytes(folder)).toBeGreaterThan(0);
});

onBoth('files can be closed again and again, and used no more', async ({ server: { disk }, folder }) => {
  const written = await disk.create(`${folder}/a`);
  await Promise.all([written.close(), written.close()]);
  await written.close();
  await fails(written.append([Buffer.from('x')]), 'io');
  const read = await disk.open(`${folder}/a`);
  await read.close();
  await read.close();
  await fails(read.readAt(Buffer.alloc(1), 0), 'io');
});
