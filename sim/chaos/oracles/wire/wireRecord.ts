import type { Violation } from '../../history.ts';
import { seconds } from '../entries.ts';
import type { WireFacts } from '../observations.ts';
import { AttemptWatch } from './attemptWatch.ts';
import type { ExchangeWatch } from './exchange.ts';
import { IdWatch } from './idWatch.ts';
import { RefusalWatch } from './refusalWatch.ts';
import { RouteWatch } from './routeWatch.ts';

const VIOLATIONS_MAX = 100;

/** What can be learned on every wire, simulated or real: who asked what, what was answered, and which rules were broken. */
export abstract class WireRecord implements WireFacts {
  readonly violations: Violation[] = [];
  protected readonly nowMs: () => number;
  protected readonly refusalWatch: RefusalWatch;
  readonly #attempts = new AttemptWatch();
  readonly #ids = new IdWatch();
  readonly #routes = new RouteWatch();

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
    this.refusalWatch = new RefusalWatch(nowMs);
  }

  get attempts(): AttemptWatch['attempts'] {
    return this.#attempts.attempts;
  }

  get ids(): IdWatch['answers'] {
    return this.#ids.answers;
  }

  get routes(): RouteWatch['answers'] {
    return this.#routes.answers;
  }

  get refusals(): RefusalWatch['refusals'] {
    return this.refusalWatch.refusals;
  }

  abstract readonly silences: WireFacts['silences'];

  abstract triedIdServer(...asked: Parameters<WireFacts['triedIdServer']>): boolean;

  /** Those that learn from exchanges. */
  protected get exchangeWatches(): readonly ExchangeWatch[] {
    return [this.#attempts, this.#ids, this.#routes, this.refusalWatch];
  }

  /** Notes that a rule was broken. */
  protected readonly complain = (statement: string, story: string): void => {
    if (this.violations.length >= VIOLATIONS_MAX) return;
    const atMs = this.nowMs();
    this.violations.push({ statement, kind: 'safety', atMs, story: `At ${seconds(atMs)} ${story}.`, operations: [] });
  };
}
