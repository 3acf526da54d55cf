import { HEAD_SIZE } from '../../../src/protocol/head.ts';
import { UPLOAD_PREFIX_SIZE } from '../../../src/protocol/upload.ts';
import type { Prng } from '../../prng.ts';
import type { Fault, Operation } from '../plan.ts';

/** Content that is likely to be on its way to a client. */
interface Transfer {
  readonly atMs: number;
  readonly bytes: number;
}

type Strike = Extract<Fault, { kind: 'strikeInTransit' }>;
type Span = Pick<Strike, 'atMs' | 'lastsMs'>;

const KINDS = ['tracker', 'id', 'storage', 'storage', 'storage'] as const;
const HOW = ['cut', 'stop', 'reset', 'closed', 'silent'] as const;
const CHANCE_OF_REQUESTS = 0.4;
const CHANCE_OF_AIM = 0.7;
/** The chance that a strike on a request comes when all of it has arrived. */
const CHANCE_OF_END = 0.5;
/** Transfers to choose from: the largest of them is the one to strike. */
const CANDIDATES = 3;
const WAITS_MAX_MS = 10_000;

/** Draws strikes; most of them are aimed into the content of a download of `operations`, or of an upload. */
export function strikesOn(operations: readonly Operation[]): (prng: Prng, span: Span) => Strike {
  const downloads = transfersOf(operations);
  const uploads = operations.flatMap((operation): Transfer[] =>
    operation.kind === 'upload'
      ? [{ atMs: operation.atMs, bytes: HEAD_SIZE + UPLOAD_PREFIX_SIZE + operation.size }]
      : [],
  );
  return (prng, span) => {
    const how = HOW[prng.below(HOW.length)] ?? 'cut';
    const requests = prng.chance(CHANCE_OF_REQUESTS);
    const strike = { ...span, kind: 'strikeInTransit', how, ...(requests ? { requests } : {}) } as const;
    const transfers = requests ? uploads : downloads;
    if (transfers.length > 0 && prng.chance(CHANCE_OF_AIM)) {
      const candidates = Array.from({ length: CANDIDATES }, () => transfers[prng.below(transfers.length)]);
      const { atMs = 0, bytes = 1 } = candidates.reduce((a, b) => ((b?.bytes ?? 0) > (a?.bytes ?? 0) ? b : a)) ?? {};
      const lastsMs = Math.max(span.lastsMs, prng.below(WAITS_MAX_MS));
      // A server that has got a request to its end may do what it says, though nobody hears of it.
      const whole = requests && prng.chance(CHANCE_OF_END);
      return { ...strike, atMs, lastsMs, of: 'storage', nth: whole ? bytes : 1 + prng.below(bytes) };
    }
    const of = KINDS[prng.below(KINDS.length)] ?? 'storage';
    return { ...strike, of, nth: Math.floor(prng.magnitude(1, of === 'storage' ? 1_000_000 : 500)) };
  };
}

/** The downloads of files that have been uploaded before. */
function transfersOf(operations: readonly Operation[]): Transfer[] {
  const sizes = new Map<string, number>();
  return operations.flatMap((operation) => {
    if (operation.kind !== 'upload' && operation.kind !== 'download') return [];
    const file = `${operation.user} ${operation.file}`;
    const stored = sizes.get(file);
    if (operation.kind === 'upload') {
      if (stored === undefined) sizes.set(file, operation.size);
      return [];
    }
    const { atMs, offset, size } = operation;
    const bytes = (stored ?? 0) - offset;
    return bytes > 0 && size <= bytes ? [{ atMs, bytes: size === 0 ? bytes : size }] : [];
  });
}
