import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeHead, encodeFailure, encodeReply, encodeRequest } from '../wire/layout.ts';
import { answeringEarly, cutAfter, hanging, inPieces, refusing, unanswered, withHead } from './behaviours.ts';
import { Cluster } from './cluster.ts';
import { deadAddress } from './listener.ts';
import type { PlayedServer } from './playedServer.ts';

const FILE = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f1' };
const CONTENT = Buffer.from('a thousand words');

describe('a played cluster', () => {
  let cluster: Cluster;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    cluster = await Cluster.start();
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    cluster.stop();
  });

  const open = (address: string): Socket => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    sockets.add(socket);
    return socket;
  };

  /** All that comes for these bytes until the server ends the connection, or until `size` bytes are there. */
  const ask = (server: PlayedServer | undefined, bytes: Buffer, size = Number.POSITIVE_INFINITY): Promise<Buffer> =>
    new Promise((resolve) => {
      const socket = open(server?.address ?? '');
      let got = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        got = Buffer.concat([got, chunk]);
        if (got.length >= size) resolve(got);
      });
      socket.on('error', () => resolve(got));
      socket.on('end', () => resolve(got));
      socket.write(bytes);
    });
  const tracker = (): PlayedServer | undefined => cluster.trackers[0];
  const storage = (): PlayedServer | undefined => cluster.storages[0];
  const upload = encodeRequest('UPLOAD', FILE, { content: CONTENT });

  it('is honest: names its storages, keeps files, gives parts of them, deletes them, refuses', async () => {
    const list = await ask(tracker(), encodeRequest('SADDRS', FILE), 10 + 17 + 10);
    for (const { address } of cluster.storages) expect(list.toString()).toContain(`${address};`);
    expect(await ask(storage(), upload, 10)).toEqual(encodeReply('UPLOAD'));
    expect(cluster.library.get(FILE)).toEqual(CONTENT);
    expect((await ask(cluster.storages[1], upload, 12)).readInt16BE(10)).toBe(409);
    const part = encodeRequest('DOWNLOAD', { ...FILE, offset: 2n, size: 3n });
    expect((await ask(storage(), part, 13)).subarray(10)).toEqual(CONTENT.subarray(2, 5));
    const past = encodeRequest('DOWNLOAD', { ...FILE, offset: 99n, size: 0n });
    expect((await ask(storage(), past, 12)).readInt16BE(10)).toBe(416);
    expect(await ask(storage(), encodeRequest('DELETE', FILE), 10)).toEqual(encodeReply('DELETE'));
    expect((await ask(storage(), encodeRequest('FILESIZE', FILE), 12)).readInt16BE(10)).toBe(404);
    expect(cluster.requests.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('gives each request the behaviour it was told: the next ones first, then one server, then every server', async () => {
    const size = encodeRequest('FILESIZE', FILE);
    cluster.always('FILESIZE', refusing(503));
    if (cluster.storages[1] !== undefined) cluster.at(cluster.storages[1], 'FILESIZE', refusing(507));
    cluster.next('FILESIZE', refusing(500), refusing(501));
    const numbers: number[] = [];
    for (const server of [storage(), cluster.storages[1], storage(), cluster.storages[1]]) {
      numbers.push((await ask(server, size, 12)).readInt16BE(10));
    }
    expect(numbers).toEqual([500, 501, 503, 507]);
  });

  it('cuts, lies, goes byte by byte, leaves unanswered, answers early and hangs', async () => {
    cluster.library.add(FILE, CONTENT);
    const download = encodeRequest('DOWNLOAD', { ...FILE, offset: 0n, size: 0n });
    cluster.next('DOWNLOAD', cutAfter(15), cutAfter(3, 'reset'), inPieces(1, 0), withHead({ length: -7 }));
    expect(await ask(storage(), download)).toHaveLength(15);
    expect((await ask(storage(), download)).length).toBeLessThanOrEqual(3);
    expect((await ask(storage(), download, 26)).subarray(10)).toEqual(CONTENT);
    expect(decodeHead(await ask(storage(), download, 26)).bodyLength).toBe(-7n);
    cluster.next('DELETE', unanswered);
    expect(await ask(storage(), encodeRequest('DELETE', FILE))).toHaveLength(0);
    expect(cluster.library.size).toBe(0);
    cluster.next('UPLOAD', answeringEarly(encodeFailure('storage', 413), 4, 100), hanging);
    expect((await ask(storage(), upload, 12)).readInt16BE(10)).toBe(413);
    expect(cluster.library.size).toBe(0);
    const silent = ask(storage(), upload, 1);
    expect(await Promise.race([silent, cluster.journal.until(() => false, 100)])).toBeUndefined();
  });

  it('sees what came before a reply was out', async () => {
    cluster.always('FILESIZE', inPieces(4, 5));
    const size = encodeRequest('FILESIZE', FILE);
    await ask(storage(), Buffer.concat([size, size]), 20);
    await cluster.journal.until(() => cluster.requests[0]?.doneAtMs, 20_000);
    expect(cluster.requests[0]?.faults.map(({ kind }) => kind)).toEqual(['pipelining']);
  });

  it('refuses what it cannot read, and remembers it', async () => {
    expect((await ask(storage(), encodeRequest('SADDRS', FILE))).readInt16BE(10)).toBe(400);
    expect(cluster.faults).toHaveLength(1);
  });

  it('takes content that a behaviour left untaken for no request, also from a client that has gone', async () => {
    cluster.always('UPLOAD', ({ peer }) => peer.whenOver(2_000));
    const likeRequests = encodeRequest('UPLOAD', FILE, { content: Buffer.alloc(5000, 104) });
    for (const leave of ['end', 'resetAndDestroy'] as const) {
      const socket = open(storage()?.address ?? '');
      socket.write(likeRequests, () => socket[leave]());
    }
    await cluster.journal.until(
      () => cluster.requests.filter(({ doneAtMs }) => doneAtMs !== undefined).length === 2,
      20_000,
    );
    await cluster.journal.until(() => cluster.faults.length > 0, 50);
    expect(cluster.requests.map(({ name }) => name)).toContain('UPLOAD');
    expect(cluster.faults).toEqual([]);
  });

  it('has addresses where nobody listens, and servers that go away and come back', async () => {
    const dead = open(await deadAddress('127.0.0.1'));
    await expect(new Promise((_, reject) => dead.once('error', reject))).rejects.toThrow('ECONNREFUSED');
    tracker()?.away();
    const gone = open(cluster.taddrs);
    await expect(new Promise((_, reject) => gone.once('error', reject))).rejects.toThrow('ECONNREFUSED');
    await tracker()?.back();
    expect(decodeHead(await ask(tracker(), encodeRequest('GROUPS'), 10)).command).toBe(100);
  });
});
