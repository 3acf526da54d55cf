import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBinary } from '../services/binary.ts';
import { Mariadb } from '../services/mariadb.ts';
import { Redis } from '../services/redis.ts';
import { Cluster } from './cluster.ts';
import { importSchemas } from './mariadbSite.ts';
import { run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const missing =
  (await ensureBinary('mariadbd', 'mariadb-server')) ?? (await ensureBinary('redis-server', 'redis-server'));
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING the site on MariaDB and Redis: ${missing}\n`);

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(missing !== undefined)('a site on MariaDB and Redis', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let mariadb: Mariadb;
  let redis: Redis;
  let cluster: Cluster;

  beforeAll(async () => {
    folder = await temporaryFolder();
    [mariadb, redis] = await Promise.all([Mariadb.start(), Redis.start()]);
    await importSchemas(mariadb.access);
    cluster = await Cluster.start(folder.path, {
      mysql_addrs: `127.0.0.1:${mariadb.access.port}`,
      mysql_user: mariadb.access.user,
      mysql_password: mariadb.access.password,
      mysql_rw_timeout: 5,
      redis_addrs: `127.0.0.1:${redis.access.port}`,
    });
  });

  afterAll(async () => {
    const codes = await cluster?.stop();
    await Promise.all([mariadb?.stop(), redis?.stop()]);
    await folder?.[Symbol.asyncDispose]();
    expect(codes).toEqual([0, 0, 0, 0, 0]);
  });

  const client = async (...args: string[]) => {
    const ended = await run(['client', cluster.tracker, ...args, '--json']);
    return { ...ended, json: ended.stdout === '' ? undefined : JSON.parse(ended.stdout) };
  };

  it('takes a file, tells its size, gives it back by client and by HTTP, deletes it', async () => {
    const content = randomBytes(1_234_567);
    const file = join(folder.path, 'file.bin');
    writeFileSync(file, content);
    const { json: uploaded } = await client('upload', 'tnvideo', 'tnv001', file);
    const ids = ['tnvideo', 'tnv001', uploaded.fileid as string];
    expect((await client('filesize', ...ids)).json).toMatchObject({ size: content.length });

    const out = join(folder.path, 'out.bin');
    await client('download', ...ids, '1000', '5000', out);
    expect(digest(readFileSync(out))).toBe(digest(content.subarray(1000, 6000)));

    const url = `${cluster.http}/files/${uploaded.fileid}`;
    const response = await fetch(url, { headers: { range: 'bytes=-100' } });
    expect(response.status).toBe(206);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content.subarray(-100));

    expect((await client('delete', ...ids)).code).toBe(0);
    const gone = await client('filesize', ...ids);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('404');
    expect((await fetch(url)).status).toBe(404);
  });

  // Spec: DB-FAILOVER
  it('refuses while the database is away, lives on, and serves again when it is back', async () => {
    const file = join(folder.path, 'small.bin');
    writeFileSync(file, 'small');
    await mariadb.kill();
    const refused = await client('upload', 'tnvideo', 'somebody-new', file);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('503');
    await mariadb.restart();
    expect((await client('upload', 'tnvideo', 'somebody-new', file)).code).toBe(0);
  });

  // Spec: CACHE-ADVISORY
  it('serves on while the cache is away, and after it is back', async () => {
    const file = join(folder.path, 'cached.bin');
    writeFileSync(file, 'cached');
    const { json: uploaded } = await client('upload', 'tnvideo', 'tnv001', file);
    const ids = ['tnvideo', 'tnv001', uploaded.fileid as string];
    expect((await client('filesize', ...ids)).json).toMatchObject({ size: 6 });
    await redis.kill();
    expect((await client('filesize', ...ids)).json).toMatchObject({ size: 6 });
    await redis.restart();
    expect((await client('filesize', ...ids)).json).toMatchObject({ size: 6 });
  });
});
