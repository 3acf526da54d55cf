import type { ContentRange } from './fileSource.ts';

/** More ranges than this in one request are taken for an attack. */
const RANGES_MAX = 16;

/** What a Range header asks for: everything, nothing that exists, or some parts in the order asked for. */
export type Selection = 'all' | 'none' | readonly [ContentRange, ...ContentRange[]];

/**
 * Reads the Range header of a GET for a file of `size` bytes, after RFC 9110 §14.2. A header that is malformed, has
 * another unit or too many ranges is ignored. Ranges that overlap or touch are sent as one, so that no byte is sent
 * twice. Spec: HTTP-RANGE.
 */
export function selectRanges(header: string | undefined, size: number): Selection {
  const specs = header === undefined ? undefined : parseSpecs(header);
  if (specs === undefined) return 'all';
  const satisfiable = specs.filter((spec) => (spec.first === undefined ? spec.last > 0n : spec.first < BigInt(size)));
  if (satisfiable.length === 0) return 'none';
  // Only a suffix is satisfiable in an empty file, and an empty part cannot be written as a Content-Range.
  if (size === 0) return 'all';
  const [first, ...others] = merge(satisfiable.map((spec) => resolve(spec, size)));
  return first === undefined ? 'none' : [first, ...others];
}

/** A range as written; `last` is the length of a suffix when there is no `first`. */
interface Spec {
  readonly first: bigint | undefined;
  readonly last: bigint;
}

const HEADER = /^bytes=(.*)$/i;
const SPEC = /^(\d*)-(\d*)$/;
const UNBOUNDED = BigInt(Number.MAX_SAFE_INTEGER);

/** undefined when the header is to be ignored. */
function parseSpecs(header: string): Spec[] | undefined {
  const list = HEADER.exec(header)?.[1];
  const texts = list
    ?.split(',')
    .map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((text) => text !== '');
  if (texts === undefined || texts.length === 0 || texts.length > RANGES_MAX) return undefined;
  const specs: Spec[] = [];
  for (const text of texts) {
    const [, first = '', last = ''] = SPEC.exec(text) ?? [];
    if (first === '' && last === '') return undefined;
    const spec = {
      first: first === '' ? undefined : BigInt(first),
      last: last === '' ? UNBOUNDED : BigInt(last),
    };
    if (spec.first !== undefined && last !== '' && spec.first > spec.last) return undefined;
    specs.push(spec);
  }
  return specs;
}

/** The bytes of a satisfiable range in a file that is not empty. */
function resolve(spec: Spec, size: number): ContentRange {
  const total = BigInt(size);
  if (spec.first === undefined) {
    const length = Number(spec.last < total ? spec.last : total);
    return { offset: size - length, size: length };
  }
  const end = Number(spec.last < total ? spec.last + 1n : total);
  const offset = Number(spec.first);
  return { offset, size: end - offset };
}

/** Joins what overlaps or touches; each result stands where its first range stood. */
function merge(ranges: readonly ContentRange[]): ContentRange[] {
  const merged: { place: number; offset: number; end: number }[] = [];
  const ordered = ranges.map((range, place) => ({ place, offset: range.offset, end: range.offset + range.size }));
  for (const range of ordered.sort((a, b) => a.offset - b.offset)) {
    const before = merged.at(-1);
    if (before !== undefined && range.offset <= before.end) {
      before.end = Math.max(before.end, range.end);
      before.place = Math.min(before.place, range.place);
    } else {
      merged.push(range);
    }
  }
  return merged.sort((a, b) => a.place - b.place).map(({ offset, end }) => ({ offset, size: end - offset }));
}
