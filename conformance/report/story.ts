import { hex } from '../wire/hex.ts';
import type { Transcript } from '../wire/transcript.ts';

/** A conversation for a reader: its peer, and a line for each thing that happened. */
export interface Story {
  readonly peer: string;
  readonly lines: readonly string[];
}

const LINES_MAX = 16;

/** The first things that happened in a conversation, in words and hex. */
export function story(transcript: Transcript): Story {
  const lines = transcript.entries.slice(0, LINES_MAX).map(({ atMs, what, bytes, first }) => {
    const content = bytes === undefined ? '' : ` ${bytes} bytes: ${hex(first ?? new Uint8Array(), 24)}`;
    return `${String(atMs).padStart(6)} ms  ${what}${content}`;
  });
  const more = transcript.entries.length - lines.length + transcript.omitted;
  return { peer: transcript.title, lines: more > 0 ? [...lines, `… and ${more} more`] : lines };
}
