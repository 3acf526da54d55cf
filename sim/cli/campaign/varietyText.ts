import { type Counts, PARTS, type Variety } from './variety.ts';

const TITLES: Readonly<Record<keyof Variety, string>> = {
  ...{ sizes: 'uploads, bytes', edges: 'uploads near', ranges: 'downloads', offsets: 'downloads from' },
  ...{ gaps: 'gaps on a file', readsAfterChange: 'reads after a change', users: 'bytes of user ids' },
  ...{ files: 'bytes of file ids', faults: 'faults felt', outcomes: 'outcomes' },
};
const WIDTH = 120;
const INDENT = 24;

/** What runs were like, in lines of text: each part with its counts, also those that are 0. */
export function varietyLines(variety: Variety): string[] {
  return PARTS.flatMap((part) => wrapped(TITLES[part], piecesOf(part, variety[part])));
}

function piecesOf(part: keyof Variety, counts: Counts): string[] {
  if (part === 'faults') return faultPieces(counts);
  if (part === 'outcomes') return outcomePieces(counts);
  return Object.entries(counts).map(([what, count]) => `${what}: ${count}`);
}

/** `crash 12 of 14`. */
function faultPieces(counts: Counts): string[] {
  return Object.keys(counts)
    .filter((what) => !what.includes(' '))
    .sort()
    .map((kind) => `${kind} ${counts[`${kind} felt`]} of ${counts[kind]}`);
}

/** `upload (ok 31, refused 409 3)`. */
function outcomePieces(counts: Counts): string[] {
  const kinds = Map.groupBy(Object.keys(counts).sort(), (what) => what.slice(0, what.indexOf(' ')));
  return [...kinds].flatMap(([kind, whats]) => {
    const hows = whats.map((what) => `${what.slice(kind.length + 1)} ${counts[what]}`);
    return hows.map((how, at) => `${at === 0 ? `${kind} (` : ''}${how}${at === hows.length - 1 ? ')' : ''}`);
  });
}

/** Pieces in lines that are not too long, behind a title. */
function wrapped(title: string, pieces: readonly string[]): string[] {
  const lines: string[] = [];
  let line = `  ${title}`.padEnd(INDENT);
  for (const [at, piece] of pieces.entries()) {
    const text = at < pieces.length - 1 ? `${piece}, ` : piece;
    if (line.length > INDENT && line.length + text.length > WIDTH) {
      lines.push(line.trimEnd());
      line = ' '.repeat(INDENT);
    }
    line += text;
  }
  return [...lines, line.trimEnd()];
}
