import { describe, expect, it } from 'vitest';
import type { SimHost } from '../../sim/host/simHost.ts';
import { fileOf, filesBelow, STORE_PATH, withSite } from '../../test/storage/testSite.ts';
import { Command, ReplyCommand } from '../protocol/command.ts';
import { decodeIdGetRequest, encodeIdGetReply } from '../protocol/idGet.ts';
import { startServer } from '../server/server.ts';
import { ID_SPACE } from './filePath.ts';

const CONTENT = Buffer.from('the bytes of a film');
const ONE = { text: '/one', folder: '/mnt/one' };
const TWO = { text: '/two/', folder: '/mnt/two' };

/** An id server that answers what `idOf` says. */
async function startFakeIds(host: SimHost, idOf: (key: string) => bigint) {
  return startServer(host, {
    address: { host: '0.0.0.0', port: 22_001 },
    limits: { connectionsMax: 100, idleTimeoutMs: 60_000, requestTimeoutMs: 5_000 },
    replyCommand: ReplyCommand.id,
    commands: [
      {
        kind: 'small',
        name: 'ID_GET',
        code: Command.idGet,
        bodySizes: [1, 65],
        answer: (body) => encodeIdGetReply(idOf(decodeIdGetRequest(body))),
      },
    ],
  });
}

describe('several store paths', () => {
  it('are all used, each with ids of its own', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host, { storePaths: [ONE, TWO] });
      const caller = await site.call(host);
      for (let i = 0; i < 20; i++) expect(await caller.upload(fileOf(`f${i}`), CONTENT)).toBe('ok');
      const paths = site.files.rows().map(({ path }) => path);
      const inOne = paths.filter((path) => path.startsWith('/one/000/000/000/'));
      const inTwo = paths.filter((path) => path.startsWith('/two//000/000/000/'));
      expect(inOne.length + inTwo.length).toBe(20);
      for (const list of [inOne, inTwo]) {
        const ids = list.map((path) => Number.parseInt(path.slice(-3), 16)).sort((a, b) => a - b);
        expect(ids).toEqual(ids.map((_, i) => i));
        expect(list.length).toBeGreaterThan(2);
      }
      expect(filesBelow(host.machine.disk, '/mnt/one')).toHaveLength(inOne.length);
      for (let i = 0; i < 20; i++) expect(await caller.download(fileOf(`f${i}`))).toEqual(CONTENT);
    }));

  // Spec: UPLOAD-NO-SPACE
  it('stand in for one that is full', () =>
    withSite(async (site) => {
      const mounts = { '/mnt/one': site.world.volume(1_000), '/mnt/two': site.world.volume(100_000) };
      const host = site.machine('storage1', { mounts });
      await site.startStorage(host, { storePaths: [ONE, TWO] });
      const caller = await site.call(host);
      for (let i = 0; i < 10; i++) expect(await caller.upload(fileOf(`f${i}`), Buffer.alloc(2_000))).toBe('ok');
      expect(filesBelow(mounts['/mnt/one'])).toEqual([]);
      expect(await caller.upload(fileOf('big'), Buffer.alloc(90_000))).toBe(507);
      expect(await caller.upload(fileOf('small'), Buffer.alloc(900))).toBe('ok');
      for (let i = 0; i < 10; i++) expect(await caller.delete(fileOf(`f${i}`))).toBe('ok');
      await site.world.sleep(1_100);
      expect(await caller.upload(fileOf('big'), Buffer.alloc(90_000))).toBe('ok');
    }));

  it('stand in for one whose volume is away', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      await site.startStorage(host, { storePaths: [ONE, TWO] });
      const caller = await site.call(host);
      host.machine.disk.folder(['mnt']).delete('one', 0);
      for (let i = 0; i < 10; i++) expect(await caller.upload(fileOf(`f${i}`), CONTENT)).toBe('ok');
      expect(site.files.rows().every(({ path }) => path.startsWith('/two/'))).toBe(true);
      host.machine.disk.folder(['mnt']).delete('two', 0);
      await site.world.sleep(1_100);
      expect(await caller.upload(fileOf('next'), CONTENT)).toBe(503);
    }));

  // Spec: STORE-ID-SPACE, UPLOAD-NO-SPACE
  it('stand in for one whose ids are used up; when all are, there is no space', () =>
    withSite(async (site) => {
      const fakeHost = site.machine('fakeIds');
      const ids = new Map([
        ['/one', ID_SPACE - 1n],
        ['/two/', 0n],
      ]);
      const fake = await startFakeIds(fakeHost, (key) => {
        const id = ids.get(key) ?? 0n;
        ids.set(key, id + 1n);
        return id;
      });
      const host = site.machine('storage1');
      const idServers = [{ host: fakeHost.ip, port: 22_001 }];
      await site.startStorage(host, { storePaths: [ONE, TWO], idServers });
      const caller = await site.call(host);
      for (let i = 0; i < 12; i++) expect(await caller.upload(fileOf(`f${i}`), CONTENT)).toBe('ok');
      const paths = site.files.rows().map(({ path }) => path);
      const inOne = paths.filter((path) => path.startsWith('/one/'));
      expect(inOne.map((path) => path.replace(/\/[0-9A-F]{8}_/, '/T_'))).toEqual(['/one/1FF/1FF/1FF/T_1FF']);
      expect(host.logged('ids used up')).toHaveLength(1);
      ids.set('/two/', ID_SPACE + 5n);
      for (let i = 0; i < 3; i++) expect(await caller.upload(fileOf('next'), CONTENT)).toBe(507);
      expect(host.logged('ids used up')).toHaveLength(2);
      expect(await caller.download(fileOf('f0'))).toEqual(CONTENT);
      await fake.stop();
    }));

  // Spec: STORE-ID-SPACE
  it('are not given up for good because of one wrong id', () =>
    withSite(async (site) => {
      const fakeHost = site.machine('fakeIds');
      const ids = [ID_SPACE, 2n ** 63n - 1n, 3n];
      const fake = await startFakeIds(fakeHost, () => ids.shift() ?? 4n);
      const host = site.machine('storage1');
      await site.startStorage(host, { storePaths: [ONE], idServers: [{ host: fakeHost.ip, port: 22_001 }] });
      const caller = await site.call(host);
      expect(await caller.upload(fileOf('a'), CONTENT)).toBe(507);
      expect(await caller.upload(fileOf('a'), CONTENT)).toBe(507);
      expect(await caller.upload(fileOf('a'), CONTENT)).toBe('ok');
      expect(host.logged('ids used up')).toHaveLength(1);
      await fake.stop();
    }));

  it('give a path that is taken to nobody else', () =>
    withSite(async (site) => {
      const fakeHost = site.machine('fakeIds');
      const fake = await startFakeIds(fakeHost, () => 7n);
      const host = site.machine('storage1');
      await site.startStorage(host, { idServers: [{ host: fakeHost.ip, port: 22_001 }] });
      const caller = await site.call(host);
      const seconds = Math.floor(host.clock.wallMs() / 1000);
      for (const ahead of [0, 1, 2]) {
        const time = (seconds + ahead).toString(16).toUpperCase();
        host.machine.disk.put(`/srv/data/000/000/000/${time}_007`, Buffer.from('of somebody else'));
      }
      const before = filesBelow(host.machine.disk);
      expect(await caller.upload(fileOf('f1'), CONTENT)).toBe(500);
      expect(filesBelow(host.machine.disk)).toEqual(before);
      expect(site.files.rows()).toEqual([]);
      await fake.stop();
    }));
});

describe('a store path', () => {
  it.each([
    ['makeFolders', 'denied'],
    ['create', 'denied'],
    ['syncFolder', 'io'],
    ['list', 'io'],
  ] as const)(
    'that fails at the start (%s) keeps the storage from starting, with an error that names it',
    (operation, reason) =>
      withSite(async (site) => {
        const host = site.machine('storage1');
        host.diskFaults.fail({ operation, reason, path: '/mnt/two' });
        await expect(site.startStorage(host, { storePaths: [ONE, TWO] })).rejects.toThrow(
          /^store path \/two\/ cannot be used: /,
        );
        expect(host.open).toEqual([]);
      }),
  );

  it('that is full does not', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      host.diskFaults.fail({ operation: 'create', reason: 'full' });
      await site.startStorage(host);
      expect(await (await site.call(host)).upload(fileOf('f1'), CONTENT)).toBe('ok');
    }));

  it('is made, and shows no trace of the try to write to it', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      host.machine.disk.put('/srv/data/.tnv/storage1_23000/volume-1/probe', Buffer.from('left by a crash'));
      await site.startStorage(host);
      expect(filesBelow(host.machine.disk)).toEqual([]);
      expect(host.machine.disk.find(['srv', 'data', '.tnv', 'storage1_23000'])?.kind).toBe('folder');
    }));

  it('must have a text that an id server takes as a key', () =>
    withSite(async (site) => {
      const host = site.machine('storage1');
      const storePaths = [{ text: 'x'.repeat(65), folder: STORE_PATH.folder }];
      await expect(site.startStorage(host, { storePaths })).rejects.toThrow('the id key has 65 bytes');
      await expect(site.startStorage(host, { storePaths: [] })).rejects.toThrow('a storage needs a store path');
      await expect(site.startStorage(host, { group: 'g'.repeat(17) })).rejects.toThrow('group has 17 bytes');
    }));
});
