import { hex } from '../wire/hex.ts';
import type { Transcript, TranscriptEntry } from '../wire/transcript.ts';

/** A conversation for a reader: its peer, and a line for each thing that happened. */
export interface Story {
  readonly peer: string;
  readonly lines: readonly string[];
}

const FIRST_LINES = 4;
const LAST_LINES = 8;
const STORIES_MAX = 4;

/** The last conversations of a case, and of each how it began and how it went on at last, in words and hex. */
export function stories(transcripts: readonly Transcript[]): Story[] {
  return transcripts.slice(-STORIES_MAX).map(story);
}

function story(transcript: Transcript): Story {
  const entries = [...transcript.opening, ...transcript.latest];
  const peer = transcript.title;
  if (entries.length <= FIRST_LINES + LAST_LINES) return { peer, lines: entries.map(line) };
  const omitted = entries.length - FIRST_LINES - LAST_LINES + transcript.omitted;
  const first = entries.slice(0, FIRST_LINES).map(line);
  return { peer, lines: [...first, `       … ${omitted} more …`, ...entries.slice(-LAST_LINES).map(line)] };
}

function line({ atMs, what, bytes, first }: TranscriptEntry): string {
  const content =
    bytes === undefined
      ? ''
      : ` ${bytes} bytes: ${hex(first ?? new Uint8Array(), 24, bytes).replace(/ \(\d+ bytes\)$/, '')}`;
  return `${String(atMs).padStart(6)} ms  ${what}${content}`;
}
