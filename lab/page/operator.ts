import type { CommandOptions } from '../host/runCommand.ts';
import { until } from '../until.ts';
import type { Block } from './blocks.ts';

const SOON_MS = 60_000;
const POLL_MS = 1_000;

/** Keeps the working folder and the exported variables of a host from one block to the next, as a shell that stays open. */
const SHELL = `
  cd "$(cat /run/page-folder 2> /dev/null || echo /)"
  [ ! -e /run/page-variables ] || . /run/page-variables
  trap 'pwd > /run/page-folder; export -p > /run/page-variables' EXIT
  . /run/page-commands`;

/** What commands are typed in at. */
export interface Machine {
  /** As `Host.sh` does. */
  sh(script: string, args?: readonly string[], options?: CommandOptions): Promise<string>;
  /** As `Host.write` does. */
  write(path: string, content: string): Promise<void>;
}

/** What an operator sits at. */
export interface Machines {
  /** The machine of a name. Throws when there is none. */
  host(name: string): Machine;
  /** What is typed in of the commands of a block. */
  typed(commands: string): string;
  /** Prints what tells why a block failed; a shell script. */
  readonly logs: string;
  /** Milliseconds that a block may take. */
  readonly blockMs: number;
}

/** Types the blocks of a page in, as an operator would, each on its hosts. */
export class Operator {
  readonly #machines: Machines;

  constructor(machines: Machines) {
    this.#machines = machines;
  }

  /** Runs a block; rejects when it does not end as the page says. */
  async run(block: Block): Promise<void> {
    const commands = this.#machines.typed(block.commands);
    for (const name of block.hosts) {
      const host = this.#machines.host(name);
      await host.write('/run/page-commands', commands);
      await this.#untilDone(host, block).catch(async (error: Error) => {
        const logs = await host.sh(`${this.#machines.logs} || true`);
        throw new Error(`line ${block.line} on ${name}: ${error.message}\n${logs}`, { cause: error });
      });
      await this.#deliver(host);
    }
  }

  async #untilDone(host: Machine, block: Block): Promise<void> {
    if (block.soon) return until('its end', SOON_MS, () => this.#once(host, block), POLL_MS);
    const trouble = await this.#once(host, block);
    if (trouble !== undefined) throw new Error(trouble);
  }

  /** Undefined when the commands ended as the page says. */
  async #once(host: Machine, { code }: Block): Promise<string | undefined> {
    try {
      await host.sh(SHELL, [], { timeoutMs: this.#machines.blockMs });
      return code === 0 ? undefined : `it ended with 0, not with ${code}`;
    } catch (error) {
      const failed = error as { code?: number } & Error;
      return code !== 0 && failed.code === code ? undefined : failed.message;
    }
  }

  /** Takes what a host has sent to the others. */
  async #deliver(from: Machine): Promise<void> {
    const names = await from.sh('ls /run/sent 2> /dev/null || true');
    for (const name of names.split('\n').filter((one) => one !== '')) {
      const sent = await from.sh('tar -C "/run/sent/$1" -c . | base64; rm -r "/run/sent/$1"', [name]);
      const unpack = 'base64 -d | tar -C / --no-overwrite-dir -xp';
      await this.#machines.host(name).sh(unpack, [], { input: sent });
    }
  }
}
