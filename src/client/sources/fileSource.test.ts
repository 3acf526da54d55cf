import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../../sim/host/simHost.ts';
import { World } from '../../../sim/world.ts';
import { SourceError } from '../uploadSource.ts';
import { fileSource } from './fileSource.ts';

const NEVER = new AbortController().signal;

async function put(host: SimHost, path: string, content: Buffer): Promise<void> {
  const file = await host.disk.create(path);
  await file.append([content]);
  await file.close();
}

async function contentOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of chunks) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
}

describe('fileSource', () => {
  it('gives the content of a file of any size, as often as it is asked', async () => {
    const sizes = fc.oneof(
      fc.constantFrom(0, 1, 262_143, 262_144, 262_145, 524_288),
      fc.integer({ min: 0, max: 1_000_000 }),
    );
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer(), async (size, seed) => {
        const world = new World(seed);
        const host = world.host('client');
        await world.run(async () => {
          const content = host.random.bytes(size);
          await put(host, '/clip', content);
          const source = await fileSource(host.disk, '/clip');
          expect(source.size).toBe(size);
          for (const _ of [1, 2]) expect((await contentOf(source.open(NEVER))).equals(content)).toBe(true);
          expect(host.openFiles).toBe(0);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('reads the next piece while one is being used', async () => {
    const world = new World(1);
    const host = world.host('client');
    await world.run(async () => {
      await put(host, '/clip', host.random.bytes(1_000_000));
      host.diskFaults.slowness = 1_000;
      const source = await fileSource(host.disk, '/clip');
      const startMs = world.nowMs;
      for await (const _ of source.open(NEVER));
      const unusedMs = world.nowMs - startMs;
      for await (const _ of source.open(NEVER)) await world.sleep(unusedMs / 10);
      expect(world.nowMs - startMs).toBeLessThan(2.25 * unusedMs);
    });
  });

  it('closes the file when its reader leaves, and when reading fails', async () => {
    const world = new World(1);
    const host = world.host('client');
    await world.run(async () => {
      await put(host, '/clip', host.random.bytes(1_000_000));
      const source = await fileSource(host.disk, '/clip');
      for await (const _ of source.open(NEVER)) break;
      expect(host.openFiles).toBe(0);
      host.diskFaults.fail({ operation: 'readAt', reason: 'io', skip: 2 });
      await expect(contentOf(source.open(NEVER))).rejects.toThrow('readAt of /clip fails');
      expect(host.openFiles).toBe(0);
    });
  });

  it('has nobody hear of a piece that cannot be read and that nobody wants', async () => {
    const world = new World(1);
    const host = world.host('client');
    await world.run(async () => {
      await put(host, '/clip', host.random.bytes(1_000_000));
      const source = await fileSource(host.disk, '/clip');
      host.diskFaults.fail({ operation: 'readAt', reason: 'io', skip: 1 });
      for await (const _ of source.open(NEVER)) {
        await world.sleep(1_000);
        break;
      }
      expect(host.openFiles).toBe(0);
    });
  });

  // Spec: CLIENT-UPLOAD-SOURCE
  it('tells of a file that is missing, is a folder, or has another size now', async () => {
    const world = new World(1);
    const host = world.host('client');
    await world.run(async () => {
      await expect(fileSource(host.disk, '/none')).rejects.toThrow(new SourceError('there is no file /none'));
      await host.disk.makeFolders('/folder');
      await expect(fileSource(host.disk, '/folder')).rejects.toThrow(new SourceError('/folder is not a file'));
      await put(host, '/clip', host.random.bytes(10));
      const source = await fileSource(host.disk, '/clip');
      await host.disk.unlink('/clip');
      await put(host, '/clip', host.random.bytes(11));
      await expect(contentOf(source.open(NEVER))).rejects.toBeInstanceOf(SourceError);
      expect(host.openFiles).toBe(0);
    });
  });
});
