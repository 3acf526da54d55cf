import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Say } from '../cli/say.ts';
import type { Host } from '../host/host.ts';
import { Laboratory } from '../laboratory.ts';
import type { Package } from '../parts/part.ts';
import { type Block, blocksOf, firstCommandOf } from './blocks.ts';
import { leaveOut } from './leaveOut.ts';
import { Operator } from './operator.ts';

const ROOT = join(import.meta.dirname, '../..');
const HOSTS = ['host1', 'host2', 'host3', 'host4', 'host5', 'host6'];
/** The hosts that get the packages of the databases. */
const DATABASE_HOSTS = HOSTS.slice(0, 3);
const PAGES = ['etc/SINGLE-HOST.md', 'etc/FROM-ONE-TO-SIX.md'];
const BLOCK_MS = 180_000;

/** What the commands of the pages need of the machine. */
export const PAGE_PACKAGES: readonly Package[] = [
  { debian: 'mariadb-server', program: 'mariadbd' },
  { debian: 'galera-4', program: 'galera_recovery' },
  { debian: 'redis-server', program: 'redis-server' },
  { debian: 'glusterfs-server', program: 'glusterd' },
  { debian: 'glusterfs-client', program: 'mount.glusterfs' },
  { debian: 'keepalived', program: 'keepalived' },
  { debian: 'rsync', program: 'rsync' },
  { debian: 'socat', program: 'socat' },
  { debian: 'openssl', program: 'openssl' },
  { debian: 'curl', program: 'curl' },
];

/** Runs the pages for operators on six hosts, block by block. Rejects at the first one that does not end as it should. */
export async function runPages(say: Say, interrupt: AbortSignal): Promise<void> {
  const startMs = performance.now();
  // The accounts of daemons could not do it: these files are not theirs.
  await promisify(execFile)('sh', [join(ROOT, 'scripts/buildWeb.sh')]);
  await using laboratory = await Laboratory.open(HOSTS);
  await Promise.all(laboratory.hosts.map(prepare));
  const operator = new Operator({
    host: (name) => laboratory.host(name),
    typed: leaveOut,
    logs: 'tail -n 3 /var/log/tnv-*.log 2> /dev/null',
    blockMs: BLOCK_MS,
  });
  for (const page of PAGES) {
    const blocks = blocksOf(readFileSync(join(ROOT, page), 'utf8'), HOSTS, ['host1']).filter(({ aside }) => !aside);
    for (const block of blocks) {
      if (interrupt.aborted) return;
      say(`${page}:${block.line} ${hostsText(block)}: ${firstCommandOf(block)}`);
      await Promise.race([operator.run(block), aborted(interrupt)]);
    }
    say(`${page}: its ${blocks.length} blocks were run`);
  }
  say(`one machine became six in ${Math.round((performance.now() - startMs) / 1000)} s`);
}

/** What installing the packages and the program leaves on a host, and programs in the place of systemctl and scp. */
async function prepare(host: Host): Promise<void> {
  const node = join(ROOT, 'node_modules/node/bin/node');
  await host.write(
    '/usr/local/sbin/systemctl',
    `#!/bin/sh\nexec "${node}" "${ROOT}/lab/page/systemctl.ts" "$@"\n`,
    '755',
  );
  await host.write('/usr/local/sbin/scp', readFileSync(join(import.meta.dirname, 'scp.sh'), 'utf8'), '755');
  await host.sh(
    `
    rm -rf /usr/local/tnv
    install -d /usr/local/tnv/etc /usr/local/tnv/bin /usr/local/tnv/lib/tnv/node_modules
    ln -s "$1" /usr/local/tnv/lib/tnv/node_modules/tnv
    ln -s "$1/bin/tnv" /usr/local/tnv/bin/tnv
    runuser -u nobody -- test -r "$1/package.json" || { echo "other accounts cannot read $1" >&2; exit 1; }`,
    [ROOT],
  );
  if (!DATABASE_HOSTS.includes(host.name)) return;
  await host.sh(`
    rm -rf /var/lib/mysql /var/lib/redis
    install -d -o mysql -g mysql /var/lib/mysql /run/mysqld
    install -d -o redis -g redis /var/lib/redis /var/log/redis
    mariadb-install-db --user=mysql --skip-test-db --auth-root-authentication-method=socket > /dev/null`);
}

function hostsText({ hosts }: Block): string {
  return hosts.length === HOSTS.length ? 'all' : hosts.join(' ');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
