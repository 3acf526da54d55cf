import { describe, expect, it } from 'vitest';
import { errorOf, FROM_PAGE, json, upload } from '../../../test/http/apiViewer.ts';
import { withGateway } from '../../../test/http/testGateway.ts';
import { request } from '../../../test/http/viewer.ts';
import { ErrorNumber } from '../../protocol/errorNumber.ts';
import { TnvError } from '../../protocol/tnvError.ts';

const MIB = 1024 * 1024;

const WRITER = { write: 'on', writeToken: 'correct-horse' } as const;
const AUTH = { authorization: 'Bearer correct-horse' } as const;

describe('an upload', () => {
  // Spec: HTTP-WRITE-NAME, HTTP-WRITE-STREAM
  it('becomes a file with its name and type', () =>
    withGateway(async ({ source, viewer }) => {
      const one = await viewer();
      const name = encodeURIComponent('假期 – Strand.mp4');
      const reply = await upload(one, 'the film', { ...AUTH, 'x-file-name': name, 'content-type': 'Video/MP4; a=b' });
      expect(reply.status).toBe(201);
      const file = json(reply);
      expect(file).toMatchObject({ name: '假期 – Strand.mp4', type: 'video/mp4', size: 8, url: `/files/${file.id}` });
      expect(reply.headers.location).toBe(`/api/files/${file.id}`);
      expect(file.id).toMatch(/^[0-9a-f]{30}\d{6}$/);
      expect(file.uploadedAt).not.toBeNull();
      expect(source.files.get(file.id)?.toString()).toBe('the film');
      expect(json(await one.get(`/api/files/${file.id}`))).toMatchObject({ name: '假期 – Strand.mp4' });
      expect((await one.get(file.url)).body.toString()).toBe('the film');
    }, WRITER));

  it('may be empty', () =>
    withGateway(async ({ source, viewer }) => {
      const reply = await upload(await viewer(), '', AUTH);
      expect(reply.status).toBe(201);
      expect(source.files.get(json(reply).id)?.length).toBe(0);
    }, WRITER));

  // Spec: HTTP-WRITE-NAME
  it('is a file without a name where the storages know no names', () =>
    withGateway(async ({ source, viewer }) => {
      source.lists = false;
      const reply = await upload(await viewer(), 'abc', { ...AUTH, 'x-file-name': 'a.mp4' });
      expect([reply.status, json(reply).name]).toEqual([201, '']);
    }, WRITER));

  // Spec: HTTP-WRITE-WHOLE
  it.each([
    ['without its length', 411, { 'transfer-encoding': 'chunked', 'content-length': undefined }],
    ['that is too long', 413, { 'content-length': '1001' }],
    ['with a name that is not encoded', 400, { 'content-length': '0', 'x-file-name': '%FF' }],
  ])('%s is refused before its body is read', (_what, status, headers) =>
    withGateway(
      async ({ source, viewer }) => {
        const one = await viewer();
        const all = Object.entries({ ...FROM_PAGE, ...AUTH, ...headers }).filter(([, value]) => value !== undefined);
        await one.send(request('POST', '/api/files', Object.fromEntries(all) as Record<string, string>));
        const { status: got } = await one.head();
        expect([got, source.asked]).toEqual([status, []]);
      },
      { ...WRITER, uploadMaxBytes: 1000 },
    ),
  );

  // Spec: HTTP-WRITE-STREAM
  it('is taken no faster than the storage takes it', () =>
    withGateway(async ({ source, viewer, world }) => {
      const stuck = Promise.withResolvers<void>();
      let taken = 0;
      source.beforeUploaded = (bytes) => {
        taken = bytes;
        return taken > MIB ? stuck.promise : undefined;
      };
      const one = await viewer();
      await one.send(request('POST', '/api/files', { ...FROM_PAGE, ...AUTH, 'content-length': `${8 * MIB}` }));
      let sent = 0;
      const sending = (async () => {
        for (; sent < 8 * MIB; sent += MIB / 8) await one.send('x'.repeat(MIB / 8));
      })();
      await world.sleep(20_000);
      expect(taken).toBeLessThan(1.5 * MIB);
      expect(sent).toBeLessThan(4 * MIB);
      stuck.resolve();
      await sending;
      expect((await one.reply()).status).toBe(201);
    }, WRITER));

  // Spec: HTTP-WRITE-WHOLE
  it('that breaks off leaves nothing', () =>
    withGateway(async ({ host, source, viewer, world }) => {
      const reached = Promise.withResolvers<void>();
      source.beforeUploaded = () => reached.resolve();
      const one = await viewer();
      await one.send(request('POST', '/api/files', { ...FROM_PAGE, ...AUTH, 'content-length': '1000' }));
      await one.send('x'.repeat(999));
      await reached.promise;
      one.leave();
      await world.sleep(1_000);
      expect([source.files.size, source.open]).toEqual([0, 0]);
      expect(host.logged('request')).toEqual([expect.objectContaining({ method: 'POST', outcome: 'left' })]);
    }, WRITER));

  it('whose viewer has gone waits for no storage', () =>
    withGateway(async ({ source, viewer, world }) => {
      const reached = Promise.withResolvers<void>();
      source.beforeUploaded = () => {
        reached.resolve();
        return new Promise(() => {});
      };
      const one = await viewer();
      await one.send(request('POST', '/api/files', { ...FROM_PAGE, ...AUTH }, 'the whole film'));
      await reached.promise;
      expect(source.open).toBe(1);
      one.leave();
      await world.sleep(1_000);
      expect([source.files.size, source.open]).toEqual([0, 0]);
    }, WRITER));

  // Spec: HTTP-WRITE-WHOLE
  it('that does not go on is given up', () =>
    withGateway(async ({ source, viewer, world }) => {
      const one = await viewer();
      await one.send(request('POST', '/api/files', { ...FROM_PAGE, ...AUTH, 'content-length': '100000' }));
      await one.send('x'.repeat(1000));
      const startMs = world.nowMs;
      expect(errorOf(await one.reply())).toEqual([408, 'the rest of the body did not come']);
      expect(world.nowMs - startMs).toBeGreaterThan(20_000);
      expect(source.files.size).toBe(0);
    }, WRITER));

  // Spec: HTTP-WRITE-REFUSAL
  it.each([
    [ErrorNumber.noSpace, 507],
    [ErrorNumber.tooLarge, 413],
    [ErrorNumber.unavailable, 503],
  ])('that a storage refuses with %i in the middle hears of it while it is sent', (number, status) =>
    withGateway(async ({ source, viewer }) => {
      source.beforeUploaded = () => {
        throw new TnvError(number, '[storage1] no');
      };
      const one = await viewer();
      await one.send(request('POST', '/api/files', { ...FROM_PAGE, ...AUTH, 'content-length': `${8 * MIB}` }));
      for (let sent = 0; sent < 8 * MIB; sent += MIB) await one.send('x'.repeat(MIB));
      expect(errorOf(await one.reply())[0]).toBe(status);
      expect(source.files.size).toBe(0);
    }, WRITER),
  );
});

describe('a file', () => {
  // Spec: HTTP-WRITE
  it('is deleted by those who may write', () =>
    withGateway(async ({ source, viewer }) => {
      source.files.set('a', Buffer.from('abc'));
      const one = await viewer();
      expect(errorOf(await one.ask('DELETE', '/api/files/a', FROM_PAGE))[0]).toBe(401);
      expect(source.files.size).toBe(1);
      expect((await one.ask('DELETE', '/api/files/a', { ...FROM_PAGE, ...AUTH })).status).toBe(204);
      expect(source.files.size).toBe(0);
      expect(errorOf(await one.ask('DELETE', '/api/files/a', { ...FROM_PAGE, ...AUTH }))).toEqual([
        404,
        'no such file',
      ]);
    }, WRITER));
});
