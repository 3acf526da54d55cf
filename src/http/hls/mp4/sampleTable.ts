import { needBox, readUint32 } from './boxes.ts';
import { type Column, columnBytes } from './column.ts';
import { unsuited } from './unsuited.ts';

/**
 * Where the samples of a track lie and when they are shown, as compact as the file has it: an object for each of the half a
 * million samples of a film of two hours would take a hundred times the memory.
 */
export interface SampleTable {
  readonly count: number;
  /** Bytes. */
  readonly sizes: Column;
  /** In units of the track. */
  readonly durations: Column;
  /** What makes decode time presentation time, in units of the track. */
  readonly shifts: Column;
  /** Rising indexes of those that can be begun with; undefined: all can. */
  readonly keys: Uint32Array | undefined;
  /** Index of the first sample of each chunk. */
  readonly chunkFirsts: Uint32Array;
  /** Where each chunk begins in the file. */
  readonly chunkOffsets: Float64Array;
}

/** Bytes that it takes. */
export function tableBytes({ sizes, durations, shifts, keys, chunkFirsts, chunkOffsets }: SampleTable): number {
  const columns = columnBytes(sizes) + columnBytes(durations) + columnBytes(shifts);
  return columns + (keys?.byteLength ?? 0) + chunkFirsts.byteLength + chunkOffsets.byteLength;
}

/**
 * Reads the boxes of a sample table. What they say of their own length is believed only as far as the bytes are there,
 * and of the number of samples up to `countMax`. Throws an `HttpError` 415. Spec: HTTP-HLS-BOUNDED.
 */
export function readSampleTable(stbl: Buffer, boxes: ReadonlyMap<string, Buffer>, countMax: number): SampleTable {
  const { count, sizes } = readSizes(boxes.get('stsz') ?? needBox(stbl, 'stsz'));
  if (count > countMax) throw unsuited('it has more samples than a day of film');
  if (count === 0) return EMPTY;
  const durations = readRuns(boxes.get('stts') ?? needBox(stbl, 'stts'), count, new Uint32Array(0));
  if (durations.covered < count) throw unsuited('it is damaged: samples without a time');
  const ctts = boxes.get('ctts');
  const shifts = ctts === undefined ? 0 : readRuns(ctts, count, new Int32Array(0)).column;
  const stss = boxes.get('stss');
  const keys = stss === undefined ? undefined : readKeys(stss, count);
  const chunkOffsets = readChunkOffsets(boxes);
  const chunkFirsts = readChunkFirsts(boxes.get('stsc') ?? needBox(stbl, 'stsc'), count, chunkOffsets.length);
  return {
    count,
    sizes,
    durations: durations.column,
    shifts,
    keys,
    chunkFirsts,
    chunkOffsets: chunkOffsets.slice(0, chunkFirsts.length),
  };
}

const EMPTY: SampleTable = {
  count: 0,
  sizes: 0,
  durations: 0,
  shifts: 0,
  keys: undefined,
  chunkFirsts: new Uint32Array(0),
  chunkOffsets: new Float64Array(0),
};

/** How many entries of `width` bytes a table has, which must be there. */
function entriesOf(body: Buffer, width: number, at = 4): number {
  const entries = readUint32(body, at);
  if (body.length < at + 4 + entries * width) throw unsuited('it is damaged: a table is shorter than it says');
  return entries;
}

function readSizes(stsz: Buffer): { count: number; sizes: Column } {
  const size = readUint32(stsz, 4);
  if (size !== 0) return { count: readUint32(stsz, 8), sizes: size };
  const count = entriesOf(stsz, 4, 8);
  const sizes = new Uint32Array(count);
  for (let i = 0; i < count; i++) sizes[i] = stsz.readUInt32BE(12 + 4 * i);
  return { count, sizes };
}

/** Runs of equal values: how many, which. `kind` says whether they have a sign. */
function readRuns(body: Buffer, count: number, kind: Uint32Array | Int32Array): { column: Column; covered: number } {
  const entries = entriesOf(body, 8);
  const signed = kind instanceof Int32Array;
  const value = (entry: number): number =>
    signed ? body.readInt32BE(12 + 8 * entry) : body.readUInt32BE(12 + 8 * entry);
  if (entries === 1 && body.readUInt32BE(8) >= count) return { column: value(0), covered: count };
  const column = signed ? new Int32Array(count) : new Uint32Array(count);
  let covered = 0;
  for (let entry = 0; entry < entries && covered < count; entry++) {
    const end = Math.min(count, covered + body.readUInt32BE(8 + 8 * entry));
    column.fill(value(entry), covered, end);
    covered = end;
  }
  return { column, covered };
}

function readKeys(stss: Buffer, count: number): Uint32Array {
  const entries = entriesOf(stss, 4);
  const keys = new Uint32Array(entries);
  for (let i = 0; i < entries; i++) {
    const key = stss.readUInt32BE(8 + 4 * i) - 1;
    if (key < 0 || key >= count || (i > 0 && key <= (keys[i - 1] ?? 0))) {
      throw unsuited('it is damaged: its key frames are out of order');
    }
    keys[i] = key;
  }
  return keys;
}

function readChunkOffsets(boxes: ReadonlyMap<string, Buffer>): Float64Array {
  const [stco, co64] = [boxes.get('stco'), boxes.get('co64')];
  const body = stco ?? co64;
  if (body === undefined) throw unsuited('it is damaged: no box stco');
  const offsets = new Float64Array(entriesOf(body, stco === undefined ? 8 : 4));
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = stco === undefined ? Number(body.readBigUInt64BE(8 + 8 * i)) : body.readUInt32BE(8 + 4 * i);
  }
  return offsets;
}

/** Says of each chunk with which sample it begins, as far as there are samples. */
function readChunkFirsts(stsc: Buffer, count: number, chunks: number): Uint32Array {
  const entries = entriesOf(stsc, 12);
  const firsts = new Uint32Array(Math.min(chunks, count));
  let [sample, chunk] = [0, 0];
  for (let entry = 0; entry < entries && sample < count; entry++) {
    const at = 8 + 12 * entry;
    const [first, perChunk, description] = [
      stsc.readUInt32BE(at),
      stsc.readUInt32BE(at + 4),
      stsc.readUInt32BE(at + 8),
    ];
    const next = entry + 1 < entries ? stsc.readUInt32BE(at + 12) - 1 : chunks;
    if (first - 1 !== chunk || next <= chunk || perChunk === 0)
      throw unsuited('it is damaged: its chunks are out of order');
    if (description !== 1) throw unsuited('its coding changes on the way');
    for (; chunk < Math.min(next, chunks) && sample < count; chunk++) {
      firsts[chunk] = sample;
      sample += perChunk;
    }
  }
  if (sample < count) throw unsuited('it is damaged: samples without a place');
  return firsts.slice(0, chunk);
}
