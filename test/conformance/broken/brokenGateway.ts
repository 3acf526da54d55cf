import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Address, formatAddress } from '../../../conformance/wire/conversation.ts';
import type { Volume } from './brokenStorage.ts';
import type { Flaws } from './flaw.ts';

const USER = 'tnv001';
const RANGES_MAX = 16;
const MODIFIED = 'Wed, 24 Apr 2024 23:23:34 GMT';

type Range = readonly [first: number, last: number];

/** A gateway over the files of a broken group, right but for its flaws. */
export async function brokenGateway(
  flaws: Flaws,
  volume: Volume,
  storage: Address,
): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const seen = new Map<string, Buffer>();
  let stopped = false;
  const server = createServer((request, response) => {
    if (stopped) request.socket.destroy();
    else answer(request, response);
  });
  server.on('clientError', (_error, socket) => {
    stopped ||= flaws.has('stops serving after garbage');
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (flaws.has('serves one connection at a time') && sockets.size > 20) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function answer(request: IncomingMessage, response: ServerResponse) {
    const [path = '', query] = (request.url ?? '').split('?');
    const inert = flaws.has('lets browsers sniff')
      ? {}
      : { 'x-content-type-options': 'nosniff', 'content-security-policy': 'sandbox' };
    const end = (
      status: number,
      headers: Record<string, string | number> = {},
      body: Buffer = Buffer.alloc(0),
    ): void => {
      const bare = flaws.has('lets browsers sniff errors') && status >= 400;
      const closing = flaws.has('closes after every success') ? { connection: 'close' } : {};
      response.writeHead(status, { 'content-length': body.length, ...(bare ? {} : inert), ...closing, ...headers });
      if (flaws.has('stops serving when a viewer leaves')) {
        request.socket.once('error', () => {
          stopped = true;
        });
      }
      const half = flaws.has('cuts long bodies') && body.length > 2_000_000;
      if (request.method === 'HEAD' || status === 304) response.end();
      else if (half) response.write(body.subarray(0, 1_000_000), () => request.socket.destroy());
      else response.end(body);
    };
    const text = Buffer.from(flaws.has('names its storages') ? `not at ${formatAddress(storage)}` : 'no such file');
    if (!path.startsWith('/files/')) return end(404, {}, text);
    const methods = flaws.has('takes any method') ? ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'] : ['GET', 'HEAD'];
    if (!methods.includes(request.method ?? '')) return end(405, { allow: 'GET, HEAD' });
    const file = find(path.slice('/files/'.length));
    if (file === undefined) return end(flaws.has('answers 200 for what is not there') ? 200 : 404, {}, text);
    if (file.length === 0 && flaws.has('loses empty files')) return end(404, {}, text);
    show(request, query, file, path, end);
  }

  function find(encoded: string): Buffer | undefined {
    let fileid = encoded;
    try {
      if (!flaws.has('decodes no path')) fileid = decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
    if (flaws.has('gives files by path') && fileid.includes('/etc/passwd')) return Buffer.from('root:x:0:0');
    const file = volume.files.get(`${USER}\0${fileid}`)?.content;
    if (file !== undefined) seen.set(fileid, file);
    return file ?? (flaws.has('reads from a cache') ? seen.get(fileid) : undefined);
  }

  function show(
    { method, headers }: IncomingMessage,
    query: string | undefined,
    file: Buffer,
    path: string,
    end: (status: number, headers?: Record<string, string | number>, body?: Buffer) => void,
  ) {
    const tag = createHash('md5')
      .update(flaws.has('has one ETag for all') ? '' : path)
      .digest('hex');
    const etag = flaws.has('has no ETag twice') ? `"${Math.random()}"` : `"${tag}"`;
    const conditions = !flaws.has('ignores conditions');
    const validators = { etag, 'last-modified': MODIFIED, 'accept-ranges': 'bytes' };
    const since = headers['if-modified-since'];
    if (conditions) {
      if (headers['if-match'] !== undefined && headers['if-match'] !== etag) return end(412);
      const none = headers['if-none-match'];
      if (none === '*' || none?.includes(etag)) return end(304, validators);
      if (none === undefined && since !== undefined && Date.parse(since) >= Date.parse(MODIFIED))
        return end(304, validators);
    }
    const ranged = method === 'GET' || flaws.has('honours ranges of HEAD');
    const counts = ranged && (headers['if-range'] === undefined || headers['if-range'] === etag || !conditions);
    const ranges = counts ? rangesOf(headers.range, file.length, flaws) : undefined;
    const type = { 'content-type': typeOf(file, flaws) };
    const attachment =
      query === undefined || flaws.has('attaches nothing')
        ? {}
        : { 'content-disposition': 'attachment; filename="clip.mp4"' };
    const all = { ...validators, ...type, ...attachment };
    if (ranges === undefined)
      return end(200, method === 'HEAD' ? { ...all, 'content-length': file.length } : all, file);
    const [first] = ranges;
    if (first === undefined) return end(416, { 'content-range': `bytes */${file.length}` });
    const whole = flaws.has('counts the size wrong') ? file.length + 1 : file.length;
    const rangeText = ([from, to]: Range): string => `bytes ${from}-${to}/${whole}`;
    if (ranges.length === 1 || flaws.has('sends the first of several ranges')) {
      const wrong = flaws.has('gives one byte too few') ? 0 : 1;
      return end(206, { ...all, 'content-range': rangeText(first) }, file.subarray(first[0], first[1] + wrong));
    }
    const parts = ranges.map((range) =>
      Buffer.concat([
        Buffer.from(`\r\n--b\r\ncontent-range: ${rangeText(range)}\r\n\r\n`),
        file.subarray(range[0], range[1] + 1),
      ]),
    );
    end(
      206,
      { ...all, 'content-type': 'multipart/byteranges; boundary=b' },
      Buffer.concat([...parts, Buffer.from('\r\n--b--\r\n')]),
    );
  }
}

function typeOf(file: Buffer, flaws: Flaws): string {
  if (flaws.has('names what browsers run') && /<html|<svg|<\?xml|node/.test(file.subarray(0, 100).toString()))
    return 'text/html';
  if (flaws.has('names no video')) return 'application/octet-stream';
  return file.subarray(4, 8).toString() === 'ftyp' ? 'video/mp4' : 'application/octet-stream';
}

/** The ranges of a header; none to be honoured: undefined, none that can be satisfied: empty. */
function rangesOf(header: string | undefined, size: number, flaws: Flaws): Range[] | undefined {
  const list = /^bytes=(.+)$/
    .exec(header ?? '')?.[1]
    ?.split(',')
    .map((text) => text.trim());
  if (flaws.has('ignores ranges') || header === undefined) return undefined;
  if (list === undefined) return flaws.has('refuses what it cannot parse') ? [] : undefined;
  if (list.length > RANGES_MAX && !flaws.has('sends any number of ranges')) return undefined;
  const ranges: Range[] = [];
  for (const text of list) {
    const [, from = '', to = ''] = /^(\d*)-(\d*)$/.exec(text) ?? [];
    if (from === '' && to === '') return flaws.has('refuses what it cannot parse') ? [] : undefined;
    if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
    const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
    const last = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
    if (first <= last) ranges.push([first, last]);
    else if (flaws.has('clips ranges')) ranges.push([0, size - 1]);
  }
  return ranges;
}
