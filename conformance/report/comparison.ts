import { compareHex, type HexByte, hex } from '../wire/hex.ts';
import type { Paint } from './paint.ts';
import type { Comparison } from './tree.ts';

const COLUMN = 8 * 4;

/** Expected and got: words in a line each, bytes as hex side by side with those that differ marked. */
export function comparisonLines({ expected, got, offset }: Comparison, paint: Paint): string[] {
  if (expected instanceof Uint8Array && got instanceof Uint8Array) return sideBySide(expected, got, offset ?? 0, paint);
  const lines: string[] = [];
  if (expected !== undefined) lines.push(`expected  ${paint.green(shown(expected))}`);
  if (got !== undefined) lines.push(`got       ${paint.red(shown(got))}`);
  return lines;
}

function shown(value: Uint8Array | string): string {
  if (typeof value === 'string') return value;
  return value.byteLength === 0 ? 'nothing' : hex(value);
}

function sideBySide(expected: Uint8Array, got: Uint8Array, from: number, paint: Paint): string[] {
  const heading = `        ${'expected'.padEnd(COLUMN + 1)} got`;
  const lines = compareHex(expected, got, from).map((line) => {
    const left = bytes(line.expected, paint.green, paint);
    const right = bytes(line.got, paint.red, paint);
    return `${line.offset.toString(16).padStart(6, '0')}  ${left}  ${right}  ${text(line.got)}`.trimEnd();
  });
  return [paint.dim(heading), ...lines];
}

/** Eight bytes; one that differs is coloured, or stands in brackets where there are no colours. */
function bytes(line: readonly HexByte[], colour: (text: string) => string, paint: Paint): string {
  const cells = line.map(({ hex, differs }) => {
    if (!differs) return ` ${hex} `;
    return paint.coloured ? ` ${colour(hex)} ` : `[${hex}]`;
  });
  return cells.join('') + ' '.repeat(COLUMN - line.length * 4);
}

function text(line: readonly HexByte[]): string {
  return line.map((byte) => byte.text).join('');
}
