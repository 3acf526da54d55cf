import { Command, CommanderError } from 'commander';
import { bugsCommand } from './bugsCommand.ts';
import { campaignCommand } from './campaignCommand.ts';
import { ExitCode } from './exitCode.ts';
import { replayCommand } from './replayCommand.ts';
import { runCommand } from './runCommand.ts';
import { shrinkCommand } from './shrinkCommand.ts';

const program = new Command('tnv sim')
  .description('Runs the real tracker, id, storage and client code in a simulated world where everything goes wrong.')
  .addCommand(campaignCommand())
  .addCommand(replayCommand())
  .addCommand(shrinkCommand())
  .addCommand(bugsCommand())
  .enablePositionalOptions()
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 all is well, 1 something wrong happened (safety), 2 wrong usage, 3 something right did not happen in time
(liveness), 4 the same seed gave two different runs (determinism), 5 code failed in a way it may not (crash), 6 a place
that must be passed sometimes was not (probes of a campaign).`,
  );
runCommand(program);
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  else {
    process.stderr.write(`tnv sim: internal error: ${(error as Error).stack ?? error}\n`);
    process.exitCode = ExitCode.crash;
  }
}
