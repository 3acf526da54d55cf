import { describe, expect, it } from 'vitest';
import { withGateway } from '../../test/http/testGateway.ts';
import { request } from '../../test/http/viewer.ts';
import { ConnectionLost } from '../host/networkErrors.ts';
import { ErrorNumber } from '../protocol/errorNumber.ts';
import { TnvError } from '../protocol/tnvError.ts';

const SIZE = 4_000_000;
const CONTENT = Buffer.alloc(SIZE, 'abcdefghij');

// Spec: HTTP-GONE
describe('a viewer that goes away', () => {
  it('ends the download at once', () =>
    withGateway(async ({ world, host, source, viewer }) => {
      source.files.set('a', CONTENT);
      source.beforeChunk = () => world.sleep(10);
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      await one.head();
      await one.take(5_000);
      one.leave();
      await world.sleep(50);
      const { given, open } = source;
      expect(open).toBe(0);
      expect(given).toBeLessThan(50_000);
      await world.sleep(1_000);
      expect(source.given).toBe(given);
      expect(host.logged('request')).toEqual([expect.objectContaining({ status: 200, outcome: 'left' })]);
    }));

  it('ends it also while a storage is being waited for', () =>
    withGateway(async ({ world, host, source, viewer }) => {
      source.files.set('a', CONTENT);
      const reached = Promise.withResolvers<void>();
      source.beforeChunk = (position) => {
        if (position < 8_000) return;
        reached.resolve();
        return new Promise(() => {});
      };
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      await reached.promise;
      one.leave();
      await world.sleep(100);
      expect(source.open).toBe(0);
      expect(host.logged('request')).toEqual([expect.objectContaining({ outcome: 'left' })]);
    }));
});

describe('a viewer that asks for more at once than it waits for', () => {
  it('ends all its downloads when it goes away', () =>
    withGateway(async ({ world, host, source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.send(request('GET', '/files/a').repeat(5));
      await one.head();
      one.leave();
      await world.sleep(1_000);
      expect(source.open).toBe(0);
      expect(host.logged('request').map((fields) => fields.outcome)).toEqual(Array(5).fill('left'));
      expect(host.lines.filter((line) => line.level !== 'info')).toEqual([]);
    }));
});

describe('a viewer that takes its time', () => {
  // Spec: HTTP-BACKPRESSURE
  it('makes the storage wait, and gets every byte', () =>
    withGateway(async ({ world, source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      await one.head();
      await world.sleep(60_000);
      expect(source.given).toBeLessThan(1_000_000);
      await one.take(1_000_000);
      await world.sleep(60_000);
      expect(source.given).toBeLessThan(2_000_000);
      const rest = await one.take(SIZE - 1_000_000);
      expect(rest.equals(CONTENT.subarray(1_000_000))).toBe(true);
      expect((await one.get('/')).status).toBe(200);
    }));

  // Spec: HTTP-STALLED
  it('is given up after five minutes without taking anything', () =>
    withGateway(async ({ world, host, source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      await one.head();
      await world.sleep(290_000);
      expect(source.open).toBe(1);
      await world.sleep(20_000);
      expect(source.open).toBe(0);
      expect(host.logged('request')).toHaveLength(1);
      expect((await one.rest()).bytes.length).toBeLessThan(SIZE);
    }));
});

// Spec: HTTP-NO-WRONG-BYTES
describe('a storage that fails', () => {
  it.each([
    ['breaks', new ConnectionLost('broke')],
    ['has the file no more', new TnvError(ErrorNumber.notFound, 'deleted')],
  ])('in the middle of a file: it %s, the connection is cut, and what came is right', (_what, error) =>
    withGateway(async ({ host, source, viewer }) => {
      source.files.set('a', CONTENT);
      source.beforeChunk = (position) => {
        if (position >= 500_000) throw error;
      };
      const one = await viewer();
      await one.send(request('GET', '/files/a'));
      expect((await one.head()).headers['content-length']).toBe(`${SIZE}`);
      const { bytes } = await one.rest();
      expect(bytes.length).toBeLessThanOrEqual(500_000);
      expect(bytes.equals(CONTENT.subarray(0, bytes.length))).toBe(true);
      expect(host.logged('request')).toEqual([expect.objectContaining({ outcome: 'cut off', error })]);
    }),
  );

  it('in the second part of several is noticed too', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.ask('HEAD', '/files/a');
      source.beforeChunk = (position) => {
        if (position >= 1_000_000) throw new ConnectionLost('broke');
      };
      await one.send(request('GET', '/files/a', { range: 'bytes=0-9,1000000-1000009' }));
      const head = await one.head();
      expect(head.status).toBe(206);
      const { bytes } = await one.rest();
      expect(bytes.length).toBeLessThan(Number(head.headers['content-length']));
    }));

  it.each([
    ['fewer', 999_999],
    ['more', 1_000_001],
  ])('by sending %s bytes than it promised never completes an answer', (_what, sent) =>
    withGateway(async ({ world, host, source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.ask('HEAD', '/files/a');
      source.download = async () => ({ size: 1_000_000, chunks: chunksOf(CONTENT.subarray(0, sent)), close: () => {} });
      const startMs = world.nowMs;
      await one.send(request('GET', '/files/a', { range: 'bytes=0-999999' }));
      expect((await one.head()).status).toBe(206);
      const { bytes } = await one.rest();
      expect(world.nowMs - startMs).toBeLessThan(1_000);
      expect(host.logged('request').at(-1)).toMatchObject({ outcome: 'cut off' });
      expect(bytes.length).toBeLessThanOrEqual(1_000_000);
      expect(bytes.equals(CONTENT.subarray(0, bytes.length))).toBe(true);
    }),
  );

  it('by promising another size than was asked for is refused before the head', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', CONTENT);
      const one = await viewer();
      await one.ask('HEAD', '/files/a');
      source.download = async () => ({ size: 11, chunks: chunksOf(CONTENT.subarray(0, 11)), close: () => {} });
      expect((await one.get('/files/a', { range: 'bytes=0-9' })).status).toBe(502);
    }));
});

describe('a file that changes under its id', () => {
  it('between two requests is another version', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', Buffer.from('first'));
      const one = await viewer();
      const first = await one.get('/files/a');
      source.files.set('a', Buffer.from('second one'));
      const second = await one.get('/files/a', { 'if-none-match': String(first.headers.etag) });
      expect(second.status).toBe(200);
      expect(second.body.toString()).toBe('second one');
      expect(second.headers.etag).not.toBe(first.headers.etag);
    }));

  it('between its size and its content is refused', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', Buffer.from('first'));
      const one = await viewer();
      await one.get('/files/a');
      const filesize = source.filesize.bind(source);
      source.filesize = async (file, options) => {
        const size = await filesize(file, options);
        source.files.set('a', Buffer.from('1st'));
        return size;
      };
      expect((await one.get('/files/a')).status).toBe(502);
    }));
});

async function* chunksOf(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += 64_000) yield content.subarray(at, at + 64_000);
}
