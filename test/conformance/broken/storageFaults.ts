/** What can be wrong with the small storage of these tests, one thing at a time. */
export const STORAGE_FAULTS = [
  'none',
  'never-joins',
  'never-beats',
  /** One BEAT and no more. */
  'beats-once',
  /** The first BEAT comes after an interval and a half. */
  'beats-late',
  /** Every BEAT comes on a connection of its own. */
  'beats-elsewhere',
  /** The port has 4 bytes. */
  'four-byte-port',
  'garbage-padding',
  /** The group of a BEAT is not that of the JOIN. */
  'beats-for-another-group',
  /** Times are milliseconds. */
  'milliseconds',
  /** The start time is that of the JOIN. */
  'starts-anew',
  /** Joins while nothing listens yet. */
  'joins-too-early',
  /** A connection that is lost is not replaced. */
  'never-comes-back',
  /** A refusal counts as success. */
  'ignores-refusals',
  /** Waits for a tracker for as long as it takes. */
  'no-timeout',
  /** Tries again at once. */
  'floods',
  /** A connection that is lost is replaced by two. */
  'two-connections',
  /** Sends the BEAT before the reply to the JOIN. */
  'pipelines',
  /** Knows only its first tracker. */
  'one-tracker',
  /** The key has no NUL. */
  'key-without-nul',
  /** Knows only its first id server. */
  'one-id-server',
  /** Any id will do. */
  'any-id',
  /** A file may take the place of another. */
  'overwrites',
] as const;

export type StorageFault = (typeof STORAGE_FAULTS)[number];
