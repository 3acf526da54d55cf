/** What kinds of things a timeline shows, by number. */
export const KINDS = ['fault', 'state', 'message', 'operation', 'violation', 'log'] as const;

/** How something ended: well, with a no, without an answer; or it has no end to speak of. */
export const OUTCOMES = ['none', 'ok', 'refused', 'unanswered'] as const;

/** One thing on a timeline; numbers only, as there may be a hundred thousand. */
export type Item = readonly [
  lane: number,
  atMs: number,
  untilMs: number,
  /** Place in `KINDS`. */
  kind: number,
  /** Place in the texts. */
  text: number,
  /** Lane that a message came from; -1 for none. */
  from: number,
  /** Place in `OUTCOMES`; of a state 1 for up, 2 for down. */
  outcome: number,
];

/** All that the page shows. */
export interface Timeline {
  readonly title: string;
  readonly story: string;
  readonly lanes: readonly string[];
  readonly texts: readonly string[];
  /** By lane, then by the moment they begin. */
  readonly items: readonly (readonly Item[])[];
  readonly endMs: number;
}
