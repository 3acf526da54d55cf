import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEntry } from '../../sim/chaos/history.ts';
import type { Operation } from '../../sim/chaos/plan.ts';
import type { Crowd } from '../../test/soak/load/crowd.ts';
import { USERS } from '../../test/soak/load/drawing.ts';
import type { Probed } from './messages.ts';

/** Milliseconds between two operations of a probe: what is shorter than this is no outage. */
const PAUSE_MS = 50;
const BYTES = 4_096;
/** Numbers of files that nobody else works on. */
const UPLOADED = 2_000_000;
const READ = 3_000_000;
const WAIT_MS = 500;
const TRIES = 60;

interface Probe {
  readonly name: string;
  once(): Promise<HistoryEntry>;
}

/** Does one small thing of every kind over and over, and tells how each went: what a user of the site sees of an outage. */
export class Probes {
  readonly #crowd: Crowd;
  readonly #nowMs: () => number;
  readonly #tell: (probed: Probed) => void;
  #probes: readonly Probe[] = [];
  #count = 0;

  constructor(crowd: Crowd, nowMs: () => number, tell: (probed: Probed) => void) {
    this.#crowd = crowd;
    this.#nowMs = nowMs;
    this.#tell = tell;
  }

  /** Uploads what is read later, and finds a user of each group. Rejects when that fails. */
  async prepare(): Promise<void> {
    const groups = new Map<string, number>();
    for (let user = 0; user < USERS; user++) {
      await this.#must({ kind: 'upload', user, file: READ, size: BYTES, content: READ + user, ...this.#step(user) });
      const { end } = await this.#must({ kind: 'locate', user, file: READ, ...this.#step(user) });
      const group = (end?.outcome === 'ok' ? end.value.group : undefined) ?? '';
      if (!groups.has(group)) groups.set(group, user);
    }
    this.#probes = [
      ...[...groups].flatMap(([group, user]): Probe[] => [
        {
          name: `upload ${group}`,
          once: () =>
            this.#make(
              { kind: 'upload', user, file: UPLOADED + ++this.#count, size: BYTES, content: this.#count },
              user,
            ),
        },
        {
          name: `read ${group}`,
          once: () => this.#make({ kind: 'download', user, file: READ, offset: 0, size: 0 }, user),
        },
      ]),
      { name: 'gateway', once: () => this.#crowd.view({ user: 0, file: READ }) },
    ];
  }

  /** Goes on until `stop` is aborted and what was begun has ended. */
  async work(stop: AbortSignal): Promise<void> {
    await Promise.all(
      this.#probes.map(async (probe) => {
        while (!stop.aborted) {
          const startMs = this.#nowMs();
          const { end } = await probe.once();
          const error = end === undefined || end.outcome === 'ok' ? undefined : end.why;
          this.#tell({ probe: probe.name, startMs, endMs: this.#nowMs(), error });
          await sleep(PAUSE_MS);
        }
      }),
    );
  }

  #step(user: number): { atMs: number; client: number } {
    return { atMs: this.#nowMs(), client: user % 4 };
  }

  #make(operation: OperationHere, user: number): Promise<HistoryEntry> {
    return this.#crowd.make({ ...operation, ...this.#step(user) } as Operation);
  }

  /** A site that has just come up may need another try. */
  async #must(operation: Operation): Promise<HistoryEntry> {
    let last: HistoryEntry | undefined;
    for (let tries = 0; tries < TRIES; tries++) {
      last = await this.#crowd.make(operation);
      if (last.end?.outcome === 'ok') return last;
      await sleep(WAIT_MS);
    }
    const why = last?.end?.outcome === 'ok' ? '' : last?.end?.why;
    throw new Error(`${operation.kind} of user ${'user' in operation ? operation.user : ''} does not work: ${why}`);
  }
}

type OperationHere = Operation extends infer One
  ? One extends Operation
    ? Omit<One, 'atMs' | 'client'>
    : never
  : never;
