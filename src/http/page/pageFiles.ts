import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Disk, DiskError } from '../../host/disk.ts';

/** Bytes of all files of a page together: what is larger is no page. */
const PAGE_BYTES_MAX = 32 * 1024 * 1024;
/** Files smaller than that are hardly smaller when compressed. */
const COMPRESSED_MIN = 512;
const BROTLI_QUALITY = 9;

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
};
const COMPRESSIBLE = /^(?:text\/|application\/|image\/(?:svg|x-icon))/;

/** A file of the page, ready to be sent. */
export interface PageFile {
  /** `/assets/index-C2n4.js` */
  readonly path: string;
  readonly type: string;
  /** With its quotes. */
  readonly entityTag: string;
  readonly content: Buffer;
  /** The same, compressed, where that is worth it. */
  readonly compressed: ReadonlyMap<'br' | 'gzip', Buffer>;
}

/**
 * The files of the page that was built into `folder`, read and compressed once; undefined when nothing was built.
 * Rejects with a `DiskError`. Spec: HTTP-PAGE.
 */
export async function loadPage(disk: Disk, folder: string): Promise<PageFile[] | undefined> {
  if ((await disk.stat(`${folder}/index.html`)) === undefined) return undefined;
  const files: PageFile[] = [];
  let bytes = 0;
  for (const path of await pathsBelow(disk, folder, '')) {
    const type = TYPES[/\.([a-z0-9]+)$/.exec(path)?.[1] ?? ''];
    if (type === undefined) continue;
    const content = await read(disk, folder + path);
    bytes += content.length;
    if (bytes > PAGE_BYTES_MAX)
      throw new DiskError('io', `${folder} has more than ${PAGE_BYTES_MAX} bytes: it is no page`);
    files.push({ path, type, entityTag: entityTagOf(content), content, compressed: compress(type, content) });
  }
  return files;
}

async function pathsBelow(disk: Disk, folder: string, below: string): Promise<string[]> {
  const paths: string[] = [];
  for (const name of await disk.list(folder + below)) {
    const path = `${below}/${name}`;
    const entry = await disk.stat(folder + path);
    if (entry?.kind === 'folder') paths.push(...(await pathsBelow(disk, folder, path)));
    else if (entry !== undefined) paths.push(path);
  }
  return paths;
}

async function read(disk: Disk, path: string): Promise<Buffer> {
  const file = await disk.open(path);
  try {
    const content = Buffer.alloc(Math.min(file.size, PAGE_BYTES_MAX + 1));
    const size = await file.readAt(content, 0);
    return content.subarray(0, size);
  } finally {
    await file.close();
  }
}

function compress(type: string, content: Buffer): ReadonlyMap<'br' | 'gzip', Buffer> {
  if (!COMPRESSIBLE.test(type) || content.length < COMPRESSED_MIN) return new Map();
  const br = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  return new Map([
    ['br', br],
    ['gzip', gzipSync(content, { level: constants.Z_BEST_COMPRESSION })],
  ]);
}

function entityTagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}
