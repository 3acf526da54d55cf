import { setTimeout as sleep } from 'node:timers/promises';
import type { Promised } from '../../../sim/chaos/oracles/observations.ts';
import { CHECK_ACTIVE_MS, GROUPS, STORAGES_A_GROUP } from '../site/machines.ts';
import type { SoakSite } from '../site/soakSite.ts';
import type { Crowd } from './crowd.ts';
import { inactiveAt } from './inactiveAt.ts';
import { lookAgain } from './lookAgain.ts';

const POLL_MS = 200;
/** Milliseconds that processes may take to start on a busy machine, and to give up what broke. */
const RECOVERY_MS = 90_000;
/** Milliseconds until every operation that was begun has ended: all servers tried, each with all patience. */
const OPERATIONS_MS = 180_000;
/** Milliseconds after which no staging entry of an interrupted request is left. */
const SETTLE_MS = 300_000;

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
            inactiveAt({ host: '127.0.0.1', port }, GROUPS * STORAGES_A_GROUP),
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
    this.promised.push(...(await lookAgain(this.#crowd, this.#nowMs, this.#interrupt)));
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
