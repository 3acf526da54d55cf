import type { Validators } from './entityTag.ts';
import { parseHttpDate } from './httpDate.ts';

type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** What the conditions of a request make of it. */
export type Verdict = 'proceed' | 'not modified' | 'failed';

/**
 * Weighs the conditional headers of a GET or HEAD in the order RFC 9110 §13.2.2 gives them. Dates that cannot be
 * read, and those compared with an unknown time of change, are ignored. Spec: HTTP-VALIDATORS.
 */
export function weighConditions(headers: RequestHeaders, validators: Validators, nowMs: number): Verdict {
  if (!mayProceed(headers, validators, nowMs)) return 'failed';
  const none = headers['if-none-match'];
  if (none !== undefined) return lists(none, validators.entityTag, 'weak') ? 'not modified' : 'proceed';
  const since = changedSince(headers['if-modified-since'], validators, nowMs);
  return since === false ? 'not modified' : 'proceed';
}

/**
 * Whether the range of a request counts: when it has no If-Range, or one that names exactly this version. Our dates
 * are strong validators, since a file never changes under its id. Spec: HTTP-VALIDATORS.
 */
export function rangeCounts(ifRange: string | undefined, validators: Validators, nowMs: number): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"')) return ifRange === validators.entityTag;
  return validators.lastModified !== undefined && parseHttpDate(ifRange, nowMs) === validators.lastModified;
}

function mayProceed(headers: RequestHeaders, validators: Validators, nowMs: number): boolean {
  const match = headers['if-match'];
  if (match !== undefined) return lists(match, validators.entityTag, 'strong');
  return changedSince(headers['if-unmodified-since'], validators, nowMs) !== true;
}

/** undefined when it cannot be told. */
function changedSince(date: string | undefined, validators: Validators, nowMs: number): boolean | undefined {
  const seconds = date === undefined ? undefined : parseHttpDate(date, nowMs);
  if (seconds === undefined || validators.lastModified === undefined) return undefined;
  return validators.lastModified > seconds;
}

const ENTITY_TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** Whether a list of entity tags, or the `*` that stands for any, names this one. */
function lists(header: string, entityTag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  for (const [, weak, tag] of header.matchAll(ENTITY_TAG)) {
    if (tag === entityTag && (weak === undefined || comparison === 'weak')) return true;
  }
  return false;
}
