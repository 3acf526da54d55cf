import { type Box, BoxParser } from 'mp4box';
import type { Movie } from './movie.ts';
import { boxOf, rawBox, written } from './rawBox.ts';
import { longOr, type Track } from './track.ts';

const BRANDS = Buffer.from('iso6\0\0\0\0iso6isommp41', 'latin1');
/** Version, flags and an empty list. */
const EMPTY_TABLE = Buffer.alloc(8);
const EMPTY_SIZES = Buffer.alloc(12);

/** What a player needs before any segment: the description of the tracks, without samples. Spec: HTTP-HLS-SEGMENTS. */
export function initSegment({ mvhd, tracks }: Movie): Buffer {
  const mvex = boxOf('mvex', ...tracks.map(({ id }) => defaultsOf(id)));
  const moov = boxOf('moov', rawBox('mvhd', untimed(mvhd, 24, 16)), ...tracks.map(describe), mvex);
  return written(rawBox('ftyp', BRANDS), moov);
}

function describe({ header, mediaTime, stsd }: Track): Box {
  const stbl = boxOf(
    'stbl',
    rawBox('stsd', stsd),
    ...['stts', 'stsc', 'stco'].map((type) => rawBox(type, EMPTY_TABLE)),
    rawBox('stsz', EMPTY_SIZES),
  );
  const minf = boxOf('minf', ...header.minf.map(({ type, body }) => rawBox(type, body)), stbl);
  const mdia = boxOf('mdia', rawBox('mdhd', untimed(header.mdhd, 24, 16)), rawBox('hdlr', header.hdlr), minf);
  const edits = mediaTime === 0 ? [] : [boxOf('edts', rawBox('elst', startAt(mediaTime)))];
  return boxOf('trak', rawBox('tkhd', untimed(header.tkhd, 28, 20)), ...edits, mdia);
}

/** A header box whose duration, told by the segments, is zero; `long` and `short` are the places of it. */
function untimed(body: Buffer, long: number, short: number): Buffer {
  const at = longOr(body, long, short);
  return Buffer.from(body).fill(0, at, at + longOr(body, 8, 4));
}

/** An edit of the whole track that leaves out what is before `mediaTime`. */
function startAt(mediaTime: number): Buffer {
  const elst = Buffer.alloc(28);
  elst.writeUInt32BE(0x01000000);
  elst.writeUInt32BE(1, 4);
  elst.writeBigInt64BE(BigInt(mediaTime), 16);
  elst.writeUInt16BE(1, 24);
  return elst;
}

function defaultsOf(trackId: number): Box {
  const trex = new BoxParser.box.trex();
  trex.track_id = trackId;
  trex.default_sample_description_index = 1;
  trex.default_sample_duration = 0;
  trex.default_sample_size = 0;
  trex.default_sample_flags = 0;
  return trex;
}
