import { setTimeout as sleep } from 'node:timers/promises';
import type { Promised } from '../../sim/chaos/oracles/observations.ts';
import { Prng } from '../../sim/prng.ts';
import { Felt } from '../../test/soak/faults/felt.ts';
import { Load } from '../load/load.ts';
import { type LoadPlan, monotonicMs } from '../load/messages.ts';
import { FLOATING_IP } from '../network/addresses.ts';
import { machineName } from '../site/machineName.ts';
import type { Site } from '../site/site.ts';
import { TRACKER_PORT } from '../site/siteKeys.ts';
import { isCalm } from '../table/outage.ts';
import type { Row } from '../table/table.ts';
import { until } from '../until.ts';

/** For so long everything has to work before anything else happens. */
const CALM_MS = 3_000;
/** What is longer than this between two successes is no calm: a busy machine takes its time. */
const PAUSE_MAX_MS = 1_500;
/** A site that has not come to rest by then does not recover by itself. */
const RECOVER_MS = 90_000;
const TICK_MS = 500;
/** Who runs so late may have made daemons wait in vain for what the same machine had to do for them. */
const STALL_MS = 500;

/** A site with its clients at work, and what came of it so far. */
export class Trial {
  readonly site: Site;
  readonly load: Load;
  readonly seed: number;
  readonly say: (text: string) => void;
  readonly rows: Row[] = [];
  /** What had to happen after something was put right. */
  readonly promised: Promised[] = [];
  /** What daemons may have felt of what happened: what they may have refused requests for. */
  readonly felt = new Felt();
  /** How often the machine did not get round to this process, and so perhaps not to daemons. */
  stalls = 0;
  readonly #zeroMs = monotonicMs();

  constructor(site: Site, seed: number, say: (text: string) => void) {
    this.site = site;
    this.seed = seed;
    this.say = say;
    this.load = new Load(site.client, {
      seed,
      front: FLOATING_IP,
      idServers: site.daemons.of('id').map(({ address }) => address),
      servers: serversOf(site),
      zeroMs: this.#zeroMs,
    });
    this.#watchForStalls();
  }

  /** Milliseconds since the trial began, on the clock of its clients. */
  get nowMs(): number {
    return monotonicMs() - this.#zeroMs;
  }

  /** Draws of its own for a test, whichever others run. */
  prngOf(name: string): Prng {
    return new Prng([...name].reduce((sum, letter) => Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0), this.seed));
  }

  /** A moment that the seed chose, at most so many milliseconds from now. */
  async someTime(prng: Prng, maxMs: number): Promise<void> {
    await sleep(prng.below(maxMs));
  }

  /** Resolves when everything clients do has worked for a while. Rejects when that takes too long. */
  async calm(what: string): Promise<void> {
    const fromMs = this.nowMs;
    await until(`calm ${what}`, RECOVER_MS, async () => {
      const { nowMs } = this;
      if (nowMs - fromMs >= CALM_MS && isCalm(this.load.probed, nowMs, CALM_MS, PAUSE_MAX_MS)) return undefined;
      const wrong = this.load.probed
        .filter(({ endMs, error }) => endMs > nowMs - CALM_MS && error !== undefined)
        .at(-1);
      return wrong === undefined ? 'clients are kept waiting' : `${wrong.probe}: ${wrong.error}`;
    });
  }

  /** A machine that does not get round to this process does not get round to others, perhaps. */
  #watchForStalls(): void {
    let lastMs = this.nowMs;
    const tick = (): void => {
      const { nowMs } = this;
      if (nowMs - lastMs - TICK_MS >= STALL_MS) {
        this.stalls++;
        this.felt.stalled(namesOf(this.site), lastMs, nowMs);
      }
      lastMs = nowMs;
    };
    setInterval(tick, TICK_MS).unref();
  }
}

function namesOf({ daemons }: Site): string[] {
  return daemons.all.map(({ kind, host }) => machineName(kind, host));
}

/** Whom clients connect to: trackers by the floating address alone. */
function serversOf({ daemons }: Site): LoadPlan['servers'] {
  return [
    { name: 'tracker', kind: 'tracker', address: `${FLOATING_IP}:${TRACKER_PORT}` },
    ...(['id', 'storage'] as const).flatMap((kind) =>
      daemons.of(kind).map(({ host, address }) => ({ name: machineName(kind, host), kind, address })),
    ),
  ];
}
