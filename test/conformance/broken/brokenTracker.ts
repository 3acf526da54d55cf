import { encodeReply } from '../../../conformance/wire/layout.ts';
import { pause } from '../../../conformance/wire/patience.ts';
import { type Asked, Refused, type Role } from './brokenServer.ts';
import type { Flaws } from './flaw.ts';

export const CHECK_INTERVAL_MS = 2000;
const GROUP = 'group001';
const CONTROL = /\p{Cc}/u;

interface Entry {
  readonly version: string;
  readonly group: string;
  readonly hostname: string;
  readonly address: string;
  readonly startTime: bigint;
  readonly joinTime: bigint;
  readonly socket: Asked['socket'];
  beaten: boolean;
  signMs: number;
  gone: boolean;
}

/** What the trackers of one broken site share. */
export interface Routes {
  readonly groups: Map<string, string>;
  /** How often the routes were forgotten. */
  forgotten: number;
}

/** A tracker in memory, right but for its flaws. */
export function brokenTracker(flaws: Flaws, routes: Routes, number: number): Role {
  let entries: Entry[] = [];
  const own = new Map<string, string>();

  const stateOf = ({ beaten, signMs, gone }: Entry): string => {
    const age = performance.now() - signMs;
    const offlineMs = flaws.has('goes OFFLINE much too early') ? CHECK_INTERVAL_MS / 8 : CHECK_INTERVAL_MS;
    if (gone || (age > offlineMs && !flaws.has('never goes OFFLINE'))) return 'OFFLINE';
    return beaten || flaws.has('is ACTIVE from the JOIN on') ? 'ACTIVE' : 'ONLINE';
  };

  async function join({ fields, socket }: Asked): Promise<Buffer> {
    const { version, group, hostname, startTime, joinTime } = fields as unknown as Entry;
    const port = Number(fields.port);
    if (port === 0 && !flaws.has('takes port 0')) throw new Refused(400, 'port');
    if ((group === '' || hostname === '') && !flaws.has('takes empty names')) throw new Refused(400, 'empty');
    const odd = [version, group, hostname].some((text) => CONTROL.test(text));
    if (odd && !flaws.has('takes control characters')) throw new Refused(400, 'control');
    if (flaws.has('cannot write odd times') && (startTime > 2n ** 33n || startTime < 0n || startTime === 2n ** 32n)) {
      throw new Refused(500, 'time');
    }
    const address = `${(socket.remoteAddress ?? '').replace('::ffff:', '')}:${port}`;
    const before = flaws.has('loses storages that join at once') ? [...entries] : entries;
    if (before !== entries) await pause(2);
    const kept = before.filter((other) => {
      const same = other.group === group && other.hostname === hostname;
      if (same && flaws.has('knows storages by their name only')) return false;
      return !same || other.address !== address || flaws.has('adds an entry for every JOIN');
    });
    for (const other of kept) {
      const another = other.group !== group || other.hostname !== hostname;
      if (another && other.address === address && !flaws.has('lets two storages have one address')) other.gone = true;
    }
    entries = kept;
    const facts = { version, group, hostname, address, startTime, joinTime, socket };
    entries.push({ ...facts, beaten: false, signMs: performance.now(), gone: false });
    if (flaws.has('drops a storage with its connection')) {
      socket.once('close', () => {
        entries = entries.filter((entry) => entry.socket !== socket || !entry.beaten);
      });
    }
    return encodeReply('JOIN');
  }

  function beat({ fields, socket }: Asked): Buffer {
    const named = entries.filter(({ group, hostname }) => group === fields.group && hostname === fields.hostname);
    const own = named.filter((entry) => entry.socket === socket);
    const ip = (socket.remoteAddress ?? '').replace('::ffff:', '');
    let meant = own.length > 0 ? own.slice(-1) : named;
    if (meant.length > 1) meant = meant.filter(({ address }) => address.startsWith(`${ip}:`));
    if (flaws.has('wants a BEAT on the connection of its JOIN')) meant = own.slice(-1);
    if (flaws.has('has every namesake beat')) meant = entries.filter(({ group }) => group === fields.group);
    if (meant.length === 0 && flaws.has('takes a BEAT of anybody')) return encodeReply('BEAT');
    if (meant.length === 0) throw new Refused(404, 'who?');
    if (meant.length > 1 && !flaws.has('has every namesake beat')) throw new Refused(400, 'which?');
    for (const entry of meant) {
      if (flaws.has('never comes back from OFFLINE') && stateOf(entry) === 'OFFLINE') continue;
      entry.beaten = true;
      entry.signMs = performance.now();
    }
    return encodeReply('BEAT');
  }

  function groupOf(userid: string): string {
    const active = entries.some((entry) => entry.group === GROUP && stateOf(entry) === 'ACTIVE');
    const known = (flaws.has('routes by tracker') ? own : routes.groups).get(userid);
    if (flaws.has('routes at random')) return Math.random() < 0.5 ? GROUP : 'group002';
    if (known !== undefined) return known;
    if (!active && !flaws.has('routes to groups without storages')) throw new Refused(503, 'nobody');
    const group = flaws.has('routes by tracker') ? `group00${number}` : routes.forgotten > 0 ? 'group002' : GROUP;
    own.set(userid, group);
    routes.groups.set(userid, group);
    return group;
  }

  async function saddrs({ fields }: Asked): Promise<Buffer> {
    const appid = String(fields.appid);
    const known = flaws.has('compares applications without case') ? appid.toLowerCase().trim() : appid;
    if (known !== 'tnvideo' && !flaws.has('serves every application')) throw new Refused(403, 'application');
    const userid = String(fields.userid);
    if (userid === '' && !flaws.has('serves nobody in particular')) throw new Refused(400, 'user');
    const fresh = !routes.groups.has(userid);
    let group = groupOf(userid);
    if (flaws.has('routes new users twice') && fresh) {
      await pause(2);
      group = Math.random() < 0.5 ? group : 'group002';
      routes.groups.set(userid, group);
    }
    const states = ['ACTIVE', ...(flaws.has('names ONLINE storages') ? ['ONLINE'] : [])];
    if (flaws.has('names OFFLINE storages')) states.push('OFFLINE');
    const addresses = entries
      .filter((entry) => flaws.has('names storages of any group') || entry.group === GROUP)
      .filter((entry) => states.includes(stateOf(entry)))
      .map(({ address }) => address);
    if (addresses.length === 0 && !flaws.has('routes to groups without storages')) throw new Refused(503, 'nobody');
    const start = flaws.has('begins with the same storage always') ? 0 : Math.floor(Math.random() * addresses.length);
    const turned = [...addresses.slice(start), ...addresses.slice(0, start)];
    const most = flaws.has('names all storages') ? turned : turned.slice(0, 3);
    const named = flaws.has('names a storage twice') ? [...most.slice(0, 2), ...most.slice(0, 1)] : most;
    const list = named.join(';') + (flaws.has('leaves out the last semicolon') ? '' : ';');
    const padded = flaws.has('pads with spaces') ? Buffer.from(`${group}\0`.padEnd(17, ' ')) : group;
    return encodeReply('SADDRS', { group: padded, addresses: list });
  }

  function groupsText(): string {
    const listed = entries.filter((entry) => !flaws.has('lists only ACTIVE storages') || stateOf(entry) === 'ACTIVE');
    const names = listed.map(({ group }) => group);
    const groups = flaws.has('names a group once a storage') ? names : [...new Set(names)];
    const lines = [`COUNT OF GROUPS: ${groups.length}`];
    for (const name of groups) {
      const storages = listed.filter(({ group }) => group === name);
      const active = storages.filter((entry) => stateOf(entry) === 'ACTIVE').length;
      const count = flaws.has('counts storages wrong') ? active + 1 : active;
      lines.push(`GROUPNAME: ${name}`, `COUNT OF STORAGES: ${storages.length}`, `COUNT OF ACTIVE STORAGES: ${count}`);
      for (const entry of storages) {
        const times = [entry.startTime, entry.joinTime, entry.joinTime].map((time) => timeText(time));
        lines.push(`VERSION: ${entry.version}`, `HOSTNAME: ${entry.hostname}`, `ADDRESS: ${entry.address}`);
        lines.push(`STARTUP TIME: ${times[0]}`, `JOIN TIME: ${times[1]}`, `BEAT TIME: ${times[2]}`);
        lines.push(`STATUS: ${stateOf(entry)}`, ...(flaws.has('writes blank lines') ? [''] : []));
      }
    }
    return lines.join('\n');
  }

  function timeText(seconds: bigint): string {
    const date = new Date(Number(seconds) * 1000);
    if (Number.isNaN(date.getTime())) return String(seconds);
    if (flaws.has('writes ISO times')) return date.toISOString();
    const [day, dayOfMonth = '', month, year, time] = date.toUTCString().replace(',', '').split(' ');
    return `${day} ${month} ${dayOfMonth.replace(/^0/, ' ')} ${time} ${Number(year)}`;
  }

  return {
    part: 'tracker',
    answer(asked) {
      if (asked.name === 'JOIN') return join(asked);
      if (asked.name === 'BEAT') return beat(asked);
      return asked.name === 'SADDRS' ? saddrs(asked) : encodeReply('GROUPS', { text: groupsText() });
    },
  };
}
