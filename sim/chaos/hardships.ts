/**
 * - `database`, `cache`: a request to it failed, or got no answer.
 * - `disk io`, `disk full`: an operation of the disk failed, for want of room or for another reason; `of` is its path.
 * - `volume away`: a volume is not to be seen; `of` is where it is mounted.
 * - `standstill`: the process does not run.
 * - `stop`: the process is told to stop.
 */
export type Hardship = 'database' | 'cache' | 'disk io' | 'disk full' | 'volume away' | 'standstill' | 'stop';

interface Felt {
  readonly hardship: Hardship;
  readonly fromMs: number;
  untilMs: number;
  readonly of: string;
}

/** What went wrong below the processes of each machine, as they felt it: what their refusals may be for. */
export class Hardships {
  /** By machine and hardship, in the order in which they began. */
  readonly #felt = new Map<string, Felt[]>();

  /** A process on `machine` feels it now; the function that is returned ends what lasts. */
  note(machine: string, hardship: Hardship, nowMs: number, of = ''): (endMs: number) => void {
    const felt: Felt = { hardship, fromMs: nowMs, untilMs: nowMs, of };
    const key = keyOf(machine, hardship);
    const those = this.#felt.get(key);
    if (those === undefined) this.#felt.set(key, [felt]);
    else those.push(felt);
    return (endMs) => {
      felt.untilMs = endMs;
    };
  }

  /** As `note`, of something that goes on until the function that is returned is called. */
  begin(machine: string, hardship: Hardship, nowMs: number, of = ''): (endMs: number) => void {
    const end = this.note(machine, hardship, nowMs, of);
    end(Number.POSITIVE_INFINITY);
    return end;
  }

  /** Whether a process on `machine` felt it at some moment from `fromMs` to `toMs`, of something that begins with `of`. */
  felt(machine: string, hardship: Hardship, fromMs: number, toMs: number, of = ''): boolean {
    const those = this.#felt.get(keyOf(machine, hardship)) ?? [];
    return those.some((one) => one.fromMs <= toMs && one.untilMs >= fromMs && one.of.startsWith(of));
  }
}

function keyOf(machine: string, hardship: Hardship): string {
  return `${machine} ${hardship}`;
}
