import { Command, CommanderError } from 'commander';
import { clientCommand } from './client/clientCommand.ts';
import { dbCommand } from './db/dbCommand.ts';
import { doctorCommand } from './doctor/doctorCommand.ts';
import { CommandFailed, ExitCode } from './exitCode.ts';
import { httpCommand } from './httpCommand.ts';
import { idCommand } from './idCommand.ts';
import { linkCommand } from './link/linkCommand.ts';
import { storageCommand } from './storageCommand.ts';
import { trackerCommand } from './trackerCommand.ts';
import { upCommand } from './upCommand.ts';
import { packageVersion } from './version.ts';

const program = new Command('tnv')
  .description('The TNV distributed streaming-media system.')
  .version(packageVersion())
  .addCommand(upCommand())
  .addCommand(trackerCommand())
  .addCommand(idCommand())
  .addCommand(storageCommand())
  .addCommand(httpCommand())
  .addCommand(clientCommand())
  .addCommand(linkCommand())
  .addCommand(dbCommand())
  .addCommand(doctorCommand())
  .exitOverride()
  .addHelpText(
    'after',
    `
Start here:
  tnv up                                            the whole system on this machine
  tnv client 127.0.0.1:21000 upload tnvideo tnv001 my-video.mp4
  tnv sim --help                                    the same code in a simulated world where everything goes wrong
  tnv <command> --help                              what a command takes

Exit codes: 0 done, 1 failed or refused, 2 wrong usage or configuration, 130 ended by Ctrl-C.`,
  );

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough.
  if (error.code === 'EPIPE') process.exit(ExitCode.ok);
  throw error;
});

for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says what went wrong, unless commander did already; gives the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof CommandFailed) {
    process.stderr.write(`tnv: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`tnv: internal error, please report it:\n${(error as Error).stack ?? error}\n`);
  return ExitCode.failed;
}
