import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/host/address.ts';
import { createLog } from '../../src/host/node/log.ts';
import { createNodeHost } from '../../src/host/node/nodeHost.ts';
import { encodeDeleteRequest } from '../../src/protocol/delete.ts';
import { encodeDownloadRequest } from '../../src/protocol/download.ts';
import { encodeFilesizeRequest } from '../../src/protocol/filesize.ts';
import { encodeGroupsRequest } from '../../src/protocol/groups.ts';
import { encodeHead } from '../../src/protocol/head.ts';
import { encodeIdGetRequest } from '../../src/protocol/idGet.ts';
import { encodeJoinRequest } from '../../src/protocol/join.ts';
import { encodeUploadRequest } from '../../src/protocol/upload.ts';
import { RawPeer } from '../peers/rawPeer.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { startUp, type Up } from './up.ts';

const host = createNodeHost({ log: createLog({ level: 'error' }) });
const MINE = { appid: 'tnvideo', userid: `o'brien"; drop table t_file_01; --`, fileid: 'hostile-1' };
const CONTENT = Buffer.from('content of the first upload');
const JOIN = { version: '1.0.0', group: 'group001', hostname: 'x', port: 1, startTime: 0n, joinTime: 0n };

const request = (command: number, bodyLength: bigint, body: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([encodeHead({ bodyLength, command, status: 0 }), body]);
const unterminated = (command: number, size: number): Buffer => request(command, BigInt(size), Buffer.alloc(size, 'A'));
const upload = (file: typeof MINE, content: Buffer): Buffer =>
  Buffer.concat([encodeUploadRequest({ ...file, size: BigInt(content.length) }), content]);

describe('hostile input over real sockets', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let up: Up;
  let openFilesBefore: number;
  const openFiles = (): number => readdirSync(`/proc/${up.program.pid}/fd`).length;

  beforeAll(async () => {
    folder = await temporaryFolder();
    up = await startUp(join(folder.path, 'data'));
    const peer = await connect('storage');
    expect((await peer.ask(upload(MINE, CONTENT))).status).toBe(0);
    openFilesBefore = openFiles();
    await peer.leave();
  });

  afterAll(async () => {
    expect((await up.program.interrupt()).code).toBe(0);
    await folder[Symbol.asyncDispose]();
  });

  const connect = (daemon: 'tracker' | 'id' | 'storage'): Promise<RawPeer> => {
    const text = { tracker: up.tracker, id: up.id, storage: up.storages[0] ?? '' }[daemon];
    const address = parseAddress(text);
    if (address === undefined) throw new Error(`${text} is no address`);
    return RawPeer.connect(host, address);
  };

  it.each([
    ['tracker', 'JOIN without a NUL', 400, unterminated(10, 171)],
    ['tracker', 'JOIN with a 4-byte port', 400, unterminated(10, 173)],
    ['tracker', 'JOIN with port 0', 400, encodeJoinRequest({ ...JOIN, port: 0 })],
    ['tracker', 'BEAT without a NUL', 400, unterminated(11, 146)],
    ['tracker', 'SADDRS without a NUL', 400, unterminated(12, 400)],
    ['tracker', 'GROUPS with a body', 400, unterminated(13, 5)],
    ['tracker', 'an unknown command', 400, request(99, 0n)],
    ['tracker', 'a negative body length', 400, request(13, -1n)],
    ['tracker', 'a huge body length', 400, request(13, 2n ** 62n)],
    ['id', 'ID_GET without a NUL', 400, unterminated(40, 65)],
    ['id', 'ID_GET that is too long', 400, unterminated(40, 66)],
    ['id', 'an empty key', 400, encodeIdGetRequest('')],
    ['id', 'an unknown command', 400, request(10, 0n)],
    ['id', 'a negative body length', 400, request(40, -(2n ** 63n))],
    ['id', 'a huge body length', 400, request(40, 2n ** 63n - 1n)],
    ['storage', 'UPLOAD without a NUL', 400, unterminated(70, 408)],
    [
      'storage',
      'UPLOAD whose size is a lie',
      400,
      Buffer.concat([request(70, 413n), upload(MINE, CONTENT).subarray(10, 423)]),
    ],
    ['storage', 'a second UPLOAD of an id', 409, upload(MINE, Buffer.from('other'))],
    ['storage', 'FILESIZE without a NUL', 400, unterminated(71, 400)],
    ['storage', 'FILESIZE of another user', 404, encodeFilesizeRequest({ ...MINE, userid: 'mallory' })],
    ['storage', 'DOWNLOAD past the end', 416, encodeDownloadRequest({ ...MINE, offset: 1000n, size: 0n })],
    ['storage', 'DOWNLOAD from a negative offset', 416, encodeDownloadRequest({ ...MINE, offset: -1n, size: 0n })],
    ['storage', 'DELETE by another user', 404, encodeDeleteRequest({ ...MINE, userid: 'mallory' })],
    ['storage', 'DELETE for another application', 404, encodeDeleteRequest({ ...MINE, appid: 'other' })],
    ['storage', 'an unknown command', 400, request(0, 0n)],
    ['storage', 'a negative body length', 400, request(70, -1n)],
    ['storage', 'a huge body length', 400, request(73, 2n ** 62n)],
  ] as const)('%s: %s is refused with %i', async (daemon, _what, errorNumber, bytes) => {
    const peer = await connect(daemon);
    expect(await peer.ask(bytes)).toMatchObject({ errorNumber, status: -3 });
    await peer.leave();
  });

  // Spec: CONN-TORN, UPLOAD-ALL-OR-NOTHING
  it('leaves nothing of uploads that are cut off, in the content, in the prefix, in the head', async () => {
    const whole = upload({ ...MINE, fileid: 'cut' }, Buffer.alloc(100_000, 'x'));
    for (const sent of [5, 10, 300, 418, 50_000]) {
      const peer = await connect('storage');
      await peer.send(whole.subarray(0, sent));
      peer.connection.end();
      expect(await peer.rest()).toMatchObject({ how: 'ended' });
      await peer.leave();
    }
    const peer = await connect('storage');
    expect((await peer.ask(encodeFilesizeRequest({ ...MINE, fileid: 'cut' }))).errorNumber).toBe(404);
    await peer.leave();
  });

  it('is survived: the first upload is whole, half a head holds up nobody, no file or socket is left open', async () => {
    const slow = await connect('storage');
    await slow.send(Buffer.alloc(5));
    const peer = await connect('storage');
    const { body } = await peer.ask(encodeDownloadRequest({ ...MINE, offset: 0n, size: 0n }));
    expect(body).toEqual(CONTENT);
    await peer.leave();
    await slow.leave();
    const tracker = await connect('tracker');
    expect((await tracker.ask(encodeGroupsRequest())).body.toString()).toContain('COUNT OF ACTIVE STORAGES: 2');
    await tracker.leave();
    await expect.poll(openFiles).toBeLessThan(openFilesBefore);
    const left = readdirSync(join(folder.path, 'data', '.tnv'), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });
});
