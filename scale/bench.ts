import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { peak, StorageCrowd } from '../sim/scale/crowd.ts';
import { importSchemas } from '../test/e2e/mariadbSite.ts';
import { temporaryFolder } from '../test/e2e/temporaryFolder.ts';
import { ensureBinary } from '../test/services/binary.ts';
import { Mariadb } from '../test/services/mariadb.ts';
import { runSql } from '../test/services/mariadbClient.ts';
import type { Costs } from './costs.ts';
import { idCosts, trackerCosts } from './daemonCosts.ts';
import { databaseCosts } from './databaseCosts.ts';

// `npm run bench scale`: measures what the tables of spec/scale.md are reckoned from and writes scale/costs.json; `npm run spec`
// makes the tables anew then.
const FILE = join(import.meta.dirname, 'costs.json');

const missing = await ensureBinary('mariadbd', 'mariadb-server');
if (missing !== undefined) {
  process.stderr.write(`bench scale: ${missing}\n`);
  process.exit(2);
}

await using folder = await temporaryFolder();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const mariadb = await Mariadb.start();
try {
  say('what rows cost …');
  const [, pidFile] =
    (await runSql(mariadb.access, "SHOW VARIABLES LIKE 'pid_file'")).split('\n')[1]?.split('\t') ?? [];
  const database = await databaseCosts(mariadb, Number(readFileSync(pidFile ?? '', 'utf8')));
  const keys = {
    mysql_addrs: `127.0.0.1:${mariadb.access.port}`,
    mysql_user: mariadb.access.user,
    mysql_password: mariadb.access.password,
  };
  await importSchemas(mariadb.access);
  say('what a tracker costs …');
  const tracker = await trackerCosts(folder.path, keys);
  say('what an id server costs …');
  const id = await idCosts(folder.path, keys);
  say('a thousand storages in the simulator …');
  const simulation = await rejoin();
  const [, version = ''] = (await runSql(mariadb.access, 'SELECT VERSION()')).split('\n');
  const costs: Costs = {
    measured: { on: cpus()[0]?.model ?? 'an unknown processor', node: process.version, mariadb: version },
    ...{ tracker, id, database, simulation },
  };
  writeFileSync(FILE, `${JSON.stringify(rounded(costs), null, 2)}\n`);
  say(
    `${JSON.stringify(rounded(costs), null, 2)}\nscale/costs.json is written; npm run spec makes the tables of spec/scale.md anew`,
  );
} finally {
  await mariadb.stop();
}

async function rejoin(): Promise<Costs['simulation']> {
  const crowd = new StorageCrowd(1, 1_000);
  return crowd.world.run(async () => {
    await crowd.start();
    const backMs = await crowd.restart(0, 1_000);
    await crowd.world.sleep(10_000);
    const joins = crowd.joinsAt(0);
    await crowd.stop();
    return { rejoinPeak: peak(joins, 10), rejoinMs: Math.max(...joins) - backMs };
  });
}

/** Numbers with three significant digits: more would differ from run to run. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(3));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)]));
}
