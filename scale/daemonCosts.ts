import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRequest } from '../conformance/wire/layout.ts';
import { Program } from '../test/e2e/program.ts';
import { Peer } from '../test/mixed/old/peer.ts';
import { freePort } from '../test/services/freePort.ts';
import type { Costs } from './costs.ts';
import { microsEach, residentBytes } from './processCosts.ts';

const STORAGES = 1_000;
const ROUNDS = 40;
/** Storages of a group. */
const GROUP_SIZE = 10;

/** Runs a daemon with a configuration while `work` measures it. */
async function withDaemon<T>(
  folder: string,
  kind: 'tracker' | 'id',
  keys: Readonly<Record<string, string | number>>,
  work: (daemon: { pid: number; open: () => Promise<Peer> }) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const all = { ...keys, tnv_listen: `127.0.0.1:${port}`, tnv_max_connections_per_peer: 100_000, log_level: 'error' };
  const file = join(folder, `${kind}.cfg`);
  const lines = Object.entries(all).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(file, `service ${kind} {\n${lines.join('')}}\n`);
  const program = new Program([kind, '-c', file]);
  const ended = program.ended.then(({ stderr }) => {
    throw new Error(`the ${kind} has ended: ${stderr}`);
  });
  ended.catch(() => undefined);
  const peers: Peer[] = [];
  const open = async (): Promise<Peer> => {
    const peer = await Peer.open({ host: '127.0.0.1', port });
    peers.push(peer);
    return peer;
  };
  try {
    await untilItAnswers(open);
    return await Promise.race([ended, work({ pid: program.pid, open })]);
  } finally {
    for (const peer of peers) peer.close();
    await program.interrupt();
  }
}

async function untilItAnswers(open: () => Promise<Peer>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await open();
      return;
    } catch (error) {
      if (tries === 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A tracker with a thousand storages on connections of their own. */
export function trackerCosts(
  folder: string,
  database: Readonly<Record<string, string | number>>,
): Promise<Costs['tracker']> {
  return withDaemon(folder, 'tracker', database, async ({ pid, open }) => {
    const one = await open();
    const user = { appid: 'tnvideo', userid: 'tnv001', fileid: 'f' };
    const ask = (): Promise<Buffer> => one.ask(encodeRequest('GROUPS'));
    await ask();
    const idleBytes = residentBytes(pid);
    const storages = await Promise.all(
      Array.from({ length: STORAGES }, async (_, at) => ({ peer: await open(), who: whoIs(at), port: 10_000 + at })),
    );
    const joinMicros = await microsEach(pid, STORAGES, () =>
      Promise.all(storages.map(({ peer, who, port }) => peer.ask(encodeRequest('JOIN', { ...who, ...LIFE, port })))),
    );
    const beat = (): Promise<unknown> =>
      Promise.all(storages.map(({ peer, who }) => peer.ask(encodeRequest('BEAT', who))));
    await beat();
    const bytesPerStorage = (residentBytes(pid) - idleBytes) / STORAGES;
    const beatMicros = await microsEach(pid, STORAGES * ROUNDS, () => repeat(ROUNDS, beat));
    await one.ask(encodeRequest('SADDRS', user));
    const located = async (): Promise<unknown> =>
      Promise.all(storages.slice(0, 50).map(({ peer }) => peer.ask(encodeRequest('SADDRS', user))));
    const saddrsMicros = await microsEach(pid, 50 * 10 * ROUNDS, () => repeat(10 * ROUNDS, located));
    const groupsMicros = await microsEach(pid, 5 * ROUNDS, () => repeat(5 * ROUNDS, ask));
    return {
      ...{ idleBytes, bytesPerStorage, beatMicros, joinMicros, saddrsMicros },
      groupsMicrosPerStorage: groupsMicros / STORAGES,
    };
  });
}

/** An id server whose key's blocks come from a database. */
export function idCosts(folder: string, database: Readonly<Record<string, string | number>>): Promise<Costs['id']> {
  return withDaemon(folder, 'id', { ...database, idinc_max_step: 100 }, async ({ pid, open }) => {
    const peers = await Promise.all(Array.from({ length: 50 }, open));
    const ask = (): Promise<unknown> =>
      Promise.all(peers.map((peer) => peer.ask(encodeRequest('ID_GET', { key: '../data' }))));
    await ask();
    return { idGetMicros: await microsEach(pid, 50 * 10 * ROUNDS, () => repeat(10 * ROUNDS, ask)) };
  });
}

const LIFE = { version: '1.0', startTime: 1_700_000_000, joinTime: 1_700_000_000 };

function whoIs(at: number): { readonly group: string; readonly hostname: string } {
  const group = `group${String(1 + Math.floor(at / GROUP_SIZE)).padStart(3, '0')}`;
  return { group, hostname: `storage${at}.media.example` };
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n++) await work();
}
