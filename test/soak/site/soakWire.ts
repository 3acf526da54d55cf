import type { Violation } from '../../../sim/chaos/history.ts';
import { seconds } from '../../../sim/chaos/oracles/entries.ts';
import type { WireFacts } from '../../../sim/chaos/oracles/observations.ts';
import { AttemptWatch } from '../../../sim/chaos/oracles/wire/attemptWatch.ts';
import { ConversationTap } from '../../../sim/chaos/oracles/wire/conversationTap.ts';
import { IdWatch } from '../../../sim/chaos/oracles/wire/idWatch.ts';
import { RefusalWatch } from '../../../sim/chaos/oracles/wire/refusalWatch.ts';
import { RouteWatch } from '../../../sim/chaos/oracles/wire/routeWatch.ts';
import type { ListenBetween } from './machines.ts';

const VIOLATIONS_MAX = 100;

/**
 * The simulator's listeners on real connections. What was sent counts as arrived: real networks do not tell. So more
 * is taken for possible than is, and never less.
 */
export class SoakWire implements WireFacts {
  readonly violations: Violation[] = [];
  readonly #nowMs: () => number;
  readonly #attempts = new AttemptWatch();
  readonly #ids = new IdWatch();
  readonly #routes = new RouteWatch();
  readonly #refusals: RefusalWatch;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#refusals = new RefusalWatch(nowMs);
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
    return this.#refusals.refusals;
  }

  /** Nobody sees whether a server ended a connection of its own will. */
  readonly silences = [];

  /** Nobody sees who tries to connect and to what in vain. */
  triedIdServer(): boolean {
    return true;
  }

  readonly listen: ListenBetween = (client, server, serverKind) => () =>
    new ConversationTap({
      sides: {
        client: { name: client, ip: client, stack: undefined },
        server: { name: server, ip: server, stack: undefined },
        serverKind,
        process: {},
      },
      nowMs: this.#nowMs,
      watches: [this.#attempts, this.#ids, this.#routes, this.#refusals],
      complain: this.#complain,
    });

  readonly #complain = (statement: string, story: string): void => {
    if (this.violations.length >= VIOLATIONS_MAX) return;
    const atMs = this.#nowMs();
    this.violations.push({ statement, kind: 'safety', atMs, story: `At ${seconds(atMs)} ${story}.`, operations: [] });
  };
}
