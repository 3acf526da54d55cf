/** Exit codes of the kit. */
export const ExitCode = {
  /** All is as expected. */
  ok: 0,
  /** A case failed, or one that was expected to fail passed. */
  failed: 1,
  usage: 2,
  /** No address of a part could be reached. */
  unreachable: 3,
  /** The kit itself failed, in a case or outside. */
  kit: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
