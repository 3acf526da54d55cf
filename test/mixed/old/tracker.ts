import { encodeReply } from '../../../conformance/wire/layout.ts';
import { formatCtime } from '../../../src/protocol/ctime.ts';
import { OldCache } from './cache.ts';
import { rowsOf, withDatabase } from './database.ts';
import { bodyOf, listen, type OldServer, Refusal, type Request, textOf } from './server.ts';
import type { Settings } from './settings.ts';

type Status = 'OFFLINE' | 'ONLINE' | 'ACTIVE';

interface Storage {
  version: string;
  readonly hostname: string;
  readonly ip: string;
  port: number;
  startTime: number;
  joinTime: number;
  beatTime: number;
  status: Status;
}

/** A deployed tracker: it tells storages apart by hostname and IP alone, and goes by the wall clock. */
export async function startTracker(settings: Settings): Promise<OldServer> {
  const tracker = new Tracker(settings);
  const hostname = settings.text('tnv_hostname', 'tracker');
  const address = settings.address('tnv_listen', '127.0.0.1:21000');
  const role = { part: 'tracker', hostname, answer: (request: Request) => tracker.answer(request) } as const;
  const server = await listen(role, address);
  return {
    port: server.port,
    async stop() {
      await server.stop();
      tracker.close();
    },
  };
}

class Tracker {
  readonly #settings: Settings;
  readonly #cache: OldCache;
  readonly #groups = new Map<string, Storage[]>();
  readonly #check: NodeJS.Timeout;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#cache = new OldCache(settings);
    const intervalSeconds = settings.number('check_active_interval', 120);
    this.#check = setInterval(() => this.#findLost(intervalSeconds), intervalSeconds * 1000);
  }

  close(): void {
    clearInterval(this.#check);
    this.#cache.close();
  }

  async answer(request: Request): Promise<Buffer | undefined> {
    switch (request.command) {
      case 10:
        return this.#join(request);
      case 11:
        return this.#beat(request);
      case 12:
        return this.#saddrs(request);
      case 13:
        return encodeReply('GROUPS', { text: this.#text() });
      default:
        throw new Refusal(`unknown command: ${request.command}`);
    }
  }

  async #join(request: Request): Promise<Buffer | undefined> {
    const body = await bodyOf(request, 171);
    if (body === undefined) return undefined;
    const group = textOf(body, 7, 17);
    const hostname = textOf(body, 24, 129);
    const news = {
      version: textOf(body, 0, 7),
      port: body.readUInt16BE(153),
      startTime: Number(body.readBigInt64BE(155)),
      joinTime: Number(body.readBigInt64BE(163)),
      beatTime: Number(body.readBigInt64BE(163)),
      status: 'ONLINE' as const,
    };
    const storages = this.#groups.get(group) ?? [];
    this.#groups.set(group, storages);
    const known = storages.find((storage) => storage.hostname === hostname && storage.ip === request.ip);
    if (known === undefined) storages.push({ hostname, ip: request.ip, ...news });
    else Object.assign(known, news);
    return encodeReply('JOIN');
  }

  async #beat(request: Request): Promise<Buffer | undefined> {
    const body = await bodyOf(request, 146);
    if (body === undefined) return undefined;
    const group = textOf(body, 0, 17);
    const hostname = textOf(body, 17, 129);
    const storages = this.#groups.get(group);
    if (storages === undefined) throw new Refusal(`group not found, groupname: ${group}`);
    const known = storages.find((storage) => storage.hostname === hostname && storage.ip === request.ip);
    if (known === undefined) throw new Refusal(`storage not found, hostname: ${hostname}`);
    known.beatTime = nowSeconds();
    known.status = 'ACTIVE';
    return encodeReply('BEAT');
  }

  async #saddrs(request: Request): Promise<Buffer | undefined> {
    const body = await bodyOf(request, 400);
    if (body === undefined) return undefined;
    const appid = textOf(body, 0, 16);
    const userid = textOf(body, 16, 256);
    if (!this.#settings.list('tnv_apps_id', 'tnvideo').includes(appid)) throw new Refusal(`unknown appid: ${appid}`);
    const group = (await this.#groupOf(userid)) ?? (await this.#assign(appid, userid));
    const active = this.#groups.get(group)?.filter(({ status }) => status === 'ACTIVE') ?? [];
    if (active.length === 0) throw new Refusal(`no active storage in group ${group}`);
    const start = Math.floor(Math.random() * active.length);
    const chosen = [...active.slice(start), ...active.slice(0, start)].slice(0, 3);
    return encodeReply('SADDRS', { group, addresses: chosen.map(({ ip, port }) => `${ip}:${port};`).join('') });
  }

  async #groupOf(userid: string): Promise<string | undefined> {
    const key = `tracker:userid:${userid}`;
    const cached = await this.#cache.get(key);
    if (cached !== null) return cached;
    const sql = 'SELECT group_name FROM t_router WHERE userid = ?';
    const [row] = await withDatabase(this.#settings, 'tnv_trackerdb', (connection) =>
      rowsOf(connection, sql, [userid]),
    );
    if (row === undefined) return undefined;
    await this.#cache.set(key, String(row.group_name));
    return String(row.group_name);
  }

  /** A random group of the database, whether any of its storages is there or not. */
  #assign(appid: string, userid: string): Promise<string> {
    return withDatabase(this.#settings, 'tnv_trackerdb', async (connection) => {
      const groups = await rowsOf(connection, 'SELECT group_name FROM t_groups_info', []);
      if (groups.length === 0) throw new Refusal('groupnames is empty');
      const group = String(groups[Math.floor(Math.random() * groups.length)]?.group_name);
      const sql =
        'INSERT INTO t_router SET appid = ?, userid = ?, group_name = ?, create_time = now(), update_time = now()';
      await connection.query(sql, [appid, userid, group]);
      return group;
    });
  }

  #findLost(intervalSeconds: number): void {
    for (const storage of [...this.#groups.values()].flat()) {
      if (nowSeconds() - storage.beatTime > intervalSeconds) storage.status = 'OFFLINE';
    }
  }

  #text(): string {
    const lines = [`COUNT OF GROUPS: ${this.#groups.size}`];
    for (const [name, storages] of this.#groups) {
      const active = storages.filter(({ status }) => status === 'ACTIVE');
      lines.push(`GROUPNAME: ${name}`, `COUNT OF STORAGES: ${storages.length}`);
      lines.push(`COUNT OF ACTIVE STORAGES: ${active.length}`);
      for (const { version, hostname, ip, port, startTime, joinTime, beatTime, status } of storages) {
        lines.push(`VERSION: ${version}`, `HOSTNAME: ${hostname}`, `ADDRESS: ${ip}:${port}`);
        lines.push(
          `STARTUP TIME: ${ctime(startTime)}`,
          `JOIN TIME: ${ctime(joinTime)}`,
          `BEAT TIME: ${ctime(beatTime)}`,
        );
        lines.push(`STATUS: ${status}`);
      }
    }
    return lines.join('\n');
  }
}

function ctime(seconds: number): string {
  return formatCtime(seconds, () => 0);
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
