import { boxesIn, findBox, type Mp4Box, needBox, readUint32 } from './boxes.ts';
import { readSampleTable, type SampleTable } from './sampleTable.ts';
import { unsuited } from './unsuited.ts';

/** A track as far as it is played. */
export interface Track {
  readonly kind: 'video' | 'audio';
  readonly id: number;
  /** Four characters. */
  readonly codec: string;
  /** Units a second. */
  readonly timescale: number;
  /** Units that the presentation begins after the start of the track's own time. */
  readonly mediaTime: number;
  /** Seconds for which nothing of it is shown at first. */
  readonly delayS: number;
  readonly samples: SampleTable;
  /** Boxes that the start of a stream repeats: those of the track, of its media and of its media information. */
  readonly header: {
    readonly tkhd: Buffer;
    readonly mdhd: Buffer;
    readonly hdlr: Buffer;
    readonly minf: readonly Mp4Box[];
  };
  readonly stsd: Buffer;
}

/** What HLS may hold in fragmented MP4, and players know. */
const CODECS: Readonly<Record<Track['kind'], readonly string[]>> = {
  video: ['avc1', 'avc3', 'hvc1', 'hev1', 'av01', 'vp09', 'vp08', 'dvh1', 'dvhe'],
  audio: ['mp4a', 'ac-3', 'ec-3', 'Opus', 'fLaC', 'alac', '.mp3'],
};
/** Bytes that the boxes of a header may take together; a few hundred are usual. */
const HEADER_MAX = 256 * 1024;

/**
 * Reads a track; undefined when it is neither picture nor sound, or empty. `movieTimescale` is in units a second.
 * Throws an `HttpError` 415. Spec: HTTP-HLS-REFUSAL.
 */
export function readTrack(trak: Buffer, movieTimescale: number, countMax: number): Track | undefined {
  const hdlr = needBox(trak, 'mdia', 'hdlr');
  const kind = KINDS[hdlr.toString('latin1', 8, 12)];
  if (kind === undefined) return undefined;
  const [tkhd, mdhd] = [needBox(trak, 'tkhd'), needBox(trak, 'mdia', 'mdhd')];
  const minf = boxesIn(needBox(trak, 'mdia', 'minf'));
  const stbl = needBox(trak, 'mdia', 'minf', 'stbl');
  const tables = new Map(boxesIn(stbl).map(({ type, body }) => [type, body]));
  const samples = readSampleTable(stbl, tables, countMax);
  if (samples.count === 0) return undefined;
  const stsd = needBox(stbl, 'stsd');
  const codec = codecOf(kind, stsd);
  const timescale = readUint32(mdhd, longOr(mdhd, 20, 12));
  if (timescale === 0) throw unsuited('it is damaged: a track without units of time');
  const kept = minf.filter(({ type }) => ['vmhd', 'smhd', 'dinf'].includes(type));
  const size = [tkhd, mdhd, hdlr, stsd, ...kept.map(({ body }) => body)].reduce((sum, { length }) => sum + length, 0);
  if (size > HEADER_MAX) throw unsuited('the description of a track is too large');
  const id = readUint32(tkhd, longOr(tkhd, 20, 12));
  if (id === 0) throw unsuited('it is damaged: a track without a number');
  const header = { tkhd: Buffer.from(tkhd), mdhd: Buffer.from(mdhd), hdlr: Buffer.from(hdlr), minf: kept.map(copied) };
  return { kind, id, codec, timescale, ...readEdits(trak, movieTimescale), samples, header, stsd: Buffer.from(stsd) };
}

const KINDS: Readonly<Record<string, Track['kind'] | undefined>> = { vide: 'video', soun: 'audio' };

/** Boxes with times of 64 bits have their fields elsewhere. */
export function longOr(body: Buffer, long: number, short: number): number {
  return readUint32(body, 0) >>> 24 === 1 ? long : short;
}

/** Otherwise a header would hold the memory of the whole index. */
function copied({ type, body }: Mp4Box): Mp4Box {
  return { type, body: Buffer.from(body) };
}

function codecOf(kind: Track['kind'], stsd: Buffer): string {
  if (readUint32(stsd, 4) !== 1) throw unsuited('its coding changes on the way');
  const codec = boxesIn(stsd.subarray(8))[0]?.type ?? '';
  if (codec === 'encv' || codec === 'enca') throw unsuited('it is encrypted');
  if (!CODECS[kind].includes(codec))
    throw unsuited(`its ${kind} is coded as "${printable(codec)}", which HLS cannot hold`);
  return codec;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/** A delay and a start within the track; cuts would need more than that. */
function readEdits(trak: Buffer, movieTimescale: number): { mediaTime: number; delayS: number } {
  const elst = findBox(trak, 'edts', 'elst');
  const entries = elst === undefined ? 0 : readUint32(elst, 4);
  if (elst === undefined || entries === 0) return { mediaTime: 0, delayS: 0 };
  const long = longOr(elst, 1, 0) === 1;
  const width = long ? 20 : 12;
  let [delayS, mediaTime] = [0, 0];
  for (let entry = 0; entry < entries; entry++) {
    const at = 8 + entry * width;
    if (elst.length < at + width) throw unsuited('it is damaged: a table is shorter than it says');
    const duration = long ? Number(elst.readBigUInt64BE(at)) : elst.readUInt32BE(at);
    const start = long ? Number(elst.readBigInt64BE(at + 8)) : elst.readInt32BE(at + 4);
    const last = entry === entries - 1;
    if (start < 0 && entry === 0 && !last) delayS = duration / movieTimescale;
    else if (start >= 0 && last) mediaTime = start;
    else throw unsuited('it is put together by cuts (an edit list)');
  }
  if (mediaTime > 0xffffffff || delayS > 1e6) throw unsuited('it is damaged: it begins too late');
  return { mediaTime, delayS };
}
