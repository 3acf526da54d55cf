import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConnectionLost } from '../../src/host/networkErrors.ts';
import { kinds, onBoth } from './sites.ts';
import { connectPair, isPending, pattern, readAll, release } from './talk.ts';

const KIB = 1024;
const STUCK_MS = 100;

describe.each(kinds)('on the $name host', ({ run }) => {
  test('every byte arrives in order both ways, however it is cut into writes', async () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 200_000 })), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, fc.nat(), async (there, back, seed) => {
        await run(async (site) => {
          const pair = await connectPair(site);
          const send = async (from: typeof pair.near, lengths: readonly number[]): Promise<void> => {
            for (const length of lengths) await from.write(pattern(length));
            from.end();
          };
          const expected = (lengths: readonly number[]): Buffer => Buffer.concat(lengths.map(pattern));
          const [, , atFar, atNear] = await Promise.all([
            send(pair.near, there),
            send(pair.far, back),
            readAll(pair.far),
            readAll(pair.near),
          ]);
          expect(atFar.equals(expected(there))).toBe(true);
          expect(atNear.equals(expected(back))).toBe(true);
          await release(pair);
        }, seed);
      }),
      { numRuns: 25 },
    );
  });
});

onBoth('writes that overlap keep their order, and so do the chunks of one write', async (site) => {
  const pair = await connectPair(site);
  const parts = Array.from({ length: 60 }, (_, index) => pattern(index * 997));
  const writes = [];
  for (let at = 0; at < parts.length; at += 3) writes.push(pair.near.write(...parts.slice(at, at + 3)));
  pair.near.end();
  const [received] = await Promise.all([readAll(pair.far), ...writes]);
  expect(received.equals(Buffer.concat(parts))).toBe(true);
  await release(pair);
});

onBoth('the memory of a write may be used again once it has resolved', async (site) => {
  const pair = await connectPair(site);
  const received = readAll(pair.far);
  const chunk = Buffer.alloc(300 * KIB);
  for (let round = 1; round <= 8; round++) {
    chunk.fill(round);
    await pair.near.write(chunk);
  }
  pair.near.end();
  const bytes = await received;
  expect(bytes.length).toBe(8 * chunk.length);
  for (let round = 1; round <= 8; round++) {
    const part = bytes.subarray((round - 1) * chunk.length, round * chunk.length);
    expect(part.equals(Buffer.alloc(chunk.length, round))).toBe(true);
  }
  await release(pair);
});

onBoth('a writer waits for a reader that does not read, and goes on when it does', async (site) => {
  const pair = await connectPair(site);
  const chunk = pattern(256 * KIB);
  let sent = 0;
  let write: Promise<void>;
  do {
    write = pair.near.write(chunk);
    sent++;
    expect(sent * chunk.length).toBeLessThan(64 * KIB * KIB);
  } while (!(await isPending(site, write, STUCK_MS)));
  pair.near.end();
  const [received] = await Promise.all([readAll(pair.far), write]);
  expect(received.equals(Buffer.concat(Array.from({ length: sent }, () => chunk)))).toBe(true);
  await release(pair);
});

onBoth('one side may end and still receive', async (site) => {
  const pair = await connectPair(site);
  await pair.near.write(Buffer.from('question'));
  pair.near.end();
  pair.near.end();
  expect(String(await readAll(pair.far))).toBe('question');
  expect(await pair.far.read()).toBe(null);
  await pair.far.write(Buffer.from('answer'));
  pair.far.end();
  expect(String(await readAll(pair.near))).toBe('answer');
  await Promise.all([pair.near.closed, pair.far.closed]);
  await pair.listener.close();
});

onBoth('a write after the own end is refused', async (site) => {
  const pair = await connectPair(site);
  pair.near.end();
  await expect(pair.near.write(Buffer.from('late'))).rejects.toThrow(ConnectionLost);
  await release(pair);
});

onBoth('a second read at the same time is refused and harms nothing', async (site) => {
  const pair = await connectPair(site);
  const read = pair.near.read();
  await expect(pair.near.read()).rejects.toThrow('one read at a time');
  await pair.far.write(Buffer.from('x'));
  expect(String(await read)).toBe('x');
  await release(pair);
});

onBoth('what was handed over before an abort arrives, and then an end', async (site) => {
  const pair = await connectPair(site);
  await pair.near.write(pattern(3000));
  pair.near.abort();
  pair.near.abort();
  await pair.near.closed;
  expect((await readAll(pair.far)).equals(pattern(3000))).toBe(true);
  await release(pair);
});

onBoth('an abort wakes a pending read and a pending write, and nothing works after it', async (site) => {
  const pair = await connectPair(site);
  const read = pair.near.read();
  let write = pair.near.write(pattern(256 * KIB));
  while (!(await isPending(site, write, STUCK_MS))) write = pair.near.write(pattern(256 * KIB));
  pair.near.abort();
  await Promise.all([read, write].map((lost) => expect(lost).rejects.toThrow(ConnectionLost)));
  await expect(pair.near.read()).rejects.toThrow(ConnectionLost);
  await expect(pair.near.write(Buffer.from('x'))).rejects.toThrow(ConnectionLost);
  pair.near.end();
  await pair.near.closed;
  await release(pair);
});

onBoth('a read after an abort is refused, also when the peer has ended', async (site) => {
  const pair = await connectPair(site);
  pair.far.end();
  expect(await pair.near.read()).toBe(null);
  pair.near.abort();
  await expect(pair.near.read()).rejects.toThrow(ConnectionLost);
  await release(pair);
});

onBoth('who aborts without reading what came resets the other side', async (site) => {
  const pair = await connectPair(site);
  let write = pair.near.write(pattern(256 * KIB));
  while (!(await isPending(site, write, STUCK_MS))) write = pair.near.write(pattern(256 * KIB));
  const read = pair.near.read();
  pair.far.abort();
  await Promise.all([read, write].map((lost) => expect(lost).rejects.toThrow(ConnectionLost)));
  await expect(pair.near.write(Buffer.from('x'))).rejects.toThrow(ConnectionLost);
  await pair.near.closed;
  await release(pair);
});

onBoth('what came before a reset can be read', async (site) => {
  const pair = await connectPair(site);
  await pair.far.write(pattern(1000));
  const first = await pair.near.read();
  let size = first?.length ?? 0;
  let write = pair.near.write(pattern(256 * KIB));
  while (!(await isPending(site, write, STUCK_MS))) write = pair.near.write(pattern(256 * KIB));
  pair.far.abort();
  await expect(write).rejects.toThrow(ConnectionLost);
  while (size < 1000) size += (await pair.near.read())?.length ?? 0;
  await expect(pair.near.read()).rejects.toThrow(ConnectionLost);
  await release(pair);
});

onBoth('closed resolves for both sides once both have ended', async (site) => {
  const pair = await connectPair(site);
  pair.near.end();
  expect(await isPending(site, pair.near.closed, STUCK_MS)).toBe(true);
  expect(await pair.far.read()).toBe(null);
  pair.far.end();
  expect(await pair.near.read()).toBe(null);
  await Promise.all([pair.near.closed, pair.far.closed]);
  await pair.listener.close();
});

onBoth('the ends know each other by the same addresses', async (site) => {
  const pair = await connectPair(site);
  expect(pair.near.peer).toEqual(pair.listener.address);
  expect(pair.far.local).toEqual(pair.listener.address);
  expect(pair.far.peer).toEqual(pair.near.local);
  expect(pair.near.local.host).toBe(site.clientIp);
  await release(pair);
});
