import type { Command } from 'commander';
import { parseGroupsText } from '../../protocol/groupsText.ts';
import { TnvError } from '../../protocol/tnvError.ts';
import { clientSubcommand, type Site } from './clientSubcommand.ts';
import { type Outcome, type OutputOptions, runCommand, type Session } from './runCommand.ts';

/** `groups`: the groups and their storages, as a tracker sees them. */
export function groupsCommand(site: Site): Command {
  return clientSubcommand(
    'groups',
    'Shows the groups and their storages, as the first tracker that answers sees them.',
    ['', '--json'],
  ).action((options: OutputOptions) => runCommand(site(), options, groups));
}

async function groups({ client, signal }: Session): Promise<Outcome> {
  const text = await client.groups({ signal });
  return { text, json: parsed(text) };
}

/** A text that is not laid out as expected is given as it is. */
function parsed(text: string): object {
  try {
    return { groups: parseGroupsText(text) };
  } catch (error) {
    if (error instanceof TnvError) return { text };
    throw error;
  }
}
