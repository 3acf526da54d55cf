import { Command, CommanderError } from 'commander';
import { CommandFailed, ExitCode } from './exitCode.ts';
import { packageVersion } from './version.ts';

/** A command's code is loaded when it is asked for, and all of it for the help: it is most of what a start costs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./upCommand.ts')).upCommand(),
  tracker: async () => (await import('./trackerCommand.ts')).trackerCommand(),
  id: async () => (await import('./idCommand.ts')).idCommand(),
  storage: async () => (await import('./storageCommand.ts')).storageCommand(),
  http: async () => (await import('./httpCommand.ts')).httpCommand(),
  client: async () => (await import('./client/clientCommand.ts')).clientCommand(),
  link: async () => (await import('./link/linkCommand.ts')).linkCommand(),
  db: async () => (await import('./db/dbCommand.ts')).dbCommand(),
  doctor: async () => (await import('./doctor/doctorCommand.ts')).doctorCommand(),
};

const program = new Command('tnv')
  .description('The TNV distributed streaming-media system.')
  .version(packageVersion())
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

try {
  const asked = process.argv[2] ?? '';
  for (const name of Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS)) {
    const command = await COMMANDS[name]?.();
    if (command !== undefined) program.addCommand(command.exitOverride());
  }
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
