import { type Command, InvalidArgumentError } from 'commander';
import type { ListedFile } from '../../client/operations/list.ts';
import { formatByteSize } from './byteSize.ts';
import { clientSubcommand, type Site } from './clientSubcommand.ts';
import { printable } from './printable.ts';
import { type Outcome, type OutputOptions, runCommand, type Session } from './runCommand.ts';
import { writeOut } from './standardOutput.ts';

/** Files asked for at once: as many as a storage gives. */
const PAGE_MAX = 500;

interface ListCommandOptions extends OutputOptions {
  readonly limit?: number;
}

/** `list`: a user's files. */
export function listCommand(site: Site): Command {
  return clientSubcommand(
    'list',
    'Lists the files of a user, the newest first: id, size, time of the upload, type, name.',
    ['tnvideo tnv001', 'tnvideo tnv001 --limit 20', 'tnvideo tnv001 --json'],
  )
    .argument('<appid>', 'the application')
    .argument('<userid>', 'whose files')
    .option('--limit <n>', 'stop after so many files; all without', count)
    .action((appid: string, userid: string, options: ListCommandOptions) =>
      runCommand(site(), options, (session) => list(session, appid, userid, options)),
    );
}

/** Prints each page as it comes; for scripts all of them are one object. */
async function list(
  { client, signal }: Session,
  appid: string,
  userid: string,
  { json = false, limit = Number.POSITIVE_INFINITY }: ListCommandOptions,
): Promise<Outcome> {
  const kept: ListedFile[] = [];
  let seen = 0;
  let last: ListedFile | undefined;
  for (let more = true; more && seen < limit; ) {
    const page = await client.list(appid, userid, {
      ...(last === undefined ? {} : { after: last.fileid }),
      limit: Math.min(limit - seen, PAGE_MAX),
      signal,
    });
    if (json) kept.push(...page.files);
    else if (page.files.length > 0) await writeOut(printable(page.files.map(line).join('')));
    seen += page.files.length;
    last = page.files.at(-1) ?? last;
    more = page.more;
  }
  return { text: seen === 0 ? 'no files' : undefined, json: { files: kept } };
}

function line({ fileid, size, uploadedAt, name, type }: ListedFile): string {
  const time = uploadedAt === undefined ? '-' : uploadedAt.toISOString().replace('.000', '');
  const columns = [
    fileid.padEnd(36),
    formatByteSize(size).padStart(11),
    time.padEnd(20),
    (type || '-').padEnd(16),
    name,
  ];
  return `${columns
    .map((column) => column.replace(/[\n\t]/g, '?'))
    .join('  ')
    .trimEnd()}\n`;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a number of files, 1 or more.');
  return Number(text);
}
