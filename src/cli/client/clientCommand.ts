import { Command, type HelpContext, InvalidArgumentError } from 'commander';
import type { Site } from './clientSubcommand.ts';
import { deleteCommand } from './deleteCommand.ts';
import { downloadCommand } from './downloadCommand.ts';
import { filesizeCommand } from './filesizeCommand.ts';
import { groupsCommand } from './groupsCommand.ts';
import { listCommand } from './listCommand.ts';
import { trackerAddresses } from './trackerAddresses.ts';
import { uploadCommand } from './uploadCommand.ts';

/**
 * `tnv client <taddrs> <command> …`. Rejects with a `CommandFailed`, and with commander's own error for wrong usage.
 */
export function clientCommand(): Command {
  return new ClientCommand('client')
    .summary('upload, list, measure, download and delete files')
    .usage('<taddrs> <command> ...')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[args...]')
    .action(async (args: string[]) => {
      const at = args.findIndex((arg) => !arg.startsWith('-'));
      const [taddrs = ''] = at < 0 ? [] : args.splice(at, 1);
      await subcommands(taddrs).parseAsync(args, { from: 'user' });
    });
}

/** The addresses stand before the name of the command, where commander has no place for them: it is told of the rest. */
class ClientCommand extends Command {
  override outputHelp(context?: HelpContext | ((text: string) => string)): void {
    subcommands('').outputHelp(typeof context === 'function' ? undefined : context);
  }
}

const DESCRIPTION = `Uploads, lists, measures, downloads and deletes the files of a site.

<taddrs> names its trackers: host:port;host:port, in quotes when there are several, because the shell takes the semicolon for its own. What one server cannot do is tried at the next one.`;

const EXAMPLES = `
Examples:
  tnv client 127.0.0.1:21000 groups
  tnv client '10.0.0.1:21000;10.0.0.2:21000' upload tnvideo tnv001 my-video.mp4
  tnv client 127.0.0.1:21000 list tnvideo tnv001
  tnv client 127.0.0.1:21000 filesize tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197
  tnv client 127.0.0.1:21000 download tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197 0 0 my-video.mp4
  tnv client 127.0.0.1:21000 delete tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197

Exit codes: 0 done, 1 failed or refused, 2 wrong usage, 130 ended by Ctrl-C.`;

function subcommands(taddrs: string): Command {
  const program: Command = new Command('tnv client <taddrs>')
    .usage('<command> ...')
    .description(DESCRIPTION)
    .option('--timeout <seconds>', 'how long a server may be silent before the next one is tried', seconds, 30)
    .addHelpText('after', EXAMPLES)
    .helpCommand(false)
    .exitOverride();
  const site: Site = () => ({
    trackers: trackerAddresses(taddrs),
    timeoutMs: program.opts<{ timeout: number }>().timeout * 1000,
  });
  return program
    .addCommand(groupsCommand(site))
    .addCommand(uploadCommand(site))
    .addCommand(listCommand(site))
    .addCommand(filesizeCommand(site))
    .addCommand(downloadCommand(site))
    .addCommand(deleteCommand(site));
}

const SECONDS_MAX = 86_400;

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value === 0 || value > SECONDS_MAX) {
    throw new InvalidArgumentError(`It is a number of seconds, more than 0 and at most ${SECONDS_MAX}.`);
  }
  return value;
}
