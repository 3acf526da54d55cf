import { type HttpKit, httpCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes, expectThat } from '../../runner/expect.ts';
import { encodeRequest } from '../../wire/layout.ts';

/** A file that the gateway can show: its id, its path and its bytes. */
export async function shown(kit: HttpKit, size: number): Promise<{ fileid: string; path: string; bytes: Buffer }> {
  const bytes = kit.random.bytes(size);
  const fileid = await kit.upload(bytes);
  return { fileid, path: `/files/${fileid}`, bytes };
}

export const files = [
  httpCase({
    id: 'http/files/whole',
    title: 'answers GET of a file with 200, its exact length and its bytes',
    statements: ['HTTP-FILES', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      for (const size of [1, 5000, 300_000]) {
        const { path, bytes } = await shown(kit, size);
        const reply = await kit.get(path);
        expectEqual(reply.status, 200, 'the status');
        expectEqual(reply.headers['content-length'], String(size), 'the content length', 'HTTP-FILES');
        expectEqual(reply.headers['accept-ranges'], 'bytes', 'Accept-Ranges', 'HTTP-RANGE');
        expectEqualBytes(reply.body, bytes, 'the body', 'HTTP-NO-WRONG-BYTES');
      }
    },
  }),
  httpCase({
    id: 'http/files/empty',
    title: 'answers GET of an empty file with 200 and no bytes',
    statements: ['HTTP-FILES', 'UPLOAD-EMPTY'],
    async run(kit) {
      const { path } = await shown(kit, 0);
      const reply = await kit.get(path);
      expectEqual(reply.status, 200, 'the status', 'HTTP-FILES');
      expectEqual(reply.body.length, 0, 'the bytes of the body', 'HTTP-FILES');
    },
  }),
  httpCase({
    id: 'http/files/large',
    title: 'gives a file of several MiB whole, to many viewers at once',
    statements: ['HTTP-NO-WRONG-BYTES', 'HTTP-FILES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 3_456_789);
      const replies = await Promise.all(Array.from({ length: 5 }, () => kit.get(path)));
      for (const reply of replies) {
        expectEqual(reply.status, 200, 'the status');
        expectEqualBytes(reply.body, bytes, 'the body', 'HTTP-NO-WRONG-BYTES');
      }
    },
  }),
  httpCase({
    id: 'http/files/head',
    title: 'answers HEAD like GET, without the body',
    statements: ['HTTP-FILES'],
    async run(kit) {
      const { path } = await shown(kit, 4321);
      const [get, head] = [await kit.get(path), await kit.request(path, { method: 'HEAD' })];
      expectEqual(head.status, 200, 'the status', 'HTTP-FILES');
      expectEqual(head.body.length, 0, 'the bytes behind the head', 'HTTP-FILES');
      for (const name of ['content-length', 'content-type', 'etag', 'last-modified', 'accept-ranges']) {
        expectEqual(head.headers[name], get.headers[name], `${name} of HEAD and GET`, 'HTTP-FILES');
      }
    },
  }),
  httpCase({
    id: 'http/files/unknown',
    title: 'answers 404 for what does not exist, and names no host of the site',
    statements: ['HTTP-FILES', 'HTTP-ERRORS'],
    async run(kit) {
      for (const path of [`/files/${kit.fileId()}`, '/files/', '/files/no-such-file', '/nothing']) {
        const reply = await kit.get(path);
        expectEqual(reply.status, 404, `the status of ${path}`, 'HTTP-FILES');
        const text = reply.body.toString();
        const named = kit.target.storage.some(({ host, port }) => text.includes(`${host}:${port}`));
        expectThat(!named, 'the text of the error names a storage', 'HTTP-ERRORS');
        expectEqual(
          (await kit.request(path, { method: 'HEAD' })).status,
          404,
          `the status of HEAD ${path}`,
          'HTTP-FILES',
        );
      }
    },
  }),
  httpCase({
    id: 'http/files/paths',
    title: 'takes no part of a path for a path of its own machine',
    statements: ['HTTP-FILES', 'READ-PATH'],
    async run(kit) {
      for (const path of [
        '/files/..%2f..%2f..%2fetc%2fpasswd',
        '/files/%2e%2e/%2e%2e/etc/passwd',
        '/files/%2fetc%2fpasswd',
        '/files/%00',
        '/files/%zz',
      ]) {
        const { status, body } = await kit.get(path);
        expectThat(status >= 400 && status < 500, `${path} is answered with ${status}`, 'HTTP-FILES');
        expectThat(!body.includes('root:'), `${path} gives a file of the machine`, 'READ-PATH');
      }
    },
  }),
  httpCase({
    id: 'http/files/percent-encoded',
    title: 'finds a file under its percent-encoded id',
    statements: ['HTTP-FILES'],
    async run(kit) {
      const { fileid, bytes } = await shown(kit, 100);
      const encoded = [...Buffer.from(fileid)].map((byte) => `%${byte.toString(16)}`).join('');
      const reply = await kit.get(`/files/${encoded}`);
      expectEqual(reply.status, 200, 'the status', 'HTTP-FILES');
      expectEqualBytes(reply.body, bytes, 'the body', 'HTTP-FILES');
    },
  }),
  httpCase({
    id: 'http/files/other-methods',
    title: 'answers other methods than GET and HEAD with 405, and changes nothing',
    statements: ['HTTP-FILES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 100);
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const reply = await kit.request(path, { method, body: 'something' });
        expectEqual(reply.status, 405, `the status of ${method}`, 'HTTP-FILES');
        const allow = String(reply.headers.allow ?? '')
          .split(/\s*,\s*/)
          .sort()
          .join();
        expectEqual(allow, 'GET,HEAD', 'Allow', 'HTTP-FILES');
      }
      expectEqualBytes((await kit.get(path)).body, bytes, 'the body afterwards', 'HTTP-FILES');
    },
  }),
  httpCase({
    id: 'http/files/deleted',
    title: 'answers 404 as soon as a file is deleted, though it was seen before',
    statements: ['HTTP-FILES', 'DELETE-STAYS'],
    needs: ['storage'],
    async run(kit) {
      const { fileid, path } = await shown(kit, 1000);
      expectEqual((await kit.get(path)).status, 200, 'the status before', 'HTTP-FILES');
      const { appid, userid, storage } = kit.target;
      const conversation = await kit.connect(storage[0]);
      await conversation.send(encodeRequest('DELETE', { appid, userid, fileid }));
      if ((await conversation.reply()).status !== 0)
        kit.skip('the first --storage does not have the files of the gateway');
      expectEqual((await kit.get(path)).status, 404, 'the status after', 'DELETE-STAYS');
    },
  }),
];
