import { type Command, InvalidArgumentError } from 'commander';
import type { DownloadRange } from '../../client/download.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { formatByteSize } from './byteSize.ts';
import { clientSubcommand, type Site } from './clientSubcommand.ts';
import { createOutputFile } from './outputFile.ts';
import { type Progress, showProgress } from './progressBar.ts';
import { type Outcome, type OutputOptions, runCommand, type Session } from './runCommand.ts';
import { writeOut } from './standardOutput.ts';

/** What to download, and where to. */
interface DownloadArguments {
  readonly file: FileAddress;
  readonly range: DownloadRange;
  /** A path, or `-` for standard output; the file id unless it is given. */
  readonly out: string | undefined;
  /** Whether to replace a file that is there. */
  readonly force: boolean;
}

interface DownloadOptions extends OutputOptions {
  readonly force?: boolean;
}

/** `download`: a file or a part of it, into a file that appears when it is complete. */
export function downloadCommand(site: Site): Command {
  return clientSubcommand(
    'download',
    'Downloads a file or a part of it. It appears under its name when it is complete, not before.',
    [
      'tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197',
      'tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197 0 0 my-video.mp4',
      'tnvideo tnv001 6640c41807ffea386043bad2c6ee25000197 0 1000 - | file -',
    ],
  )
    .argument('<appid>', 'the application')
    .argument('<userid>', 'whose file it is')
    .argument('<fileid>', 'its id')
    .argument('[offset]', 'the first byte to download', byteNumber, 0)
    .argument('[size]', 'how many bytes; 0 for all up to the end', byteNumber, 0)
    .argument('[out]', 'where to: a path, or - for standard output (default: the file id in the working folder)')
    .option('--force', 'replace a file that is there')
    .action(
      (
        appid: string,
        userid: string,
        fileid: string,
        offset: number,
        size: number,
        out: string | undefined,
        options: DownloadOptions,
        command: Command,
      ) => {
        if (options.json && out === '-') command.error('error: --json and - both want standard output');
        const { force = false } = options;
        const args = { file: { appid, userid, fileid }, range: { offset, size }, out, force };
        return runCommand(site(), options, (session) => download(session, args));
      },
    );
}

type Write = (bytes: Uint8Array) => Promise<void>;

async function download(session: Session, args: DownloadArguments): Promise<Outcome> {
  const { file, range } = args;
  if (args.out === '-') {
    const size = await transfer(session, args, 'standard output', writeOut);
    return { text: undefined, json: { ...file, offset: range.offset, size } };
  }
  const out = args.out ?? nameFor(file.fileid);
  const output = await createOutputFile(out, args.force);
  try {
    const size = await transfer(session, args, out, (bytes) => output.write(bytes));
    await output.complete();
    return {
      text: `${out} has ${formatByteSize(size)}`,
      json: { ...file, offset: range.offset, size, out },
    };
  } finally {
    await output.discard();
  }
}

/** Moves the content; resolves to its size. */
async function transfer(
  { host, client, signal }: Session,
  args: DownloadArguments,
  label: string,
  write: Write,
): Promise<number> {
  const { size, chunks } = await client.download(args.file, args.range, { signal });
  const progress: Progress = showProgress(label, size);
  let done = 0;
  try {
    for await (const chunk of chunks) {
      await write(chunk);
      done += chunk.length;
      host.network.reuse(chunk);
      progress.update(done);
    }
  } finally {
    progress.stop();
  }
  return size;
}

/** The file id as a name in the working folder, if it can be one. */
function nameFor(fileid: string): string {
  if (/[/\\\0]/.test(fileid) || fileid === '.' || fileid === '..' || fileid === '') {
    throw new CommandFailed(ExitCode.usage, `"${fileid}" is no good file name; say where to write to`);
  }
  return fileid;
}

function byteNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError('It is a number of bytes; the order is <fileid> [offset] [size] [out].');
  }
  return value;
}
