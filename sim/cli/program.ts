import { Command } from 'commander';
import { bugsCommand } from './bugsCommand.ts';
import { campaignCommand } from './campaignCommand.ts';
import { exportCommand } from './exportCommand.ts';
import { replayCommand } from './replayCommand.ts';
import { runCommand } from './runCommand.ts';
import { shrinkCommand } from './shrinkCommand.ts';
import { UsageError } from './usageError.ts';

/** `tnv sim` and its commands. */
export function program(): Command {
  const sim = new Command('tnv sim')
    .description('Runs the real tracker, id, storage and client code in a simulated world where everything goes wrong.')
    .addCommand(campaignCommand())
    .addCommand(replayCommand())
    .addCommand(exportCommand())
    .addCommand(shrinkCommand())
    .addCommand(bugsCommand())
    .enablePositionalOptions();
  runCommand(sim);
  for (const command of [sim, ...sim.commands]) command.exitOverride();
  return sim.hook('preSubcommand', (_, command) => {
    // The bug is planted wherever it stands; all else belongs behind the command's name.
    const given = sim.options.filter((option) => sim.getOptionValueSource(option.attributeName()) === 'cli');
    const misplaced = given.find(({ long }) => long !== '--bug');
    if (misplaced !== undefined) throw new UsageError(`${misplaced.long} goes behind "${command.name()}"`);
  });
}
