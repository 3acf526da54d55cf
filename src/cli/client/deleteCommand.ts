import type { Command } from 'commander';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { clientSubcommand, type Site } from './clientSubcommand.ts';
import { type Outcome, type OutputOptions, runCommand, type Session } from './runCommand.ts';

/** `delete`: deletes a file. */
export function deleteCommand(site: Site): Command {
  return clientSubcommand('delete', 'Deletes a file, for good.', [
    'tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197',
  ])
    .argument('<appid>', 'the application')
    .argument('<userid>', 'whose file it is')
    .argument('<fileid>', 'its id')
    .action((appid: string, userid: string, fileid: string, options: OutputOptions) =>
      runCommand(site(), options, (session) => remove(session, { appid, userid, fileid })),
    );
}

async function remove({ client, signal }: Session, file: FileAddress): Promise<Outcome> {
  await client.delete(file, { signal });
  return { text: `${file.fileid} is deleted`, json: { ...file, deleted: true } };
}
