import { type HttpKit, type HttpReply, httpCase } from '../../runner/case.ts';
import { expectEqual, expectThat } from '../../runner/expect.ts';
import { shown } from './files.ts';

/** What a browser would run, or show as a page. */
const ACTIVE: Readonly<Record<string, string>> = {
  page: '<!DOCTYPE html><html><script>alert(1)</script></html>',
  drawing: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  document: '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
  script: '#!/usr/bin/env node\nalert(1);\n',
};
const RUN = /html|xml|script|svg/i;

/** The smallest beginning of an MP4 file that tells what it is. */
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\0\0\x02\0isomiso2'), Buffer.alloc(100)]);

function expectInert({ headers }: HttpReply, what: string): void {
  expectEqual(headers['x-content-type-options'], 'nosniff', `X-Content-Type-Options of ${what}`, 'HTTP-INERT');
  const policy = String(headers['content-security-policy']);
  expectThat(/\bsandbox\b/.test(policy), `Content-Security-Policy of ${what} has no sandbox: ${policy}`, 'HTTP-INERT');
}

async function shownBytes(kit: HttpKit, bytes: Uint8Array): Promise<HttpReply> {
  return kit.get(`/files/${await kit.upload(bytes)}`);
}

export const content = [
  httpCase({
    id: 'http/content/inert',
    title: 'forbids sniffing and running in every answer, errors too',
    statements: ['HTTP-INERT'],
    async run(kit) {
      const { path } = await shown(kit, 100);
      expectInert(await kit.get(path), 'a file');
      expectInert(await kit.get(path, { range: 'bytes=0-9' }), 'a part');
      expectInert(await kit.get(path, { range: 'bytes=1000-' }), 'an answer 416');
      expectInert(await kit.get(`/files/${kit.fileId()}`), 'an answer 404');
    },
  }),
  httpCase({
    id: 'http/content/nothing-to-run',
    title: 'names no type that a browser would run, whatever a file begins with',
    statements: ['HTTP-TYPE', 'HTTP-INERT'],
    async run(kit) {
      for (const [what, text] of Object.entries(ACTIVE)) {
        const reply = await shownBytes(kit, Buffer.from(text));
        expectEqual(reply.status, 200, 'the status');
        const type = String(reply.headers['content-type']);
        expectThat(!RUN.test(type), `a ${what} is named ${type}`, 'HTTP-TYPE');
        expectInert(reply, `a ${what}`);
      }
    },
  }),
  httpCase({
    id: 'http/content/video',
    title: 'names a video by its first bytes, so that a player plays it inline',
    statements: ['HTTP-TYPE'],
    async run(kit) {
      const { headers } = await shownBytes(kit, MP4);
      expectEqual(headers['content-type'], 'video/mp4', 'the content type of an MP4 file', 'HTTP-TYPE');
      const disposition = String(headers['content-disposition'] ?? 'inline');
      expectThat(!disposition.startsWith('attachment'), 'a video comes as an attachment', 'HTTP-TYPE');
    },
  }),
  httpCase({
    id: 'http/content/download',
    title: 'makes a file an attachment for ?download',
    statements: ['HTTP-TYPE'],
    async run(kit) {
      const { path } = await shown(kit, 100);
      const { headers } = await kit.get(`${path}?download=clip.mp4`);
      const disposition = String(headers['content-disposition']);
      expectThat(/^attachment;.*clip\.mp4/.test(disposition), `Content-Disposition: ${disposition}`, 'HTTP-TYPE');
    },
  }),
];
