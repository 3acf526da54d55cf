import { boxesIn, needBox, readUint32 } from './boxes.ts';
import { valueAt } from './column.ts';
import { tableBytes } from './sampleTable.ts';
import { longOr, readTrack, type Track } from './track.ts';
import { unsuited } from './unsuited.ts';

/** Samples of all tracks: ten hours at fifty frames a second. */
const SAMPLES_MAX = 4_000_000;

/** A movie that HLS can be made of: the first video and the first audio of a file. */
export interface Movie {
  readonly mvhd: Buffer;
  /** One or two, the video first. */
  readonly tracks: readonly [Track, ...Track[]];
}

/** Reads the index of a file of `fileSize` bytes. Throws an `HttpError` 415. Spec: HTTP-HLS-REFUSAL, HTTP-HLS-BOUNDED. */
export function readMovie(moov: Buffer, fileSize: number): Movie {
  const boxes = boxesIn(moov);
  const mvhd = needBox(moov, 'mvhd');
  const timescale = readUint32(mvhd, longOr(mvhd, 20, 12));
  if (timescale === 0) throw unsuited('it is damaged: it has no units of time');
  let room = SAMPLES_MAX;
  const tracks = new Map<Track['kind'], Track>();
  for (const { type, body } of boxes) {
    const track = type === 'trak' ? readTrack(body, timescale, room) : undefined;
    if (track === undefined || tracks.has(track.kind)) continue;
    tracks.set(track.kind, track);
    room -= track.samples.count;
  }
  const [first, ...others] = [tracks.get('video'), tracks.get('audio')].filter((track) => track !== undefined);
  if (first === undefined) {
    const fragmented = boxes.some(({ type }) => type === 'mvex');
    throw unsuited(fragmented ? 'it is in fragments already' : 'it has neither video nor audio');
  }
  refuseOverlap([first, ...others], fileSize);
  return { mvhd: Buffer.from(mvhd), tracks: [first, ...others] };
}

/** Bytes of memory that a movie takes. */
export function movieBytes({ tracks }: Movie): number {
  return tracks.reduce((sum, { samples, stsd }) => sum + tableBytes(samples) + stsd.length, 10_000);
}

/** Samples lie within the file and are together no more than it: nothing is sent that is larger than what was stored. */
function refuseOverlap(tracks: readonly Track[], fileSize: number): void {
  let total = 0;
  for (const { samples } of tracks) {
    const { chunkFirsts, chunkOffsets, count, sizes } = samples;
    for (let chunk = 0; chunk < chunkFirsts.length; chunk++) {
      const end = chunkFirsts[chunk + 1] ?? count;
      let bytes = 0;
      for (let sample = chunkFirsts[chunk] ?? 0; sample < end; sample++) bytes += valueAt(sizes, sample);
      if ((chunkOffsets[chunk] ?? 0) + bytes > fileSize)
        throw unsuited('it breaks off: what its index names is not there');
      total += bytes;
    }
  }
  if (total > fileSize) throw unsuited('it is damaged: its samples overlap');
}
