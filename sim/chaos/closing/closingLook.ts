import type { Promised } from '../oracles/observations.ts';
import type { FileNumber, Operation, Topology } from '../plan.ts';
import type { Recovery } from '../recovery.ts';
import type { SimSite } from '../simSite.ts';
import type { Workers } from '../workers.ts';
import { takeKindsAway, takeOneOfEachAway } from './absences.ts';
import { darkDeletes } from './darkDeletes.ts';
import { deafCache } from './deafCache.ts';
import { diskHiccups } from './diskHiccups.ts';
import { lostAnswers } from './lostAnswers.ts';
import { isAnswered, isDone, isDoneByAll, SingleTries } from './singleTries.ts';
import { struckDownloads } from './struckDownloads.ts';
import { Visits } from './visits.ts';
import { volumeBlinks } from './volumeBlinks.ts';

/** Jobs done at once: the site is not to be overrun. */
const WORKERS = 8;
/** Milliseconds between servers' death and their return: less than any client keeps an unused connection, mostly. */
const AWAY_MS = 500;
/** Milliseconds until no server waits any more for what it asked a database in trouble. */
const STATEMENTS_MS = 31_000;
/** Milliseconds a storage takes to tell a tracker that it is back; for a moment it is ONLINE there, not ACTIVE. */
const GREETING_MS = 3_000;

/**
 * The operations at the end. Each is tried once and has to succeed: in peace, after all servers of some kinds have died and come
 * back, while one server of each kind is away, and while storages fail in the middle of what they send. What is deleted while
 * the cache is deaf stays deleted; disks that failed and are well again are used as before; uploads whose rows get no
 * answer leave nothing half done; a volume that is away for a moment costs no file; what was said to be gone is gone also
 * after a power failure.
 */
export class ClosingLook {
  readonly #site: SimSite;
  readonly #recovery: Recovery;
  readonly #tries: SingleTries;
  readonly #visits: Visits;

  constructor(site: SimSite, workers: Workers, recovery: Recovery) {
    this.#site = site;
    this.#recovery = recovery;
    this.#tries = new SingleTries(site, workers);
    this.#visits = new Visits(site, this.#tries);
  }

  get promised(): readonly Promised[] {
    return this.#tries.promised;
  }

  /** To be called when everything has healed and all storages are active. */
  async take(): Promise<void> {
    await this.#inPeace();
    await this.#afterRestarts();
    await this.#withOneAway();
    await struckDownloads(this.#site, this.#tries, this.#recovery);
    await deafCache(this.#site, this.#tries);
    await diskHiccups(this.#site, this.#tries, this.#recovery);
    await lostAnswers(this.#site, this.#tries, this.#recovery);
    await volumeBlinks(this.#site, this.#tries, this.#recovery);
    await darkDeletes(this.#site, this.#tries, this.#recovery);
  }

  /** Looks at every file of the plan, and at the listings of their users; every client does one of everything; every id server gives ids of every key. */
  async #inPeace(): Promise<void> {
    const { plan, world } = this.#site;
    // Links that broke unnoticed are noticed at their next beat, and made anew.
    await world.sleep(Math.max(2 * plan.topology.heartBeatIntervalMs + GREETING_MS, STATEMENTS_MS));
    const clients = plan.topology.clients;
    const meanwhile = 'in peace, at its first try';
    const looks = filesOf(plan.operations).map((file, at) => () => this.#look(file, at % clients, meanwhile));
    const users = [...new Set(filesOf(plan.operations).map(({ user }) => user))];
    const lists = users.map((user, at) => async () => {
      const expectation = { statement: 'CLIENT-FIRST-TRY', meanwhile, fulfilled: isDone };
      await this.#tries.make({ client: at % clients, kind: 'list', user, limit: 0 }, expectation);
    });
    const keys = keysOf(plan.operations, plan.topology).map((key, at) => async () => {
      const wanted = { client: at % clients, kind: 'ids', key, count: 1 } as const;
      const expectation = { statement: 'ID-UNAVAILABLE', meanwhile: `${meanwhile}, at every id server` };
      await this.#tries.make(wanted, { ...expectation, fulfilled: isDoneByAll });
    });
    // The visits come last: they leave connections to many servers in the pools.
    await this.#work([...looks, ...lists, ...keys, ...this.#visits.of({ statement: 'CLIENT-FIRST-TRY', meanwhile })]);
  }

  async #afterRestarts(): Promise<void> {
    const { world } = this.#site;
    const absent = takeKindsAway(this.#site);
    await world.sleep(world.prng.below(AWAY_MS));
    await absent.bringBack();
    await this.#recovery.watch();
    await world.sleep(GREETING_MS);
    const meanwhile = `at its first try after these came back: ${absent.who}`;
    await this.#work(this.#visits.of({ statement: 'CLIENT-FIRST-TRY', meanwhile }));
  }

  async #withOneAway(): Promise<void> {
    const absent = takeOneOfEachAway(this.#site);
    const meanwhile = `at its first try without ${absent.who}`;
    if (absent.who !== '') await this.#work(this.#visits.of({ statement: 'CLIENT-FAILOVER', meanwhile }));
    await absent.bringBack();
    await this.#recovery.watch();
  }

  async #look(file: FileNumber, client: number, meanwhile: string): Promise<void> {
    const expectation = { statement: 'CLIENT-FIRST-TRY', meanwhile, fulfilled: isAnswered };
    await this.#tries.make({ client, kind: 'filesize', ...file }, expectation);
    await this.#tries.make({ client, kind: 'download', offset: 0, size: 0, ...file }, expectation);
  }

  async #work(jobs: (() => Promise<void>)[]): Promise<void> {
    const workers = Array.from({ length: WORKERS }, async () => {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
    });
    await Promise.all(workers);
  }
}

/** The files that operations may have made, each once. */
function filesOf(operations: readonly Operation[]): FileNumber[] {
  const files = new Map<string, FileNumber>();
  for (const operation of operations) {
    if (!('file' in operation) || operation.kind === 'trespass' || operation.kind === 'locate') continue;
    const { user, file } = operation;
    files.set(`${user} ${file}`, { user, file });
  }
  return [...files.values()];
}

/** Numbers that stand for the keys of all store paths, and those that operations have asked for. */
function keysOf(operations: readonly Operation[], { groups }: Topology): number[] {
  const paths = groups.reduce((sum, { storePaths }) => sum + storePaths, 0);
  const asked = operations.flatMap((operation) => (operation.kind === 'ids' ? [operation.key] : []));
  return [
    ...new Set([...Array.from({ length: paths }, (_, path) => 2 * path), ...asked.filter((key) => key % 2 === 1)]),
  ];
}
