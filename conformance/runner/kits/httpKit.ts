import { type IncomingMessage, request } from 'node:http';
import type { Address } from '../../wire/conversation.ts';
import { encodeRequest, type Fields } from '../../wire/layout.ts';
import { Patience } from '../../wire/patience.ts';
import { parseAddress } from '../address.ts';
import type { HttpKit, HttpOptions, HttpReply, Kit } from '../case.ts';
import { expectSuccess } from '../expect.ts';
import { CaseFailure, CaseSkipped } from '../failure.ts';
import { type Preconditions, uploadOf } from '../preconditions.ts';
import type { CaseRoom } from './caseRoom.ts';

const BODY_MAX_BYTES = 16 * 1024 * 1024;

/** For the gateway: raw HTTP/1.1, no redirects, nothing decoded. */
export function httpKit(room: CaseRoom, base: Kit, root: string, preconditions: Preconditions): HttpKit {
  const ask = (path: string, options: HttpOptions = {}) => exchange(room, root, path, options);
  return {
    ...base,
    connect: (to = addressOf(root)) => room.connect(to),
    request: ask,
    get: (path, headers) => ask(path, headers === undefined ? {} : { headers }),
    upload: (content) =>
      preconditions.need(uploadOf(content), () => uploadByTracker(room, base, content), 'storage/upload'),
  };
}

function addressOf(root: string): Address {
  const { hostname, port } = new URL(root);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
}

function exchange(room: CaseRoom, root: string, path: string, options: HttpOptions): Promise<HttpReply> {
  const withinMs = Math.min(options.withinMs ?? room.replyMs, room.deadlineMs - performance.now());
  const { protocol } = new URL(root);
  if (protocol !== 'http:') throw new CaseFailure({ axis: 'kit', message: `${root}: only http: is supported` });
  room.looked.said = true;
  return new Promise((resolve, reject) => {
    const fail = (axis: 'said' | 'ended', message: string) => {
      stop();
      outgoing.destroy();
      reject(new CaseFailure({ axis, message: `${options.method ?? 'GET'} ${path}: ${message}` }));
    };
    const outgoing = request({
      ...addressOf(root),
      path,
      method: options.method ?? 'GET',
      // Node does not count the body of a DELETE by itself.
      headers: {
        ...(options.body !== undefined && { 'content-length': Buffer.byteLength(options.body) }),
        ...options.headers,
      },
      agent: false,
      signal: room.over,
    });
    const stop = new Patience(withinMs).count(() => {
      room.looked.inVain = true;
      fail('said', `no whole answer within ${Math.round(withinMs)} ms`);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      room.looked.inVain = true;
      fail('ended', error.code ?? error.message);
    });
    outgoing.on('response', (response) => {
      gather(response, options.bodyMaxBytes ?? BODY_MAX_BYTES).then(
        (reply) => {
          stop();
          resolve(reply);
        },
        (error: Error) => fail('said', error.message),
      );
    });
    outgoing.end(options.body);
  });
}

function gather(response: IncomingMessage, maxBytes: number): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        response.destroy();
        reject(new Error(`the body is longer than ${maxBytes} bytes`));
      } else chunks.push(chunk);
    });
    response.on('error', () => {});
    response.on('close', () => {
      const { statusCode: status = 0, headers, complete } = response;
      resolve({ status, headers, body: Buffer.concat(chunks), complete });
    });
  });
}

async function uploadByTracker(room: CaseRoom, base: Kit, content: Uint8Array): Promise<string> {
  const { tracker, storage, appid, userid } = base.target;
  const fileid = base.fileId();
  const ids: Fields = { appid, userid, fileid };
  const [trackerAddress] = tracker;
  let [to] = storage;
  if (trackerAddress !== undefined) {
    const asked = await room.connect(trackerAddress);
    await asked.send(encodeRequest('SADDRS', ids));
    const { addresses } = expectSuccess(await asked.reply(), 'SADDRS');
    asked.close();
    to = parseAddress(String(addresses).split(';')[0] ?? '');
  }
  if (to === undefined) throw new CaseSkipped('needs --tracker or --storage: a file to look at must be uploaded');
  const storageAddress = to;
  base.later(async () => {
    const again = await room.connect(storageAddress);
    await again.send(encodeRequest('DELETE', ids));
    await again.reply({ withinMs: 1000 });
  });
  const conversation = await room.connect(storageAddress);
  await conversation.send(encodeRequest('UPLOAD', ids, { content }));
  expectSuccess(await conversation.reply(), 'UPLOAD');
  conversation.close();
  return fileid;
}
