import { ErrorNumber } from '../../../../src/protocol/errorNumber.ts';
import type { HistoryEntry } from '../../history.ts';
import { isOk, isRefused, refusalOf } from '../entries.ts';
import type { Attempt } from '../wire/attempt.ts';
import { type Call, type Effect, isSameEffect } from './call.ts';
import type { Contents } from './contents.ts';
import { FileAttempts } from './fileAttempts.ts';

/** What a client did with a file, as one call or several on a register. */
export interface FileCall extends Call {
  readonly entry: HistoryEntry;
  /** The request that it stands for, beside those that the client knows of. */
  readonly ghostOf?: Attempt;
}

/** A request of an operation, and whether it is certain that it is one of this operation. */
interface Request {
  readonly attempt: Attempt;
  readonly certain: boolean;
}

const FOREVER = Number.POSITIVE_INFINITY;

/**
 * The calls that the operations on one file come down to. A request that a client sent again may take effect more than
 * once: every request that arrived and was not refused, but for the one that the client took for its success, is a
 * call of its own: one that takes effect before a storage says so, or may do so for ever. What never arrived has no
 * effect. Without knowledge of what went over the wire (`attempts` undefined) an operation without an answer counts
 * as one request that may take effect at any time, and one with an answer as one request. `mayDangle`: rows without a
 * file may be left by what a crash or a late statement cut short; to delete such a file succeeds.
 */
export function fileCalls(
  entries: readonly HistoryEntry[],
  contents: Contents,
  attempts: readonly Attempt[] | undefined,
  mayDangle: boolean,
): FileCall[] {
  const sent = attempts && new FileAttempts(entries, attempts);
  const calls = entries.flatMap((entry): FileCall[] => {
    const mine = sent?.of(entry).map((attempt) => ({ attempt, certain: sent.isCertain(attempt) }));
    switch (entry.operation.kind) {
      case 'upload':
      case 'cutUpload':
        return changes(entry, { kind: 'store', content: contents.stateOf(entry.operation) }, mine, contents.present);
      case 'delete': {
        const again =
          mayDangle || (mine?.length ?? 1) > 1 || entries.some((other) => mayHaveBegunToDelete(other, entry));
        return changes(entry, { kind: 'remove', again }, mine, [0]);
      }
      case 'filesize':
      case 'download':
        return sight(entry, contents, sent?.of(entry) ?? []);
      default:
        return [];
    }
  });
  return withoutDoubles(calls);
}

/** A request that may belong to several operations of its client is one request all the same. */
function withoutDoubles(calls: readonly FileCall[]): FileCall[] {
  const seen = new Map<Attempt, Effect[]>();
  return calls.filter(({ ghostOf, effect }) => {
    if (ghostOf === undefined) return true;
    const effects = seen.get(ghostOf) ?? [];
    if (effects.some((other) => isSameEffect(other, effect))) return false;
    seen.set(ghostOf, [...effects, effect]);
    return true;
  });
}

/** `refusing`: the states in which the change is refused with 409 or 404. */
function changes(
  entry: HistoryEntry,
  effect: Effect,
  requests: readonly Request[] | undefined,
  refusing: readonly number[],
): FileCall[] {
  const { startMs, endMs = FOREVER } = entry;
  const unsure: FileCall = { entry, effect, startMs, endMs: FOREVER, optional: true };
  if (entry.operation.kind === 'cutUpload' && entry.operation.sent < entry.operation.size) return [];
  const possible = requests?.filter(({ attempt }) => hasEffect(attempt));
  if (isOk(entry)) {
    // The last that a storage had said so of by then is the one that succeeded. Where there is none, any may be it, and
    // each may as well have taken effect after its client had learned from another storage that it need not.
    const done = possible?.findLast(
      ({ attempt: { status, repliedMs = FOREVER } }) => status === 0 && repliedMs <= endMs,
    );
    const others = possible?.filter((request) => request !== done) ?? [];
    return [{ entry, effect, startMs, endMs, optional: false }, ...others.map((other) => ghost(entry, effect, other))];
  }
  const ghosts = possible?.map((request) => ghost(entry, effect, request));
  if (!isRefused(entry)) return ghosts ?? [unsure];
  const errorNumber = refusalOf(entry);
  const seen = errorNumber === ErrorNumber.exists || errorNumber === ErrorNumber.notFound;
  const sight: FileCall = { entry, effect: { kind: 'see', states: refusing }, startMs, endMs, optional: false };
  return [...(seen ? [sight] : []), ...(ghosts ?? [])];
}

/** A request that took effect, or may have, beside what the client knows of. What a storage says it did it has done. */
function ghost(entry: HistoryEntry, effect: Effect, { attempt, certain }: Request): FileCall {
  const { sentMs: startMs, status, repliedMs = FOREVER } = attempt;
  const done = status === 0;
  const endMs = done ? repliedMs : FOREVER;
  return { entry, effect, startMs, endMs, optional: !(done && certain), ghostOf: attempt };
}

function sight(entry: HistoryEntry, contents: Contents, attempts: readonly Attempt[]): FileCall[] {
  const states = statesSeen(entry, contents, attempts);
  const { startMs, endMs = FOREVER } = entry;
  return states === undefined ? [] : [{ entry, effect: { kind: 'see', states }, startMs, endMs, optional: false }];
}

/** The states that explain what was read; undefined when it says nothing. */
function statesSeen(
  { operation, end }: HistoryEntry,
  contents: Contents,
  attempts: readonly Attempt[],
): number[] | undefined {
  // The protocol cannot tell a resumed download that the file was deleted and uploaded anew meanwhile.
  const from = operation.kind === 'download' ? operation.offset : 0;
  const seams = attempts.map(({ offset }) => offset).filter((offset) => offset > from);
  if (end?.outcome === 'refused') {
    if (end.errorNumber === ErrorNumber.notFound) return [0];
    const outOfRange = end.errorNumber === ErrorNumber.outOfRange && operation.kind === 'download';
    return outOfRange && seams.length === 0 ? contents.withoutRange(operation.offset, operation.size) : undefined;
  }
  if (end?.outcome !== 'ok') return undefined;
  const { size = 0, digest = '' } = end.value;
  if (operation.kind === 'filesize') return contents.ofSize(size);
  if (operation.kind !== 'download') return undefined;
  const states = contents.ofRange(operation.offset, operation.size, digest);
  if (states.length > 0) return states;
  return contents.isPatchwork(operation.offset, operation.size, digest, seams) ? undefined : [];
}

/** Whether a request may have taken effect at a storage: only a refusal from 400 to 499 says that it has not. */
function hasEffect({ arrivedMs, status, errorNumber = 0 }: Attempt): boolean {
  const isFinal = errorNumber >= 400 && errorNumber <= 499;
  return arrivedMs !== undefined && (status === undefined || status === 0 || !isFinal);
}

/** Whether `other` may have taken the bytes away, and left the row, before `entry` ended. */
function mayHaveBegunToDelete(other: HistoryEntry, entry: HistoryEntry): boolean {
  if (other === entry || other.operation.kind !== 'delete') return false;
  if (other.startMs > (entry.endMs ?? FOREVER)) return false;
  return !isOk(other) || (other.endMs ?? FOREVER) >= entry.startMs;
}
