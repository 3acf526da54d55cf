import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { interrupted } from '../cli/interrupted.ts';
import type { Say } from '../cli/say.ts';
import { makeLabFolder } from '../folders.ts';
import { removeLaboratory } from '../leftovers.ts';
import { ensurePackages } from '../packages.ts';
import { type Block, blocksOf, firstCommandOf } from '../page/blocks.ts';
import { Operator } from '../page/operator.ts';
import type { Package } from '../parts/part.ts';
import { until } from '../until.ts';
import { freshDebian, type Release } from './debian.ts';
import { FreshMachine } from './machine.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = 'etc/SINGLE-HOST.md';
const NAME = 'fresh';
/** Where its operator has unpacked the sources; what was made of them here stays here. */
const SOURCES = '/usr/src/tnv';
const MADE = ['./.git', './node_modules', './dist', './web/dist'];
const PACKAGES: readonly Package[] = [
  { debian: 'debootstrap', program: 'debootstrap' },
  { debian: 'slirp4netns', program: 'slirp4netns' },
];
/** The units of the page, and those that they need. */
const UNITS = ['tnv-tracker', 'tnv-id', 'tnv-storage@storage', 'tnv-storage@storage2', 'tnv-http'];
const SERVERS = ['redis-server', 'mariadb'];
/** A block may install packages from afar. */
const BLOCK_MS = 1_800_000;
const BACK_MS = 120_000;
/** What the page has stored is there. */
const SERVES = 'curl -fsS http://127.0.0.1:8080/files/first | cmp - /var/tmp/first.txt';
/** The block of the page that gets everything back from a copy has this in it. */
const RESTORES = 'mariadb < ';
const UPLOAD_LATER = '/usr/local/tnv/bin/tnv client 127.0.0.1:21000 upload tnvideo tnv001 /var/tmp/first.txt later';
const LOSE_EVERYTHING = `
  mariadb -e 'DROP DATABASE tnv_trackerdb; DROP DATABASE tnv_idsdb; DROP DATABASE tnv_storagedb'
  rm -r /srv/tnv`;

/** What `lab fresh` is told. */
export interface FreshOptions {
  readonly release: Release;
  /** Where debootstrap gets Debian, and then its apt. */
  readonly mirror: string;
}

/** Why no fresh machine can be made here; undefined when it can. Installs packages that are missing. */
export async function whyNotFresh(): Promise<string | undefined> {
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun, which its way out needs: modprobe tun';
  return ensurePackages(PACKAGES);
}

/**
 * Runs the page for one host on a fresh Debian with its own systemd, every command of it. Then kills each daemon, reboots,
 * and loses all data. Rejects at the first thing that is not as it should be.
 */
export async function runFresh(options: FreshOptions, say: Say, interrupt: AbortSignal): Promise<void> {
  const debian = await freshDebian(options.release, options.mirror, say, interrupt);
  const folder = makeLabFolder();
  const machine = await FreshMachine.of(debian, join(folder, NAME));
  try {
    await interrupted(runAll(machine, say), interrupt);
  } finally {
    await machine.close();
    await removeLaboratory(folder);
  }
}

async function runAll(machine: FreshMachine, say: Say): Promise<void> {
  const startMs = performance.now();
  await machine.copyIn(ROOT, SOURCES, MADE);
  await machine.powerOn();
  say(
    `a fresh Debian is up: ${(await machine.sh('. /etc/os-release; systemctl --version | head -n 1; echo "$PRETTY_NAME"')).split('\n').join(' ')}`,
  );
  await walk(machine, say);
  await allActive(machine);
  say(`exposure of the units: ${await exposures(machine)}`);
  await killEach(machine, say);
  await reboot(machine, say);
  await restore(machine, say);
  say(`the page holds, after ${seconds(startMs)}`);
}

function operatorOf(machine: FreshMachine): Operator {
  return new Operator({
    host: () => machine,
    typed: (commands) => commands,
    logs: "journalctl -o cat -n 20 -u 'tnv-*'",
    blockMs: BLOCK_MS,
  });
}

async function walk(machine: FreshMachine, say: Say): Promise<void> {
  const operator = operatorOf(machine);
  await machine.write('/run/page-folder', `${SOURCES}\n`);
  const blocks = readBlocks();
  for (const block of blocks) {
    const startMs = performance.now();
    await operator.run(block);
    say(`${PAGE}:${block.line} ${firstCommandOf(block)} (${seconds(startMs)})`);
  }
  say(`${PAGE}: all of its ${blocks.length} blocks were run`);
  // A reboot empties /tmp.
  await machine.sh('cp /tmp/first.txt /var/tmp/first.txt');
}

/** systemd has no unit that failed, and all of the page run. */
async function allActive(machine: FreshMachine): Promise<void> {
  await machine.sh('systemctl is-active "$@"', [...SERVERS, ...UNITS, 'prometheus']);
  const failed = await machine.sh('systemctl --failed --plain --no-legend');
  if (failed !== '') throw new Error(`units that failed: ${failed.trim()}`);
}

async function exposures(machine: FreshMachine): Promise<string> {
  const table = await machine.sh('systemd-analyze security --no-pager');
  const lines = [...table.matchAll(/^(tnv-\S+)\s+([\d.]+)/gm)];
  return lines.map(([, unit, exposure]) => `${unit} ${exposure}`).join(', ');
}

/** Each is killed, and systemd has it back. */
async function killEach(machine: FreshMachine, say: Say): Promise<void> {
  for (const unit of [...UNITS, ...SERVERS]) {
    const startMs = performance.now();
    const pid = (
      await machine.sh('systemctl show -P MainPID "$1"; systemctl kill --kill-whom=main -s KILL "$1"', [unit])
    ).trim();
    await until(`the restart of ${unit}`, BACK_MS, async () => {
      const now = (
        await machine.sh('systemctl is-active "$1" > /dev/null; systemctl show -P MainPID "$1"', [unit])
      ).trim();
      return now === pid || now === '0' ? 'it is not back' : undefined;
    });
    await until(`an answer after ${unit} was killed`, BACK_MS, () => serves(machine));
    say(`${unit} was killed; the site serves again after ${seconds(startMs)}`);
  }
  await healthy(machine);
}

/** Everything comes up by itself, in an order in which nobody has to be started twice. */
async function reboot(machine: FreshMachine, say: Say): Promise<void> {
  const startMs = performance.now();
  const bootMs = await machine.reboot();
  await until('an answer after the reboot', BACK_MS, () => serves(machine));
  await healthy(machine);
  const restarts = await machine.sh('for unit in "$@"; do systemctl show -P NRestarts "$unit"; done', [
    ...SERVERS,
    ...UNITS,
  ]);
  if (/[1-9]/.test(restarts))
    throw new Error(`after the reboot units were started again: ${restarts.split('\n').join(' ')}`);
  say(
    `rebooted; systemd was up after ${(bootMs / 1000).toFixed(1)} s, the site served ${seconds(startMs)} after the command`,
  );
}

/** Databases and volumes are lost, and come back by the page from the copy that was made by it; what came later does not. */
async function restore(machine: FreshMachine, say: Say): Promise<void> {
  const block = readBlocks().find(({ commands }) => commands.includes(RESTORES));
  if (block === undefined) throw new Error(`${PAGE} does not tell how to get everything back from a copy`);
  await machine.sh(UPLOAD_LATER);
  await machine.sh(LOSE_EVERYTHING);
  const startMs = performance.now();
  await operatorOf(machine).run(block);
  await until('an answer from the copy', BACK_MS, () => serves(machine));
  await healthy(machine);
  // The id is free again, and its place on the volume new.
  await machine.sh(UPLOAD_LATER);
  say(`databases and volumes were lost; the site served from the copy after ${seconds(startMs)}`);
}

/** Every daemon says that it is well, within some time. */
async function healthy(machine: FreshMachine): Promise<void> {
  await until('the health of all daemons', BACK_MS, async () => {
    await machine.sh('for port in 9101 9102 9103 9104 9105; do curl -fsS "http://127.0.0.1:$port/health"; done');
    await allActive(machine);
    return undefined;
  });
}

function readBlocks(): Block[] {
  return blocksOf(readFileSync(join(ROOT, PAGE), 'utf8'), [NAME], [NAME]);
}

async function serves(machine: FreshMachine): Promise<string | undefined> {
  await machine.sh(SERVES);
  return undefined;
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}
