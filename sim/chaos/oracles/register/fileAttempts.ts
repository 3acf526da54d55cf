import { Command } from '../../../../src/protocol/command.ts';
import type { HistoryEntry } from '../../history.ts';
import { clientOf } from '../entries.ts';
import type { Attempt } from '../wire/attempt.ts';

const COMMANDS: Partial<Record<HistoryEntry['operation']['kind'], Command>> = {
  upload: Command.upload,
  cutUpload: Command.upload,
  download: Command.download,
  delete: Command.delete,
};

/** Which requests were sent for which operation on one file: those of its client, of its kind, in its time. */
export class FileAttempts {
  readonly #of = new Map<HistoryEntry, Attempt[]>();
  readonly #owners = new Map<Attempt, number>();

  /** `attempts` are those about the file. */
  constructor(entries: readonly HistoryEntry[], attempts: readonly Attempt[]) {
    // What a request is about may be known long after its first byte: they come in the order of that.
    const sent = attempts.toSorted((a, b) => a.sentMs - b.sentMs);
    const byClient = Map.groupBy(sent, ({ client, command }) => `${client} ${command}`);
    for (const entry of entries) {
      const command = COMMANDS[entry.operation.kind];
      const those = byClient.get(`${clientOf(entry)} ${command}`) ?? [];
      const mine = sentWithin(those, entry).filter((attempt) => isOf(attempt, entry));
      this.#of.set(entry, mine);
      for (const attempt of mine) this.#owners.set(attempt, (this.#owners.get(attempt) ?? 0) + 1);
    }
  }

  of(entry: HistoryEntry): readonly Attempt[] {
    return this.#of.get(entry) ?? [];
  }

  /** Whether it is certain for which operation a request was sent. */
  isCertain(attempt: Attempt): boolean {
    return this.#owners.get(attempt) === 1;
  }
}

/** The requests that were sent while an operation was under way. */
function sentWithin(attempts: readonly Attempt[], { startMs, endMs }: HistoryEntry): Attempt[] {
  let low = 0;
  for (let high = attempts.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((attempts[middle]?.sentMs ?? 0) < startMs) low = middle + 1;
    else high = middle;
  }
  const within: Attempt[] = [];
  for (let at = low; at < attempts.length; at++) {
    const attempt = attempts[at];
    if (attempt === undefined || (endMs !== undefined && attempt.sentMs > endMs)) break;
    within.push(attempt);
  }
  return within;
}

function isOf({ file, command, size }: Attempt, { appid, operation }: HistoryEntry): boolean {
  return file.appid === appid && (command !== Command.upload || ('size' in operation && operation.size === size));
}
