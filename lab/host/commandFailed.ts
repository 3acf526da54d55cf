/** A command that ended with another code than 0, or that did not end in time. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  /** Exit code; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;

  constructor(command: string, ended: { code: number | undefined; stdout: string; stderr: string; how: string }) {
    const said = `${ended.stderr}${ended.stderr.trim() === '' ? ended.stdout : ''}`.trim().slice(-2_000);
    super(`${command}: ${ended.how}${said === '' ? '' : `: ${said}`}`);
    this.code = ended.code;
    this.stdout = ended.stdout;
    this.stderr = ended.stderr;
  }
}
