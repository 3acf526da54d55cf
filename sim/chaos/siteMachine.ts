import type { Client } from '../../src/client/client.ts';
import type { ClientConfig } from '../../src/client/clientConfig.ts';
import type { Daemon } from '../../src/server/daemon.ts';
import type { CrashOptions, SimHost } from '../host/simHost.ts';
import type { World } from '../world.ts';
import type { Mark } from './history.ts';
import type { MachineKind } from './plan.ts';
import type { MachineState } from './site.ts';

/** What runs on a machine: a daemon, or a client. */
export type Program =
  | { readonly daemon: Daemon; readonly client?: never }
  | { readonly client: Client; readonly config: ClientConfig; readonly daemon?: never };

/** What a machine is made of. */
export interface SiteMachineParts {
  readonly world: World;
  readonly host: SimHost;
  readonly kind: MachineKind | 'client';
  readonly group: number | undefined;
  /** Starts its program on a new process. */
  readonly start: (host: SimHost) => Promise<Program>;
  readonly mark: (mark: Mark) => void;
  /** Told when a program hears that it is to stop. */
  readonly onStop: () => void;
  /** Told of what a program left open after it was stopped, or after it could not start. */
  readonly onLeft: (name: string, open: readonly string[]) => void;
}

const RETRY_MS = 1_000;

/** A machine and the supervisor that runs its program. */
export class SiteMachine implements MachineState {
  readonly name: string;
  readonly kind: MachineKind | 'client';
  readonly group: number | undefined;
  readonly #parts: SiteMachineParts;
  #host: SimHost;
  #program: Program | undefined;
  #downSinceMs: number | undefined;
  /** Resolved when the newest process has died; undefined before the first start. */
  #death = Promise.withResolvers<void>();
  #started = false;

  constructor(parts: SiteMachineParts) {
    this.name = parts.host.hostname;
    this.kind = parts.kind;
    this.group = parts.group;
    this.#parts = parts;
    this.#host = parts.host;
  }

  get host(): SimHost {
    return this.#host;
  }

  get daemon(): Daemon | undefined {
    return this.#program?.daemon;
  }

  /** The client that runs on a client's machine. */
  get client(): Client | undefined {
    return this.#program?.client;
  }

  get clientConfig(): ClientConfig | undefined {
    const program = this.#program;
    return program?.client === undefined ? undefined : program.config;
  }

  get downSinceMs(): number | undefined {
    return this.#downSinceMs;
  }

  /** Resolved when the process that is the newest now has died. */
  get death(): Promise<void> {
    return this.#death.promise;
  }

  crash(options: CrashOptions = {}): void {
    if (!this.#host.alive) return;
    this.#host.crash(options);
    this.#down('crashed');
  }

  async restart(): Promise<void> {
    for (;;) {
      const death = this.#newProcess();
      try {
        const program = await Promise.race([this.#parts.start(this.#host), death]);
        if (program !== undefined) {
          this.#program = program;
          this.#mark('started');
        }
        return;
      } catch (error) {
        this.#mark(`cannot start: ${(error as Error).message}`);
        this.#checkLeft();
      }
      let died = false;
      void death.then(() => {
        died = true;
      });
      await Promise.race([this.#parts.world.sleep(RETRY_MS), death]);
      if (died) return;
    }
  }

  async stopAndStart(): Promise<void> {
    const death = this.death;
    if (!(await this.stop())) return;
    if (death === this.death) await this.restart();
  }

  /** Stops what runs on it; false when nothing does, or when the process dies before that is done. */
  async stop(): Promise<boolean> {
    const program = this.#program;
    this.#program = undefined;
    if (program === undefined) return false;
    const { death } = this;
    let died = false;
    void death.then(() => {
      died = true;
    });
    this.#downSinceMs = this.#parts.world.nowMs;
    this.#mark('is told to stop');
    const { host } = this;
    const stopped = new Promise<void>((resolve) => {
      // A process that stands still hears of it when it goes on.
      host.step(() => {
        this.#parts.onStop();
        resolve(program.daemon === undefined ? program.client.close() : program.daemon.stop());
      });
    });
    await Promise.race([stopped, death]);
    if (died) return false;
    this.#checkLeft();
    return true;
  }

  #checkLeft(): void {
    if (this.#host.open.length > 0) this.#parts.onLeft(this.name, this.#host.open);
  }

  /** Returns what resolves when it has died. */
  #newProcess(): Promise<undefined> {
    if (this.#started) {
      if (this.#host.alive) this.#down('is killed');
      this.#host = this.#host.reboot();
    }
    this.#started = true;
    this.#program = undefined;
    this.#downSinceMs = undefined;
    this.#death = Promise.withResolvers<void>();
    this.#mark('starts');
    return this.#death.promise.then(() => undefined);
  }

  #down(why: string): void {
    this.#program = undefined;
    this.#downSinceMs = this.#parts.world.nowMs;
    this.#mark(why);
    this.#death.resolve();
  }

  #mark(text: string): void {
    this.#parts.mark({ atMs: this.#parts.world.nowMs, lane: this.name, kind: 'state', text });
  }
}
