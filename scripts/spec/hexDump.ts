import type { Piece } from './layout.ts';

const LINE_BYTES = 16;
/** Fewer NULs than this behind a text are written out. */
const PADDING_MIN = 8;
/** A field with more bytes than this is told line by line. */
const LONG_MIN = 48;
const HEX_WIDTH = LINE_BYTES * 3 - 1;

/**
 * The bytes of a packet, a field after the other: offset, at most 16 bytes, the field and what it says. The filler of a
 * text is written as `00 × n`.
 */
export function hexDump(pieces: readonly Piece[], notes: ReadonlyMap<string, string>): string {
  return pieces.flatMap((piece) => fieldLines(piece, notes.get(piece.field.name))).join('\n');
}

function fieldLines({ field, offset, bytes }: Piece, note: string | undefined): string[] {
  const end = field.type === 'text' ? bytes.indexOf(0) + 1 : bytes.length;
  const written = bytes.length - end < PADDING_MIN ? bytes.length : end;
  const lines = [];
  for (let at = 0; at < written; at += LINE_BYTES) {
    const hex = bytes
      .subarray(at, Math.min(at + LINE_BYTES, written))
      .toString('hex')
      .replace(/..(?=.)/g, '$& ');
    const name = (at === 0 ? field.name : '').padEnd(12);
    const said = end > LONG_MIN ? pieceOf(bytes.subarray(at, Math.min(at + LINE_BYTES, end))) : at === 0 ? note : '';
    lines.push(line(offset + at, hex, `${name} ${said ?? ''}`.trimEnd()));
  }
  if (written < bytes.length) lines.push(line(offset + written, `00 × ${bytes.length - written}`, ''));
  return lines;
}

/** What the bytes of a line say, without the NUL that ends them. */
function pieceOf(bytes: Buffer): string {
  const text = bytes.toString();
  return JSON.stringify(text.endsWith('\0') ? text.slice(0, -1) : text);
}

function line(offset: number, hex: string, note: string): string {
  return `${offset.toString(16).padStart(4, '0')}  ${hex.padEnd(HEX_WIDTH)}  ${note}`.trimEnd();
}

/** The bytes that a dump shows. Throws a RangeError when a line does not begin where the one above it ends. */
export function parseHexDump(dump: string): Buffer {
  let bytes = Buffer.alloc(0);
  for (const text of dump.split('\n')) {
    const [, offset = '', filler, hex = ''] =
      /^([0-9a-f]{4}) {2}(?:00 × (\d+)|((?:[0-9a-f]{2} ?)+))(?: |$)/.exec(text) ?? [];
    if (offset === '' || Number.parseInt(offset, 16) !== bytes.length)
      throw new RangeError(`not the next line: ${text}`);
    const more = filler === undefined ? Buffer.from(hex.replaceAll(' ', ''), 'hex') : Buffer.alloc(Number(filler));
    bytes = Buffer.concat([bytes, more]);
  }
  return bytes;
}
