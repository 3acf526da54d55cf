import type { Prng } from '../prng.ts';
import type { HistoryEntry, Violation } from './history.ts';
import { Identities } from './identities.ts';
import { APPID } from './names.ts';
import type { Operation } from './plan.ts';
import type { SimSite } from './simSite.ts';
import type { SiteMachine } from './siteMachine.ts';
import { limitMs } from './workload/limit.ts';
import { endOf } from './workload/outcome.ts';
import { perform } from './workload/perform.ts';

/** Lets the clients do operations, and writes down what became of them. */
export class Workers {
  readonly identities: Identities;
  readonly history: HistoryEntry[] = [];
  readonly #site: SimSite;
  readonly #violated: (violation: Violation) => void;
  readonly #prng: Prng;
  readonly #underWay = new Map<HistoryEntry, SiteMachine>();

  constructor(site: SimSite, violated: (violation: Violation) => void) {
    this.#site = site;
    this.#violated = violated;
    this.#prng = site.world.prng.fork();
    this.identities = new Identities(site.plan.seed);
  }

  /** Operations that have not ended, and whose client lives. */
  get underWay(): readonly HistoryEntry[] {
    return [...this.#underWay.keys()];
  }

  /** Resolves when every operation has ended or lost its client, or after `withinMs`. */
  async ended(withinMs: number, pollMs = 100): Promise<void> {
    const { world } = this.#site;
    const endMs = world.nowMs + withinMs;
    while (this.#underWay.size > 0 && world.nowMs < endMs) await world.sleep(pollMs);
  }

  /** Does an operation now; resolves to its entry when it has ended or lost its client, to undefined when that is down. */
  async perform(index: number, operation: Operation): Promise<HistoryEntry | undefined> {
    const machine = this.#site.pick({ kind: 'client', index: operation.client });
    const { client, clientConfig, host, death } = machine;
    if (client === undefined || clientConfig === undefined) return undefined;
    const [userid, fileid] = this.#names(operation);
    const { world } = this.#site;
    const entry: HistoryEntry = {
      ...{ index, operation, appid: APPID, userid, fileid },
      ...{ startMs: world.nowMs, limitMs: limitMs(operation, clientConfig), endMs: undefined, end: undefined },
    };
    this.history.push(entry);
    this.#underWay.set(entry, machine);
    const context = {
      ...{ site: this.#site, identities: this.identities, host, client },
      ...{ file: { appid: APPID, userid, fileid }, prng: this.#prng.fork() },
      leisurely: index < this.#site.plan.operations.length,
    };
    const done = perform(context, operation).then(
      (value) => this.#end(entry, { outcome: 'ok', value }),
      (error: unknown) => this.#end(entry, endOf(error) ?? this.#unheardOf(entry, error)),
    );
    await Promise.race([done, death]);
    this.#underWay.delete(entry);
    return entry;
  }

  #names(operation: Operation): [userid: string, fileid: string] {
    if (!('user' in operation)) return ['', ''];
    const userid = this.identities.userid(operation.user);
    return [userid, 'file' in operation ? this.identities.fileid(operation.user, operation.file) : ''];
  }

  #end(entry: HistoryEntry, end: NonNullable<HistoryEntry['end']>): void {
    entry.endMs = this.#site.world.nowMs;
    entry.end = end;
  }

  /** An error of a kind that no operation may end with. */
  #unheardOf(entry: HistoryEntry, error: unknown): NonNullable<HistoryEntry['end']> {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#violated({
      ...{ statement: 'CLIENT-FAILOVER', kind: 'crash', atMs: this.#site.world.nowMs, operations: [entry.index] },
      story: `Operation ${entry.index} (${entry.operation.kind}) failed with an error it may not fail with: ${why}`,
    });
    return { outcome: 'unanswered', why };
  }
}
