/** Exit codes of every command. */
export const ExitCode = {
  ok: 0,
  /** It could not be done: refused, unreachable, failed. */
  failed: 1,
  /** Wrong usage or wrong configuration. */
  usage: 2,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends the program with one clear sentence on standard error. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
