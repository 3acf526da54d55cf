const BYTES_PER_LINE = 8;

/** One line of two dumps side by side. */
export interface HexLine {
  readonly offset: number;
  readonly expected: readonly HexByte[];
  readonly got: readonly HexByte[];
}

export interface HexByte {
  readonly hex: string;
  readonly text: string;
  readonly differs: boolean;
}

const LINES_MAX = 16;

/** Lines of two byte strings side by side, the bytes that differ marked; `from` is the offset of the first byte. */
export function compareHex(expected: Uint8Array, got: Uint8Array, from = 0): HexLine[] {
  const lines: HexLine[] = [];
  const length = Math.max(expected.byteLength, got.byteLength);
  for (let offset = 0; offset < length && lines.length < LINES_MAX; offset += BYTES_PER_LINE) {
    const line = {
      offset: from + offset,
      expected: hexBytes(expected, got, offset),
      got: hexBytes(got, expected, offset),
    };
    const equal = ![...line.expected, ...line.got].some((byte) => byte.differs);
    if (!equal || length <= LINES_MAX * BYTES_PER_LINE) lines.push(line);
  }
  return lines;
}

function hexBytes(bytes: Uint8Array, other: Uint8Array, offset: number): HexByte[] {
  const line: HexByte[] = [];
  for (let at = offset; at < Math.min(bytes.byteLength, offset + BYTES_PER_LINE); at++) {
    const byte = bytes[at] ?? 0;
    const text = byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    line.push({ hex: byte.toString(16).padStart(2, '0'), text, differs: byte !== other[at] });
  }
  return line;
}

/** A byte string as hex, cut short with `…`; `total` is its length where these are only its first bytes. */
export function hex(bytes: Uint8Array, maxBytes = 32, total = bytes.byteLength): string {
  const shown = Buffer.from(bytes.subarray(0, maxBytes))
    .toString('hex')
    .replace(/(..)(?=.)/g, '$1 ');
  return total > maxBytes ? `${shown} … (${total} bytes)` : shown;
}
