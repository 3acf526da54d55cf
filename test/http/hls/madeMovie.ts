/** A sample as it goes into a made movie. */
export interface MadeSample {
  readonly size: number;
  readonly duration: number;
  readonly shift: number;
  readonly key: boolean;
}

/** A track of a made movie; its samples lie in chunks of `perChunk`. */
export interface MadeTrack {
  readonly kind: 'video' | 'audio';
  readonly timescale: number;
  readonly perChunk: number;
  /** Units before the presentation begins; undefined: no edit list. */
  readonly mediaTime?: number;
  readonly samples: readonly MadeSample[];
  readonly codec?: string;
}

/** A made movie's file, and where each sample of each track lies in it. */
export interface MadeMovie {
  readonly file: Buffer;
  readonly places: readonly (readonly number[])[];
}

/** The bytes of a box. */
export function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

/** Numbers of 32 bits, with or without a sign. */
export function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index);
  return bytes;
}

/** Makes an MP4 file with the chunks of its tracks in turn and its index at the end, or at the start. */
export function madeMovie(tracks: readonly MadeTrack[], indexFirst = false): MadeMovie {
  const head = box('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1'));
  const layout = layOut(tracks);
  const moovSize = indexOf(tracks, layout.chunks, 0).length;
  const start = head.length + 8 + (indexFirst ? moovSize : 0);
  const moov = indexOf(tracks, layout.chunks, start);
  const content = Buffer.from(Array.from({ length: layout.size }, (_, at) => (at * 31 + (at >> 8) * 7) & 255));
  const mdat = box('mdat', content);
  const file = Buffer.concat(indexFirst ? [head, moov, mdat] : [head, mdat, moov]);
  return { file, places: layout.places.map((places) => places.map((at) => at + start)) };
}

/** Where chunks and samples lie behind the start of the content. */
function layOut(tracks: readonly MadeTrack[]): { size: number; chunks: number[][]; places: number[][] } {
  const chunks: number[][] = tracks.map(() => []);
  const places: number[][] = tracks.map(() => []);
  let size = 0;
  for (let round = 0; tracks.some(({ perChunk, samples }) => round * perChunk < samples.length); round++) {
    for (const [index, { perChunk, samples }] of tracks.entries()) {
      const chunk = samples.slice(round * perChunk, (round + 1) * perChunk);
      if (chunk.length > 0) chunks[index]?.push(size);
      for (const sample of chunk) {
        places[index]?.push(size);
        size += sample.size;
      }
    }
  }
  return { size, chunks, places };
}

function indexOf(tracks: readonly MadeTrack[], chunks: readonly number[][], start: number): Buffer {
  const mvhd = box('mvhd', u32(0, 0, 0, 1000, 0, 0x10000, 0x1000000, 0, 0), Buffer.alloc(60), u32(tracks.length + 1));
  const traks = tracks.map((track, index) => {
    const offsets = chunks[index] ?? [];
    return trackBox(
      track,
      index + 1,
      offsets.map((offset) => offset + start),
    );
  });
  return box('moov', mvhd, ...traks);
}

function trackBox(
  { kind, timescale, perChunk, mediaTime, samples, codec }: MadeTrack,
  id: number,
  offsets: number[],
): Buffer {
  const tkhd = box('tkhd', u32(7, 0, 0, id, 0, 0), Buffer.alloc(60));
  const edts = mediaTime === undefined ? [] : [box('edts', box('elst', u32(0, 1, 0, mediaTime, 0x10000)))];
  const mdhd = box('mdhd', u32(0, 0, 0, timescale, 0, 0));
  const hdlr = box('hdlr', u32(0, 0), Buffer.from(kind === 'video' ? 'vide' : 'soun'), Buffer.alloc(13));
  const entry = box(codec ?? (kind === 'video' ? 'avc1' : 'mp4a'), Buffer.alloc(kind === 'video' ? 78 : 28));
  const keys = samples.flatMap(({ key }, index) => (key ? [index + 1] : []));
  const stbl = box(
    'stbl',
    box('stsd', u32(0, 1), entry),
    box('stts', u32(0, samples.length, ...samples.flatMap(({ duration }) => [1, duration]))),
    box('ctts', u32(0x1000000, samples.length, ...samples.flatMap(({ shift }) => [1, shift]))),
    ...(keys.length === samples.length ? [] : [box('stss', u32(0, keys.length, ...keys))]),
    box('stsz', u32(0, 0, samples.length, ...samples.map(({ size }) => size))),
    box('stsc', u32(0, 1, 1, perChunk, 1)),
    box('stco', u32(0, offsets.length, ...offsets)),
  );
  const media = box(kind === 'video' ? 'vmhd' : 'smhd', Buffer.alloc(kind === 'video' ? 12 : 8));
  return box('trak', tkhd, ...edts, box('mdia', mdhd, hdlr, box('minf', media, stbl)));
}
