import { type HttpKit, httpCase } from '../../runner/case.ts';
import { expectEqual, expectEqualBytes, expectThat } from '../../runner/expect.ts';
import type { Conversation } from '../../wire/conversation.ts';
import { shown } from './files.ts';

const HEAD_MAX_BYTES = 16 * 1024;

const get = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: gateway\r\n\r\n`);

/** The head of an answer: its status, and how long its body is. */
async function head(conversation: Conversation): Promise<{ status: number; length: number }> {
  let text = '';
  while (!text.endsWith('\r\n\r\n') && text.length < HEAD_MAX_BYTES) {
    text += (await conversation.bodyBytes(1)).toString('latin1');
  }
  const length = /^content-length:\s*(\d+)/im.exec(text)?.[1];
  expectThat(length !== undefined, 'the answer has no content length', 'HTTP-FILES');
  return { status: Number(text.split(' ')[1]), length: Number(length) };
}

async function expectAnswer(conversation: Conversation, bytes: Buffer): Promise<void> {
  const { status, length } = await head(conversation);
  expectEqual(status, 200, 'the status', 'HTTP-FILES');
  expectEqualBytes(await conversation.bodyBytes(length), bytes, 'the body', 'HTTP-NO-WRONG-BYTES');
}

async function expectServed(kit: HttpKit, path: string, bytes: Buffer): Promise<void> {
  const reply = await kit.get(path);
  expectEqual(reply.status, 200, 'the status for another viewer', 'HTTP-FILES');
  expectEqualBytes(reply.body, bytes, 'the body for another viewer', 'HTTP-NO-WRONG-BYTES');
}

export const connections = [
  httpCase({
    id: 'http/connections/kept',
    title: 'answers request after request on one connection, 404 among them',
    statements: ['HTTP-FILES', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 30_000);
      const conversation = await kit.connect();
      for (let n = 0; n < 5; n++) {
        await conversation.send(get(path));
        await expectAnswer(conversation, bytes);
        await conversation.send(get(`/files/${kit.fileId()}`));
        const { status, length } = await head(conversation);
        expectEqual(status, 404, 'the status of what does not exist', 'HTTP-FILES');
        await conversation.bodyBytes(length);
      }
    },
  }),
  httpCase({
    id: 'http/connections/pipelined',
    title: 'answers requests that come one behind another without waiting, in their order',
    statements: ['HTTP-FILES', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const all = [await shown(kit, 1), await shown(kit, 50_000), await shown(kit, 7)];
      const conversation = await kit.connect();
      await conversation.send(Buffer.concat(all.map(({ path }) => get(path))));
      for (const { bytes } of all) await expectAnswer(conversation, bytes);
    },
  }),
  httpCase({
    id: 'http/connections/garbage',
    title: 'bears what is no HTTP, and serves others',
    statements: ['HTTP-FILES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 100);
      for (const garbage of [
        kit.random.bytes(500),
        Buffer.from('GET\r\n\r\n'),
        Buffer.from('\r\n'.repeat(200)),
        get('/ x y'),
      ]) {
        const conversation = await kit.connect();
        await conversation.send(garbage);
        const said = (await conversation.rest(4096, { withinMs: 50 })).toString('latin1');
        expectThat(
          said === '' || /^HTTP\/1\.1 4\d\d /.test(said),
          'garbage is answered with something else than 4xx',
          'HTTP-ERRORS',
        );
        conversation.cut();
      }
      await expectServed(kit, path, bytes);
    },
  }),
  httpCase({
    id: 'http/connections/half-heads',
    title: 'serves others beside fifty connections that have sent half a request',
    statements: ['HTTP-FILES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 100);
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          await (await kit.connect()).send(get(path).subarray(0, 20));
        }),
      );
      await expectServed(kit, path, bytes);
    },
  }),
  httpCase({
    id: 'http/connections/slow-viewer',
    title: 'gives a slow viewer the right bytes to the end, and serves others meanwhile',
    statements: ['HTTP-BACKPRESSURE', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 5_000_000);
      const slow = await kit.connect();
      await slow.send(get(path));
      const { length } = await head(slow);
      expectEqual(length, bytes.length, 'the content length', 'HTTP-FILES');
      for (let at = 0; at < length; at += 1_000_000) {
        const piece = await slow.bodyBytes(Math.min(1_000_000, length - at));
        expectEqualBytes(piece, bytes.subarray(at, at + piece.length), `the bytes from ${at}`, 'HTTP-NO-WRONG-BYTES');
        expectEqual(
          (await kit.get(path, { range: 'bytes=0-0' })).status,
          206,
          'the status for another viewer',
          'HTTP-BACKPRESSURE',
        );
      }
    },
  }),
  httpCase({
    id: 'http/connections/viewer-leaves',
    title: 'bears viewers that leave in the middle of a file',
    statements: ['HTTP-GONE', 'HTTP-NO-WRONG-BYTES'],
    async run(kit) {
      const { path, bytes } = await shown(kit, 3_000_000);
      for (let n = 0; n < 8; n++) {
        const viewer = await kit.connect();
        await viewer.send(get(path));
        await viewer.bodyBytes(1 + n * 5000);
        viewer.cut();
      }
      await expectServed(kit, path, bytes);
    },
  }),
];
