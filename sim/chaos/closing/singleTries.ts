import { WINDOW_MIN } from '../../network/wires.ts';
import type { HistoryEntry } from '../history.ts';
import { groupNames } from '../names.ts';
import type { Promised } from '../oracles/observations.ts';
import type { Operation, Plan } from '../plan.ts';
import type { SimSite } from '../simSite.ts';
import type { Workers } from '../workers.ts';

/** Milliseconds in which an operation has to succeed on a site that can do it, beside what its content takes. */
const SUCCESS_MS = 120_000;

/** An operation that is done as soon as it is wanted. */
export type Wanted = Operation extends infer Kind ? (Kind extends Operation ? Omit<Kind, 'atMs'> : never) : never;

/** What is promised of an operation. */
export interface Expectation {
  readonly statement: string;
  /** What is the case meanwhile: `while g1s2 is down`. */
  readonly meanwhile: string;
  /** Whether it ended as it had to. */
  readonly fulfilled: (entry: HistoryEntry) => boolean;
}

/** Operations that have to succeed although nobody repeats them. */
export class SingleTries {
  readonly #site: SimSite;
  readonly #workers: Workers;
  readonly #promised: Promised[] = [];
  #index: number;

  constructor(site: SimSite, workers: Workers) {
    this.#site = site;
    this.#workers = workers;
    this.#index = site.plan.operations.length;
  }

  /** What had to happen, and when it did. */
  get promised(): readonly Promised[] {
    return this.#promised;
  }

  /** Does an operation once; false when it did not end as expected, or when its client is down: then nothing is promised. */
  async make(wanted: Wanted, { statement, meanwhile, fulfilled }: Expectation): Promise<boolean> {
    const { world } = this.#site;
    const sinceMs = world.nowMs;
    const entry = await this.#workers.perform(this.#index++, { ...wanted, atMs: sinceMs });
    if (entry === undefined) return false;
    const { end } = entry;
    const works = fulfilled(entry);
    const file = 'file' in wanted ? ` of file ${wanted.file} of user ${wanted.user}` : '';
    this.#promised.push({
      ...{ statement, what: `client${wanted.client + 1}'s ${wanted.kind}${file} succeeds ${meanwhile}`, sinceMs },
      ...{ withinMs: SUCCESS_MS + transferMaxMs(this.#site.plan, entry), atMs: works ? world.nowMs : undefined },
      ...(works ? {} : { instead: JSON.stringify(end) }),
      ...(this.#lackedRoom(entry) ? { excuse: 'there was not always room for it' } : {}),
    });
    return works;
  }

  /**
   * An upload for which a volume of its user's group had no room, as storages knew it. What they may refuse for that is
   * judged on the wire; a client says so only if no storage of the group failed it in another way.
   */
  #lackedRoom({ operation, userid, startMs }: HistoryEntry): boolean {
    const { world, room, databases, plan } = this.#site;
    if (operation.kind !== 'upload') return false;
    const group = groupNames(plan.topology).indexOf(databases.tracker.routes().get(userid) ?? '');
    const points = group < 0 ? [] : this.#site.mountPoints(group);
    return points.some((point) => !room.wasFor(operation.size, [point], startMs, world.nowMs));
  }
}

/** The longest that content takes on its way: through the smallest window, that waits each time for word from the other side. */
function transferMaxMs({ topology }: Plan, { operation, end }: HistoryEntry): number {
  const moves = operation.kind === 'upload' || operation.kind === 'download';
  const bytes = moves && end?.outcome === 'ok' ? (end.value.size ?? 0) : 0;
  const [, latencyMaxMs] = topology.latencyMs;
  return Math.ceil(bytes / WINDOW_MIN) * 2 * latencyMaxMs;
}

/** It was done. */
export function isDone({ end }: HistoryEntry): boolean {
  return end?.outcome === 'ok';
}

/** It was done by every server that was asked. */
export function isDoneByAll({ end }: HistoryEntry): boolean {
  return end?.outcome === 'ok' && end.value.text === undefined;
}

/** It was done, or refused for a reason that is the request's own. */
export function isAnswered({ end }: HistoryEntry): boolean {
  return end?.outcome === 'ok' || (end?.outcome === 'refused' && end.errorNumber < 500);
}

/** The file was said not to be there. */
export function isMissing({ end }: HistoryEntry): boolean {
  return end?.outcome === 'refused' && end.errorNumber === 404;
}
