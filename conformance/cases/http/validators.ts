import { type HttpKit, httpCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes, expectThat } from '../../runner/expect.ts';
import { shown } from './files.ts';

const OTHER = '"another-one"';

async function tagged(
  kit: HttpKit,
): Promise<{ path: string; bytes: Buffer; etag: string; modified: string | undefined }> {
  const { path, bytes } = await shown(kit, 600);
  const { headers } = await kit.get(path);
  const { etag } = headers;
  expectThat(
    typeof etag === 'string' && /^"[^"]+"$/.test(etag),
    `ETag: ${etag} is no strong entity tag`,
    'HTTP-VALIDATORS',
  );
  const modified = headers['last-modified'];
  return { path, bytes, etag, modified: typeof modified === 'string' ? modified : undefined };
}

export const validators = [
  httpCase({
    id: 'http/validators/same',
    title: 'gives a file the same ETag and Last-Modified each time, and another file another ETag',
    statements: ['HTTP-VALIDATORS'],
    async run(kit) {
      const one = await tagged(kit);
      const again = await kit.get(one.path);
      expectEqual(again.headers.etag, one.etag, 'the second ETag', 'HTTP-VALIDATORS');
      expectEqual(again.headers['last-modified'], one.modified, 'the second Last-Modified', 'HTTP-VALIDATORS');
      expectThat((await tagged(kit)).etag !== one.etag, 'two files have one ETag', 'HTTP-VALIDATORS');
    },
  }),
  httpCase({
    id: 'http/validators/if-none-match',
    title: 'answers 304 without a body to If-None-Match with the ETag, weak, in a list and as *',
    statements: ['HTTP-VALIDATORS'],
    async run(kit) {
      const { path, etag } = await tagged(kit);
      for (const condition of [etag, `W/${etag}`, `${OTHER}, ${etag}`, '*']) {
        const reply = await kit.get(path, { 'if-none-match': condition });
        expectEqual(reply.status, 304, `the status for If-None-Match: ${condition}`, 'HTTP-VALIDATORS');
        expectEqual(reply.body.length, 0, 'the bytes of the body', 'HTTP-VALIDATORS');
        expectEqual(reply.headers.etag, etag, 'the ETag of a 304', 'HTTP-VALIDATORS');
      }
      const changed = await kit.get(path, { 'if-none-match': OTHER });
      expectEqual(changed.status, 200, 'the status for the ETag of another file', 'HTTP-VALIDATORS');
    },
  }),
  httpCase({
    id: 'http/validators/if-range',
    title: 'honours a Range only while If-Range names this file',
    statements: ['HTTP-VALIDATORS', 'HTTP-RANGE'],
    async run(kit) {
      const { path, bytes, etag } = await tagged(kit);
      const same = await kit.get(path, { range: 'bytes=10-19', 'if-range': etag });
      expectEqual(same.status, 206, 'the status for its own ETag', 'HTTP-VALIDATORS');
      expectEqualBytes(same.body, bytes.subarray(10, 20), 'the part', 'HTTP-NO-WRONG-BYTES');
      const other = await kit.get(path, { range: 'bytes=10-19', 'if-range': OTHER });
      expectEqual(other.status, 200, 'the status for the ETag of another file', 'HTTP-VALIDATORS');
      expectEqualBytes(other.body, bytes, 'the whole', 'HTTP-NO-WRONG-BYTES');
    },
  }),
  httpCase({
    id: 'http/validators/if-match',
    title: 'answers 412 to If-Match with the ETag of another file',
    statements: ['HTTP-ERRORS', 'HTTP-VALIDATORS'],
    async run(kit) {
      const { path, etag } = await tagged(kit);
      expectEqual(
        (await kit.get(path, { 'if-match': etag })).status,
        200,
        'the status for its own ETag',
        'HTTP-VALIDATORS',
      );
      expectEqual(
        (await kit.get(path, { 'if-match': OTHER })).status,
        412,
        'the status for another one',
        'HTTP-ERRORS',
      );
    },
  }),
  httpCase({
    id: 'http/validators/if-modified-since',
    title: 'answers 304 to If-Modified-Since with its Last-Modified, and 200 to an earlier time',
    statements: ['HTTP-VALIDATORS'],
    async run(kit) {
      const { path, modified } = await tagged(kit);
      if (modified === undefined) return kit.notApplicable('the gateway sends no Last-Modified for this file');
      const same = await kit.get(path, { 'if-modified-since': modified });
      expectEqual(same.status, 304, 'the status for its own time', 'HTTP-VALIDATORS');
      const earlier = new Date(Date.parse(modified) - 86_400_000).toUTCString();
      const changed = await kit.get(path, { 'if-modified-since': earlier });
      expectEqual(changed.status, 200, 'the status for the day before', 'HTTP-VALIDATORS');
    },
  }),
];
