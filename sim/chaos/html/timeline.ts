/** What kinds of things a timeline shows, by number. */
export const KINDS = ['fault', 'state', 'message', 'operation', 'violation', 'log', 'connection', 'phase'] as const;

export type Kind = (typeof KINDS)[number];

/** How something ended, or what state it is; an item has the place of its own among those of its kind. */
export const OUTCOMES = {
  /** Well, with a no, without an answer; the first one has no end to speak of. */
  answers: ['none', 'ok', 'refused', 'unanswered'],
  states: ['unknown', 'up', 'down', 'starting', 'paused'],
  connections: ['open', 'closed', 'broken', 'abandoned'],
} as const;

/** One thing on a timeline, as the page knows it. */
export interface Item {
  readonly lane: number;
  readonly atMs: number;
  readonly untilMs: number;
  /** Place in `KINDS`. */
  readonly kind: number;
  /** Place in the texts. */
  readonly text: number;
  /** Lane that a message came from, or that a connection leads to; -1 for none. */
  readonly from: number;
  /** Place in the `OUTCOMES` of its kind. */
  readonly outcome: number;
  /** Which of several rows it is on, for connections that are open at once. */
  readonly row: number;
}

/** Numbers of an item in a packed lane: see `unpack`. */
export const NUMBERS_OF_ITEM = 6;
/** Ticks in a millisecond: hundredths are more than anybody can see. */
export const TICKS_PER_MS = 100;

/** All that the page shows. */
export interface Timeline {
  readonly title: string;
  readonly story: string;
  readonly lanes: readonly string[];
  readonly texts: readonly string[];
  /**
   * By lane, ordered by the moment they begin; six numbers each, as there may be a hundred thousand: ticks since the
   * one before began, ticks that it lasts, kind, text, from, outcome.
   */
  readonly items: readonly (readonly number[])[];
  readonly endMs: number;
}
