import type { HistoryEntry } from './history.ts';
import type { Promised } from './oracles/observations.ts';
import type { FileNumber, Operation } from './plan.ts';
import type { SimSite } from './simSite.ts';
import type { Workers } from './workers.ts';

/** Milliseconds in which an operation on a site where nothing is wrong has to succeed, repetitions included. */
const SUCCESS_MS = 120_000;
const PAUSE_MS = 1_000;
const PROBE_SIZES_MAX = 300_000;
/** Users that have not been seen before: they get a group now. */
const NEW_USER = 1_000_000;

type Wanted = Operation extends infer Kind ? (Kind extends Operation ? Omit<Kind, 'atMs'> : never) : never;

/** The operations at the end: whether everything works, and what is there of every file. */
export class ClosingLook {
  readonly #site: SimSite;
  readonly #workers: Workers;
  readonly #promised: Promised[] = [];
  #index: number;

  constructor(site: SimSite, workers: Workers) {
    this.#site = site;
    this.#workers = workers;
    this.#index = site.plan.operations.length;
  }

  get promised(): readonly Promised[] {
    return this.#promised;
  }

  /** Looks at every file of the plan, and lets every client store, read and delete a file of its own. */
  async take(): Promise<void> {
    const clients = this.#site.ofKind('client').length;
    const files = filesOf(this.#site.plan.operations);
    const jobs = [
      ...Array.from({ length: clients }, (_, client) => () => this.#probe(client)),
      ...files.map((file, at) => () => this.#look(file, at % clients)),
    ];
    // A few at a time: the site is not to be overrun.
    const workers = Array.from({ length: 8 }, async () => {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
    });
    await Promise.all(workers);
  }

  async #probe(client: number): Promise<void> {
    const prng = this.#site.world.prng;
    const file = { user: NEW_USER + client, file: 0 };
    const size = prng.below(PROBE_SIZES_MAX);
    const stored = await this.#succeed({ client, kind: 'upload', size, content: prng.next(), ...file });
    if (!stored) return;
    await this.#succeed({ client, kind: 'filesize', ...file });
    await this.#succeed({ client, kind: 'download', offset: 0, size: 0, ...file });
    await this.#succeed({ client, kind: 'delete', ...file });
    await this.#succeed({ client, kind: 'download', offset: 0, size: 0, ...file });
  }

  async #look(file: FileNumber, client: number): Promise<void> {
    await this.#succeed({ client, kind: 'filesize', ...file });
    await this.#succeed({ client, kind: 'download', offset: 0, size: 0, ...file });
  }

  /** Repeats an operation until it is answered otherwise than with trouble; false when it is not in time, or may not be. */
  async #succeed(wanted: Wanted): Promise<boolean> {
    const { world } = this.#site;
    const sinceMs = world.nowMs;
    let last: HistoryEntry | undefined;
    let tries = 0;
    while (world.nowMs < sinceMs + SUCCESS_MS) {
      tries++;
      last = await this.#workers.perform(this.#index++, { ...wanted, atMs: world.nowMs });
      if (isAnswered(last)) break;
      await world.sleep(PAUSE_MS);
    }
    const noRoom = last?.end?.outcome === 'refused' && last.end.errorNumber === 507;
    const works = isAnswered(last);
    const file = 'user' in wanted ? ` of file ${wanted.file} of user ${wanted.user}` : '';
    this.#promised.push({
      ...{ statement: 'CLIENT-FAILOVER', what: `client${wanted.client + 1}'s ${wanted.kind}${file} works`, sinceMs },
      ...{ withinMs: SUCCESS_MS, atMs: works ? world.nowMs : undefined },
      ...(works ? {} : { instead: `${tries} tries, the last one: ${JSON.stringify(last?.end)}` }),
      ...(noRoom ? { excuse: 'there is no room left' } : {}),
    });
    return works;
  }
}

/** Whether a site answered in a way that is not trouble of its own: yes, or a no that is about the request. */
function isAnswered(entry: HistoryEntry | undefined): boolean {
  const end = entry?.end;
  return end?.outcome === 'ok' || (end?.outcome === 'refused' && end.errorNumber < 500);
}

/** The files that operations may have made, each once. */
function filesOf(operations: readonly Operation[]): FileNumber[] {
  const files = new Map<string, FileNumber>();
  for (const operation of operations) {
    if (!('user' in operation) || operation.kind === 'trespass' || operation.kind === 'locate') continue;
    const { user, file } = operation;
    files.set(`${user} ${file}`, { user, file });
  }
  return [...files.values()];
}
