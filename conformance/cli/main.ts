import { CASES } from '../cases/index.ts';
import { conformance } from './conformance.ts';
import { ExitCode } from './exitCode.ts';
import { UsageError } from './options.ts';

const program = process.env.TNV_PROGRAM === undefined ? 'tnv-conformance' : `${process.env.TNV_PROGRAM} conformance`;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough.
  if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  throw error;
});

const interrupted = new AbortController();
process.on('SIGINT', () => {
  // The first time what is open is cleaned up and reported; who insists gets out at once.
  if (interrupted.signal.aborted) process.exit(ExitCode.interrupted);
  interrupted.abort();
});
process.on('SIGTERM', () => interrupted.abort());

/** Ends the program once its output is out, whatever a case of a hopeless target has left running. */
function end(exitCode: ExitCode): void {
  process.exitCode = exitCode;
  process.stderr.write('', () => process.stdout.write('', () => process.exit(exitCode)));
}

try {
  const exitCode = await conformance(process.argv.slice(2), CASES, {
    program,
    stdout: process.stdout,
    stderr: process.stderr,
    noColor: Boolean(process.env.NO_COLOR),
    signal: interrupted.signal,
  });
  end(exitCode);
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${program}: ${error.message}\nTry: ${program} --help\n`);
    end(ExitCode.usage);
  } else {
    process.stderr.write(`${program}: internal error, please report it:\n${(error as Error).stack ?? error}\n`);
    end(ExitCode.kit);
  }
}
