import { CommanderError } from 'commander';
import { ExitCode } from './exitCode.ts';
import { plantFrom } from './plantedBug.ts';
import { UsageError } from './usageError.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough.
  if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  throw error;
});

try {
  const allPlanted = plantFrom(process.argv.slice(2));
  // Only now is the code loaded that a bug may be planted into.
  const { program } = await import('./program.ts');
  allPlanted();
  await program().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong, unless commander did already; gives the exit code. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`tnv sim: ${error.message}\n`);
    return ExitCode.usage;
  }
  process.stderr.write(`tnv sim: internal error, please report it:\n${(error as Error).stack ?? error}\n`);
  return ExitCode.crash;
}
