/** What can be wrong with the small client of these tests, one thing at a time. */
export const CLIENT_FAULTS = [
  'none',
  /** Integers in the order of this machine. */
  'little-endian',
  /** Texts are filled up with blanks and have no NUL. */
  'missing-nul',
  /** Whatever was in memory stands behind the NUL. */
  'garbage-padding',
  /** Requests have status 1. */
  'request-status',
  /** The body length of UPLOAD is one less than it should be. */
  'length-off-by-one',
  /** Ids that do not fit are cut short. */
  'cuts-ids',
  /** Ids are sent as Latin-1. */
  'latin-1',
  /** Two uploads have the same id. */
  'one-file-id',
  /** A list of addresses must end with `;`. */
  'wants-semicolon',
  /** Only the first address of anything is tried. */
  'no-failover',
  /** Another server is tried after any refusal. */
  'nothing-is-final',
  /** Tries again and again. */
  'never-gives-up',
  /** Waits for a reply for as long as it takes. */
  'no-timeout',
  /** A failure of DELETE or FILESIZE counts as done. */
  'failure-is-success',
  /** A file that exists already is always its own. */
  'exists-is-success',
  /** A file with the same size is its own. */
  'same-size-is-same',
  /** An upload without an answer is not made again. */
  'no-resend',
  /** Success is believed before everything was sent. */
  'early-success',
  /** Everything is sent before the reply is looked at. */
  'deaf-while-sending',
  /** A download that breaks is over. */
  'no-resume',
  /** A download that breaks begins anew, behind what is there. */
  'resumes-from-zero',
  /** As many bytes as come are the content. */
  'ignores-body-length',
  /** Content is written under its name as it comes. */
  'partial-file',
  /** Sizes have 32 bits. */
  'size-32-bits',
  /** A reply of any kind of server will do. */
  'any-reply-command',
  /** Sends the next request before the reply to the last one. */
  'pipelines',
  /** An upload whose description is refused has failed. */
  'description-must-be-kept',
  /** Only the first page of a listing is asked for. */
  'lists-one-page',
  /** Storages that do not know LIST have no files. */
  'unknown-is-empty',
  /** A page may begin anywhere. */
  'lists-in-circles',
] as const;

export type ClientFault = (typeof CLIENT_FAULTS)[number];
