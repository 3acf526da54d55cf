import { BoxParser } from 'mp4box';
import { valueAt } from './column.ts';
import type { Movie } from './movie.ts';
import { rawBox, written } from './rawBox.ts';
import type { SampleTable } from './sampleTable.ts';
import type { Segments } from './segments.ts';

/** Samples of one track that lie in a row in the file. */
interface Run {
  readonly track: number;
  readonly first: number;
  end: number;
  /** Where it begins in the file. */
  readonly offset: number;
  /** Bytes. */
  size: number;
}

/** A part of the file that becomes part of a segment. */
export interface Part {
  readonly offset: number;
  readonly size: number;
}

/** A segment: its own bytes, then parts of the file. */
export interface MediaSegment {
  readonly head: Buffer;
  readonly parts: readonly Part[];
  /** Bytes of all of it. */
  readonly size: number;
}

const MOVIE_FRAGMENT_IS_BASE = 0x020000;
/** Data offset, and duration, size, flags and shift of each sample. */
const RUN_FIELDS = 0x000f01;
const KEY_FLAGS = 0x02000000;
const OTHER_FLAGS = 0x01010000;
const MDAT_HEADER = 8;

/**
 * Segment `index` of a movie. The samples come in the order that they have in the file, so that they can be passed on as
 * they are read. Spec: HTTP-HLS-SEGMENTS.
 */
export function mediaSegment(movie: Movie, segments: Segments, index: number): MediaSegment {
  const runs = movie.tracks.flatMap(({ samples }, track) => {
    const firsts = segments.cuts[track]?.firsts;
    return runsOf(samples, track, firsts?.[index] ?? 0, firsts?.[index + 1] ?? 0);
  });
  const parts = runs.toSorted((a, b) => a.offset - b.offset);
  const places = new Map<Run, number>();
  let size = MDAT_HEADER;
  for (const part of parts) {
    places.set(part, size);
    size += part.size;
  }
  // Its length, on which the places depend, does not depend on them.
  const fragmentSize = fragment(movie, segments, index, runs, places, 0).length;
  const moof = fragment(movie, segments, index, runs, places, fragmentSize);
  const mdat = Buffer.from('\0\0\0\0mdat', 'latin1');
  mdat.writeUInt32BE(size);
  return { head: Buffer.concat([moof, mdat]), parts, size: fragmentSize + size };
}

function fragment(
  { tracks }: Movie,
  { cuts }: Segments,
  index: number,
  runs: readonly Run[],
  places: ReadonlyMap<Run, number>,
  base: number,
): Buffer {
  const moof = new BoxParser.box.moof();
  moof.addBox(new BoxParser.box.mfhd()).sequence_number = index + 1;
  for (const [number, { id, samples }] of tracks.entries()) {
    const own = runs.filter(({ track }) => track === number);
    if (own.length === 0) continue;
    const traf = moof.addBox(new BoxParser.box.traf());
    const tfhd = traf.addBox(new BoxParser.box.tfhd());
    tfhd.flags = MOVIE_FRAGMENT_IS_BASE;
    tfhd.track_id = id;
    const decodeTime = Buffer.alloc(12);
    decodeTime.writeUInt32BE(0x01000000);
    decodeTime.writeBigUInt64BE(BigInt(cuts[number]?.decodeTimes[index] ?? 0), 4);
    traf.addBox(rawBox('tfdt', decodeTime));
    const keys = keysWithin(samples, own[0]?.first ?? 0, own.at(-1)?.end ?? 0);
    for (const run of own) traf.addBox(runBox(samples, run, keys, base + (places.get(run) ?? 0)));
  }
  return written(moof);
}

function runBox(samples: SampleTable, { first, end }: Run, keys: ReadonlySet<number> | undefined, offset: number) {
  const trun = new BoxParser.box.trun();
  trun.version = 1;
  trun.flags = RUN_FIELDS;
  trun.data_offset = offset;
  trun.sample_count = end - first;
  for (let sample = first; sample < end; sample++) {
    trun.sample_duration.push(valueAt(samples.durations, sample));
    trun.sample_size.push(valueAt(samples.sizes, sample));
    trun.sample_flags.push(keys === undefined || keys.has(sample) ? KEY_FLAGS : OTHER_FLAGS);
    trun.sample_composition_time_offset.push(valueAt(samples.shifts, sample));
  }
  return trun;
}

function keysWithin({ keys }: SampleTable, first: number, end: number): ReadonlySet<number> | undefined {
  if (keys === undefined) return undefined;
  const from = firstAtLeast(keys, first);
  return new Set(keys.subarray(from, firstAtLeast(keys, end)));
}

/** Samples `first` to before `end` as runs; chunks that follow each other make one. */
function runsOf(
  { chunkFirsts, chunkOffsets, count, sizes }: SampleTable,
  track: number,
  first: number,
  end: number,
): Run[] {
  const runs: Run[] = [];
  let sample = first;
  for (let chunk = firstAtLeast(chunkFirsts, first + 1) - 1; sample < end; chunk++) {
    let offset = chunkOffsets[chunk] ?? 0;
    for (let before = chunkFirsts[chunk] ?? 0; before < sample; before++) offset += valueAt(sizes, before);
    const start = sample;
    let size = 0;
    for (const stop = Math.min(end, chunkFirsts[chunk + 1] ?? count); sample < stop; sample++)
      size += valueAt(sizes, sample);
    const last = runs.at(-1);
    if (last !== undefined && last.offset + last.size === offset) {
      last.end = sample;
      last.size += size;
    } else {
      runs.push({ track, first: start, end: sample, offset, size });
    }
  }
  return runs;
}

/** How many numbers of a rising list are less than `value`. */
function firstAtLeast(list: Uint32Array, value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
