import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureBinary } from '../services/binary.ts';
import { Mariadb } from '../services/mariadb.ts';
import { Redis } from '../services/redis.ts';
import type { Keys } from './cluster.ts';
import { importSchemas } from './mariadbSite.ts';
import { temporaryFolderInMemory } from './temporaryFolder.ts';
import { TwinSite } from './twinSite.ts';

const KIT = join(import.meta.dirname, '../../conformance/cli/main.ts');
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;
const CASES_MIN = 250;
/** Only asked where no storage is ACTIVE; ours are. */
const NOT_ASKED = ['tracker/saddrs/none-active'];

const missing =
  (await ensureBinary('mariadbd', 'mariadb-server')) ?? (await ensureBinary('redis-server', 'redis-server'));
if (missing !== undefined) process.stderr.write(`tnv tests: SKIPPING conformance on MariaDB and Redis: ${missing}\n`);

interface Judged {
  readonly exitCode: number;
  readonly seconds: number;
  readonly cases: readonly { readonly id: string; readonly verdict: string; readonly why?: string }[];
}

/** Runs the kit, as a user does, on a site and stops the site. */
async function judge(shared?: Keys): Promise<Judged> {
  await using folder = await temporaryFolderInMemory();
  const site = await TwinSite.start(folder.path, shared);
  try {
    const args = [KIT, ...site.options, '--profile', 'strict', '--jobs', '8', '--timeout', '15', '--format', 'json'];
    return await new Promise((resolve, reject) => {
      execFile(process.execPath, args, { maxBuffer: OUTPUT_MAX_BYTES }, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : Number(error.code);
        if (stdout === '') reject(new Error(`the kit ended with ${exitCode}: ${stderr}`));
        else resolve({ exitCode, ...(JSON.parse(stdout) as Omit<Judged, 'exitCode'>) });
      });
    });
  } finally {
    expect(await site.stop()).toEqual([0, 0, 0, 0, 0, 0, 0]);
  }
}

function expectAllPassed({ cases, seconds, exitCode }: Judged): void {
  const others = cases.filter(({ verdict }) => verdict !== 'pass');
  expect(others.filter(({ id }) => !NOT_ASKED.includes(id))).toEqual([]);
  expect(cases.length).toBeGreaterThan(CASES_MIN);
  expect(exitCode).toBe(0);
  process.stderr.write(`tnv tests: ${cases.length} conformance cases in ${seconds} s\n`);
}

describe('our daemons pass every server case of the conformance kit', () => {
  it('on the embedded databases', async () => {
    expectAllPassed(await judge());
  });

  it.skipIf(missing !== undefined)('on MariaDB and Redis', async () => {
    const [mariadb, redis] = await Promise.all([Mariadb.start(), Redis.start()]);
    try {
      await importSchemas(mariadb.access);
      const judged = await judge({
        mysql_addrs: `127.0.0.1:${mariadb.access.port}`,
        mysql_user: mariadb.access.user,
        mysql_password: mariadb.access.password,
        redis_addrs: `127.0.0.1:${redis.access.port}`,
      });
      expectAllPassed(judged);
    } finally {
      await Promise.all([mariadb.stop(), redis.stop()]);
    }
  });
});
