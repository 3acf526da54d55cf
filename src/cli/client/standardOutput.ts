import { CommandFailed, ExitCode } from '../exitCode.ts';

/** Writes to standard output; resolves when it has been taken. Rejects with a `CommandFailed` when nobody reads it. */
export function writeOut(bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const { stdout } = process;
    // The callback tells of a failure too; without a listener the event would end the process.
    const onError = (): void => {};
    stdout.once('error', onError);
    stdout.write(bytes, (error) => {
      if (error) {
        reject(new CommandFailed(ExitCode.failed, `standard output cannot be written: ${error.message}`));
      } else {
        stdout.off('error', onError);
        resolve();
      }
    });
  });
}
