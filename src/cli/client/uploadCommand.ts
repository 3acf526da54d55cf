import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { newFileId } from '../../client/fileId.ts';
import { fileSource } from '../../client/sources/fileSource.ts';
import { formatByteSize } from './byteSize.ts';
import { clientSubcommand, type Site } from './clientSubcommand.ts';
import { describeUpload } from './describeUpload.ts';
import { showProgress } from './progressBar.ts';
import { type Outcome, type OutputOptions, runCommand, type Session } from './runCommand.ts';

/** What to upload. */
interface UploadArguments {
  readonly appid: string;
  readonly userid: string;
  /** Path of the file. */
  readonly path: string;
  /** A new one is made unless it is given. */
  readonly fileid: string | undefined;
  /** Whether to tell the storages its name and type. */
  readonly describe: boolean;
}

interface UploadCommandOptions extends OutputOptions {
  readonly describe: boolean;
}

/** `upload`: stores a file and tells its id. */
export function uploadCommand(site: Site): Command {
  return clientSubcommand('upload', 'Stores a file and prints its file id. It is new unless one is given.', [
    'tnvideo tnv001 my-video.mp4',
    'tnvideo tnv001 my-video.mp4 0 0',
    'tnvideo tnv001 my-video.mp4 my-own-id --json',
  ])
    .usage('[options] <appid> <userid> <file> [fileid]')
    .argument('<appid>', 'the application: tnvideo, at most sites')
    .argument('<userid>', 'whose file it is')
    .argument('<file>', 'path of the file to store')
    .argument('[fileid...]', 'its id, at most 127 bytes; two zeros at the end, as older clients want, mean nothing')
    .option('--no-describe', 'do not tell the storages its name and type, which `list` shows')
    .action(
      (
        appid: string,
        userid: string,
        path: string,
        rest: string[],
        options: UploadCommandOptions,
        command: Command,
      ) => {
        const { describe } = options;
        const [fileid, ...excess] = rest.slice(-2).join(' ') === '0 0' ? rest.slice(0, -2) : rest;
        if (excess.length > 0) command.error('error: too many arguments: expected one file id');
        return runCommand(site(), options, (session) => upload(session, { appid, userid, path, fileid, describe }));
      },
    );
}

async function upload(session: Session, args: UploadArguments): Promise<Outcome> {
  const { host, client, signal } = session;
  const { appid, userid, path, fileid = newFileId(host, userid) } = args;
  const source = await fileSource(host.disk, resolve(path));
  const progress = showProgress(basename(path), source.size);
  try {
    await client.upload({ appid, userid, fileid }, source, { signal, onProgress: (bytes) => progress.update(bytes) });
  } finally {
    progress.stop();
  }
  const note = args.describe ? await describeUpload(session, { appid, userid, fileid }, resolve(path)) : undefined;
  return {
    text: `${path} (${formatByteSize(source.size)}) is stored, its file id is\n${fileid}`,
    json: { appid, userid, fileid, size: source.size, ...note },
  };
}
