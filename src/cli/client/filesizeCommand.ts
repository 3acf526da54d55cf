import type { Command } from 'commander';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { clientSubcommand, type Site } from './clientSubcommand.ts';
import { type Outcome, type OutputOptions, runCommand, type Session } from './runCommand.ts';

/** `filesize`: the bytes of a file. */
export function filesizeCommand(site: Site): Command {
  return clientSubcommand('filesize', 'Prints how many bytes a file has.', [
    'tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197',
  ])
    .argument('<appid>', 'the application')
    .argument('<userid>', 'whose file it is')
    .argument('<fileid>', 'its id')
    .action((appid: string, userid: string, fileid: string, options: OutputOptions) =>
      runCommand(site(), options, (session) => filesize(session, { appid, userid, fileid })),
    );
}

async function filesize({ client, signal }: Session, file: FileAddress): Promise<Outcome> {
  const size = await client.filesize(file, { signal });
  return { text: String(size), json: { ...file, size } };
}
