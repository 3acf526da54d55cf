import { type FileHandle, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeReply } from '../../../conformance/wire/layout.ts';
import { userTable } from '../../../src/store/userTable.ts';
import { OldCache } from './cache.ts';
import { type Row, rowsOf, withDatabase } from './database.ts';
import { askId } from './idClient.ts';
import { bodyOf, listen, type OldServer, Refusal, type Request, textOf } from './server.ts';
import type { Settings } from './settings.ts';
import { keepBeating } from './trackerThread.ts';

const IDS_BYTES = 400;
const CHUNK_BYTES = 512 * 1024;

interface Named {
  readonly appid: string;
  readonly userid: string;
  readonly fileid: string;
}

interface Found {
  readonly path: string;
  readonly size: number;
}

/** A deployed storage: files under their final names at once, rows found by the file id alone, the cache believed. */
export async function startStorage(settings: Settings): Promise<OldServer> {
  const storage = new Storage(settings);
  const role = {
    part: 'storage',
    hostname: settings.text('tnv_hostname', 'storage'),
    answer: (request: Request) => storage.answer(request),
  } as const;
  const host = settings.text('tnv_listen_host', '127.0.0.1');
  const server = await listen(role, { host, port: settings.number('tnv_storage_port', 23000) });
  const stopping = new AbortController();
  const threads = keepBeating(settings, server.port, stopping.signal);
  return {
    port: server.port,
    async stop() {
      stopping.abort();
      await Promise.all([server.stop(), threads]);
      storage.close();
    },
  };
}

class Storage {
  readonly #settings: Settings;
  readonly #cache: OldCache;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#cache = new OldCache(settings);
  }

  close(): void {
    this.#cache.close();
  }

  async answer(request: Request): Promise<Buffer | undefined> {
    switch (request.command) {
      case 70:
        return this.#upload(request);
      case 71:
        return this.#filesize(request);
      case 72:
        return this.#download(request);
      case 73:
        return this.#delete(request);
      default:
        throw new Refusal(`unknown command: ${request.command}`);
    }
  }

  async #upload({ bodyLength, incoming }: Request): Promise<Buffer | undefined> {
    if (bodyLength < IDS_BYTES + 8) throw new Refusal(`invalid body length: ${bodyLength}`);
    const prefix = await incoming.take(IDS_BYTES + 8);
    if (prefix === undefined) return undefined;
    const named = namesIn(prefix);
    const size = Number(prefix.readBigInt64BE(IDS_BYTES));
    if (size !== bodyLength - IDS_BYTES - 8) throw new Refusal(`invalid file size: ${size}`);
    const path = await this.#newPath();
    const file = await this.#create(path);
    try {
      // What has come of an upload that is cut off stays where it is.
      for (let left = size; left > 0; ) {
        const chunk = await incoming.take(Math.min(left, CHUNK_BYTES));
        if (chunk === undefined) return undefined;
        await file.write(chunk);
        left -= chunk.length;
      }
    } finally {
      await file.close();
    }
    try {
      await this.#insert(named, { path, size });
    } catch (error) {
      await unlink(this.#settings.folder(path));
      throw new Refusal(`receive and save file fail, fileid: ${named.fileid}`, { cause: error });
    }
    return encodeReply('UPLOAD');
  }

  async #filesize(request: Request): Promise<Buffer | undefined> {
    const body = await bodyOf(request, IDS_BYTES);
    if (body === undefined) return undefined;
    return encodeReply('FILESIZE', { size: (await this.#find(namesIn(body))).size });
  }

  async #download(request: Request): Promise<Buffer | undefined> {
    const body = await bodyOf(request, IDS_BYTES + 16);
    if (body === undefined) return undefined;
    const offset = Number(body.readBigInt64BE(IDS_BYTES));
    const found = await this.#find(namesIn(body));
    if (offset < 0 || offset > found.size) throw new Refusal(`invalid offset: ${offset}`);
    const size = Number(body.readBigInt64BE(IDS_BYTES + 8)) || found.size - offset;
    if (size < 0 || size > found.size - offset) throw new Refusal(`invalid size: ${size}`);
    const content = await readFile(this.#settings.folder(found.path));
    return encodeReply('DOWNLOAD', { content: content.subarray(offset, offset + size) });
  }

  /** Cache entry, row, file. */
  async #delete(request: Request): Promise<Buffer | undefined> {
    const body = await bodyOf(request, IDS_BYTES);
    if (body === undefined) return undefined;
    const named = namesIn(body);
    const { path } = await this.#find(named);
    await this.#cache.delete(keyOf(named));
    const sql = `DELETE FROM ${tableOf(named)} WHERE id = ?`;
    await this.#withFiles((connection) => connection.query(sql, [named.fileid]));
    await unlink(this.#settings.folder(path));
    return encodeReply('DELETE');
  }

  async #find(named: Named): Promise<Found> {
    const key = keyOf(named);
    const [cachedSize, cachedPath, ...more] = (await this.#cache.get(key))?.split(';') ?? [];
    if (cachedSize !== undefined && cachedPath !== undefined && more.length === 0) {
      return { size: Number(cachedSize), path: cachedPath };
    }
    const sql = `SELECT file_path, file_size FROM ${tableOf(named)} WHERE id = ?`;
    const [row] = await this.#withFiles((connection): Promise<Row[]> => rowsOf(connection, sql, [named.fileid]));
    if (row === undefined) throw new Refusal(`file not found, fileid: ${named.fileid}`);
    const found = { path: String(row.file_path), size: Number(row.file_size) };
    await this.#cache.set(key, `${found.size};${found.path}`);
    return found;
  }

  async #insert({ appid, userid, fileid }: Named, { path, size }: Found): Promise<void> {
    const sql =
      `INSERT INTO ${tableOf({ userid })} SET id = ?, appid = ?, userid = ?, status = 0, file_path = ?, file_size = ?, ` +
      'create_time = now(), update_time = now()';
    await this.#withFiles((connection) => connection.query(sql, [fileid, appid, userid, path, size]));
  }

  #withFiles<T>(work: Parameters<typeof withDatabase<T>>[2]): Promise<T> {
    return withDatabase(this.#settings, 'tnv_storagedb', work);
  }

  /** A random store path, an id of it, and the folders and the name that the id spells. */
  async #newPath(): Promise<string> {
    const paths = this.#settings.list('tnv_store_paths', '../data');
    const storePath = paths[Math.floor(Math.random() * paths.length)] ?? '../data';
    const id = await askId(this.#settings.addresses('tnv_ids_addrs', '127.0.0.1:22000'), storePath);
    const digit = (place: bigint): string => hex((id / 512n ** place) % 512n).padStart(3, '0');
    const folders = `${storePath}/${digit(3n)}/${digit(2n)}/${digit(1n)}`;
    return `${folders}/${hex(BigInt(Math.floor(Date.now() / 1000)))}_${digit(0n)}`;
  }

  async #create(path: string): Promise<FileHandle> {
    const absolute = this.#settings.folder(path);
    await mkdir(dirname(absolute), { recursive: true });
    return open(absolute, 'w', 0o644);
  }
}

function namesIn(body: Buffer): Named {
  return { appid: textOf(body, 0, 16), userid: textOf(body, 16, 256), fileid: textOf(body, 272, 128) };
}

function keyOf({ userid, fileid }: Named): string {
  return `storage:uid:fid:${userid}:${fileid}`;
}

function tableOf({ userid }: Pick<Named, 'userid'>): string {
  return `t_file_0${userTable(userid)}`;
}

function hex(value: bigint): string {
  return value.toString(16).toUpperCase();
}
