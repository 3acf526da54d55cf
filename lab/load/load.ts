import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Host } from '../host/host.ts';
import type { HostProcess } from '../host/hostProcess.ts';
import type { Answers, Line, LoadPlan, Probed, Request } from './messages.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');
const LINES_KEPT = 20;

type Ask = Request extends infer One ? (One extends Request ? Omit<One, 'number'> : never) : never;

/** The clients of a site, a process on a host of their own. */
export class Load {
  /** All that probes saw, in the order in which it ended. */
  readonly probed: Probed[] = [];
  readonly #process: HostProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #complaints: string[] = [];
  #requests = 0;

  constructor(host: Host, plan: LoadPlan) {
    this.#process = host.spawn('load', [process.execPath, WORKER, JSON.stringify(plan)], { piped: true });
    const { stdin, stdout, stderr } = this.#process.child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('the clients have no pipes');
    // That it is gone is told by its end.
    stdin.on('error', () => undefined);
    createInterface(stdout).on('line', (line) => this.#heard(JSON.parse(line) as Line));
    createInterface(stderr).on('line', (line) => {
      this.#complaints.push(line);
      if (this.#complaints.length > LINES_KEPT) this.#complaints.shift();
    });
    void this.#process.ended.then((code) => {
      const error = new Error(`the clients ended with ${code}: ${this.#complaints.join('\n')}`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  /** Asks the clients for something. Rejects with what they say, and when their process has ended. */
  async ask<A extends Ask>(what: A): Promise<Answers[A['ask']]> {
    if (!this.#process.isRunning) throw new Error(`the clients have ended: ${this.#complaints.join('\n')}`);
    const number = ++this.#requests;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(number, waiting);
    this.#process.child.stdin?.write(`${JSON.stringify({ ...what, number })}\n`);
    return (await waiting.promise) as Answers[A['ask']];
  }

  #heard(line: Line): void {
    if ('probed' in line) {
      this.probed.push(line.probed);
      return;
    }
    const waiting = this.#waiting.get(line.number);
    this.#waiting.delete(line.number);
    if ('error' in line) waiting?.reject(new Error(line.error));
    else waiting?.resolve(line.answer);
  }
}
