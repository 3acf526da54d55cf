import { valueAt } from './column.ts';
import type { Movie } from './movie.ts';
import type { Track } from './track.ts';
import { unsuited } from './unsuited.ts';

/** Seconds that a segment lasts, at least. */
const SEGMENT_S = 6;
/** Rounding must not move a cut to the next key frame. */
const TOLERANCE_S = 0.05;
const SEGMENTS_MAX = 20_000;
/** Samples, and bytes, of one segment: a movie without key frames becomes a single one. */
const SEGMENT_SAMPLES_MAX = 100_000;
const SEGMENT_BYTES_MAX = 1024 * 1024 * 1024;

/** Where a track is cut. */
export interface TrackCuts {
  /** Index of the first sample of each segment, and at last the number of samples. */
  readonly firsts: Uint32Array;
  /** Decode time of that sample, the delay of the track included, in units of the track. */
  readonly decodeTimes: Float64Array;
}

/** Where a movie is cut. */
export interface Segments {
  /** Seconds of each one. */
  readonly durationsS: Float64Array;
  /** In the order of the movie's tracks. */
  readonly cuts: readonly TrackCuts[];
}

/**
 * Cuts a movie at the key frames of its video, or for want of one at any sample of its audio, into segments of
 * six seconds or, where key frames are farther apart, more. Throws an `HttpError` 415. Spec: HTTP-HLS-SEGMENTS.
 */
export function cutMovie({ tracks }: Movie): Segments {
  const [first, ...others] = tracks;
  const starts: number[] = [];
  const startTimesS: number[] = [];
  let endS = 0;
  let nextKey = 0;
  const keys = first.samples.keys;
  walk(first, (sample, _decodeTime, shownS, durationS) => {
    endS = Math.max(endS, shownS + durationS);
    const isKey = keys === undefined || keys[nextKey] === sample;
    if (isKey) nextKey++;
    const elapsedS = shownS - (startTimesS.at(-1) ?? 0);
    if (sample > 0 && !(isKey && elapsedS >= SEGMENT_S - TOLERANCE_S)) return;
    if (starts.length === SEGMENTS_MAX) throw unsuited('it is too long');
    starts.push(sample);
    startTimesS.push(Math.max(0, shownS));
  });
  const durationsS = Float64Array.from(startTimesS, (startS, index) =>
    Math.max(0.001, (startTimesS[index + 1] ?? endS) - startS),
  );
  const cuts = [cutAt(first, starts), ...others.map((track) => cutAt(track, startsBy(track, startTimesS)))];
  refuseLarge(tracks, cuts);
  return { durationsS, cuts };
}

type Visit = (sample: number, decodeTime: number, shownS: number, durationS: number) => void;

function walk({ samples, timescale, mediaTime, delayS }: Track, visit: Visit): void {
  const delay = Math.round(delayS * timescale);
  let decodeTime = delay;
  for (let sample = 0; sample < samples.count; sample++) {
    const duration = valueAt(samples.durations, sample);
    const shown = decodeTime + valueAt(samples.shifts, sample) - mediaTime;
    visit(sample, decodeTime, shown / timescale, duration / timescale);
    decodeTime += duration;
  }
  if (decodeTime > Number.MAX_SAFE_INTEGER) throw unsuited('it is too long');
}

/** The first sample of each segment in a track that is not cut for its own sake. */
function startsBy(track: Track, startTimesS: readonly number[]): number[] {
  const starts = [0];
  walk(track, (sample, _decodeTime, shownS) => {
    while (starts.length < startTimesS.length && shownS >= (startTimesS[starts.length] ?? 0)) starts.push(sample);
  });
  while (starts.length < startTimesS.length) starts.push(track.samples.count);
  return starts;
}

function cutAt(track: Track, starts: readonly number[]): TrackCuts {
  const decodeTimes = new Float64Array(starts.length);
  let segment = 0;
  walk(track, (sample, decodeTime) => {
    while (starts[segment] === sample) decodeTimes[segment++] = decodeTime;
  });
  return { firsts: Uint32Array.from([...starts, track.samples.count]), decodeTimes };
}

function refuseLarge(tracks: readonly Track[], cuts: readonly TrackCuts[]): void {
  const segments = (cuts[0]?.firsts.length ?? 1) - 1;
  for (let segment = 0; segment < segments; segment++) {
    let [count, bytes] = [0, 0];
    for (const [index, { samples }] of tracks.entries()) {
      const firsts = cuts[index]?.firsts;
      const [first, end] = [firsts?.[segment] ?? 0, firsts?.[segment + 1] ?? 0];
      for (let sample = first; sample < end; sample++) bytes += valueAt(samples.sizes, sample);
      count += end - first;
    }
    if (count <= SEGMENT_SAMPLES_MAX && bytes <= SEGMENT_BYTES_MAX) continue;
    throw unsuited('its key frames are too far apart to begin anywhere but at the start');
  }
}
