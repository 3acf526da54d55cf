import { ExitCode } from './exitCode.ts';

/**
 * Ends the program when Ctrl-C (or a request to terminate) comes while `work` is under way: `tell` says what was
 * reached until then, and leaves no process behind. A second Ctrl-C does not wait for it. Settles as `work` does.
 */
export async function interruptible<T>(tell: () => void | Promise<void>, work: () => Promise<T>): Promise<T> {
  let asked = false;
  const onSignal = async (): Promise<void> => {
    if (asked) process.exit(ExitCode.interrupted);
    asked = true;
    await tell();
    // What was printed has to get through a pipe first.
    process.stdout.write('', () => process.exit(ExitCode.interrupted));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work();
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
