import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEntry } from '../../../sim/chaos/history.ts';
import type { Promised } from '../../../sim/chaos/oracles/observations.ts';
import type { Operation } from '../../../sim/chaos/plan.ts';
import { Client } from '../../../src/client/client.ts';
import { CLIENT_DEFAULTS } from '../../../src/client/clientConfig.ts';
import { createLog } from '../../../src/host/node/log.ts';
import { createNodeHost } from '../../../src/host/node/nodeHost.ts';
import { parseGroupsText } from '../../../src/protocol/groupsText.ts';
import { CHECK_ACTIVE_MS, GROUPS, STORAGES_A_GROUP } from '../site/machines.ts';
import type { SoakSite } from '../site/soakSite.ts';
import { CLIENTS, type Crowd } from './crowd.ts';
import { USERS } from './drawing.ts';

const POLL_MS = 200;
/** Milliseconds that processes may take to start on a busy machine, and to give up what broke. */
const RECOVERY_MS = 90_000;
/** Milliseconds until every operation that was begun has ended: all servers tried, each with all patience. */
const OPERATIONS_MS = 180_000;
/** Milliseconds after which no staging entry of an interrupted request is left. */
const SETTLE_MS = 300_000;
/** Files that are looked at by clients again; all of them are by the oracles. */
const LOOKS_MAX = 200;

/** Sees to it that the site works again when nothing goes wrong any more. */
export class Peace {
  readonly promised: Promised[] = [];
  readonly #site: SoakSite;
  readonly #crowd: Crowd;
  readonly #nowMs: () => number;
  readonly #interrupt: AbortSignal;

  /** Nothing is waited for any more once `interrupt` is aborted. */
  constructor(site: SoakSite, crowd: Crowd, nowMs: () => number, interrupt: AbortSignal) {
    this.#site = site;
    this.#crowd = crowd;
    this.#nowMs = nowMs;
    this.#interrupt = interrupt;
  }

  /** Resolves when all is well, or when something did not happen in time. */
  async watch(): Promise<void> {
    const { daemons, volumes } = this.#site;
    await Promise.all([
      ...daemons.map((daemon) =>
        this.#promise('STORAGE-READY', `${daemon.name} serves again`, RECOVERY_MS, async () =>
          daemon.isServing ? undefined : 'it is down',
        ),
      ),
      ...this.#site
        .of('tracker')
        .map(({ name, port }) =>
          this.#promise('TRACKER-RELEARN', `all storages are ACTIVE at ${name}`, 2 * RECOVERY_MS, () =>
            inactiveAt(port),
          ),
        ),
      this.#promise('CLIENT-BOUNDED', 'every operation has ended', OPERATIONS_MS, async () => {
        const { size } = this.#crowd.history.underWay;
        return size === 0 ? undefined : `${size} are under way`;
      }),
      this.#promise('STORE-STAGING', 'nothing is left in staging', SETTLE_MS, async () => {
        const staged = volumes.flatMap((volume) => volume.staged);
        return staged.length === 0 ? undefined : staged.slice(0, 3).join(', ');
      }),
    ]);
    // For a moment after it has joined, a storage is ONLINE at a tracker only.
    if (!this.#interrupt.aborted) await sleep(CHECK_ACTIVE_MS);
  }

  /** Everything that clients do works at its first try. */
  async look(): Promise<void> {
    const files = new Map<string, { user: number; file: number }>();
    for (const { operation } of this.#crowd.history.entries) {
      if (operation.kind === 'upload') files.set(`${operation.user} ${operation.file}`, operation);
    }
    const looked = [...files.values()].slice(-LOOKS_MAX);
    for (const [at, { user, file }] of looked.entries()) {
      const step = { atMs: this.#nowMs(), client: at % CLIENTS, user, file };
      await this.#once({ ...step, kind: 'download', offset: 0, size: 0 }, isAnswered);
      if (user === 0 && !this.#interrupt.aborted) await this.#seen(await this.#crowd.view({ user, file }), isAnswered);
    }
    for (let client = 0; client < CLIENTS; client++) {
      const step = { atMs: this.#nowMs(), client, user: (3 * client) % USERS, file: 1_000_000 + client };
      await this.#once({ ...step, kind: 'upload', size: 100_000, content: 1_000_000 + client }, isOk);
      await this.#once({ ...step, kind: 'filesize' }, isOk);
      await this.#once({ ...step, kind: 'delete' }, isOk);
      await this.#once({ ...step, kind: 'groups' }, isOk);
      await this.#once({ ...step, kind: 'ids', key: client, count: 12 }, isOk);
    }
  }

  async #once(operation: Operation, fulfilled: (entry: HistoryEntry) => boolean): Promise<void> {
    if (this.#interrupt.aborted) return;
    await this.#seen(await this.#crowd.make(operation), fulfilled);
  }

  async #seen(entry: HistoryEntry, fulfilled: (entry: HistoryEntry) => boolean): Promise<void> {
    if (fulfilled(entry)) return;
    const { index, operation, startMs, endMs = startMs, end } = entry;
    this.promised.push({
      ...{
        statement: 'CLIENT-FIRST-TRY',
        what: `operation ${index} (${operation.kind}) succeeds in peace, at its first try`,
      },
      ...{ sinceMs: startMs, withinMs: endMs - startMs, atMs: undefined },
      instead: end?.outcome === 'ok' ? 'ok' : (end?.why ?? 'nothing'),
    });
  }

  async #promise(
    statement: string,
    what: string,
    withinMs: number,
    trouble: () => Promise<string | undefined>,
  ): Promise<void> {
    const sinceMs = this.#nowMs();
    for (;;) {
      const instead = await trouble();
      const made = { statement, what, sinceMs, withinMs };
      if (instead === undefined) {
        this.promised.push({ ...made, atMs: this.#nowMs() });
        return;
      }
      if (this.#interrupt.aborted || this.#nowMs() > sinceMs + withinMs) {
        this.promised.push({ ...made, atMs: undefined, instead });
        return;
      }
      await sleep(POLL_MS);
    }
  }
}

/** The storages that a tracker does not take for ACTIVE, in words. */
async function inactiveAt(port: number): Promise<string | undefined> {
  const host = createNodeHost({ log: createLog({ level: 'error' }) });
  const client = new Client(host, { ...CLIENT_DEFAULTS, trackers: [{ host: '127.0.0.1', port }] });
  try {
    const storages = parseGroupsText(await client.groups()).flatMap((group) => group.storages);
    const active = storages.filter(({ state }) => state === 'ACTIVE').length;
    return active === GROUPS * STORAGES_A_GROUP ? undefined : `${active} of ${storages.length} are`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.close();
  }
}

function isOk({ end }: HistoryEntry): boolean {
  return end?.outcome === 'ok';
}

function isAnswered(entry: HistoryEntry): boolean {
  return isOk(entry) || (entry.end?.outcome === 'refused' && entry.end.errorNumber === 404);
}
