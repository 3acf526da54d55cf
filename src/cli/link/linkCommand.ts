import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type HttpSettings, readHttpSettings } from '../../config/httpKeys.ts';
import { formatAddress } from '../../host/address.ts';
import { nodeClock } from '../../host/node/clock.ts';
import { signLink } from '../../http/access/signedLinks.ts';
import { configProblem } from '../configFiles.ts';
import { CommandFailed, ExitCode } from '../exitCode.ts';
import { parseDuration } from './duration.ts';

interface LinkOptions {
  readonly config: string;
  /** Seconds. */
  readonly for: number;
  readonly base?: string;
  readonly json?: boolean;
}

const LINK_SECONDS_MAX = 366 * 86_400;
const FILEID_BYTES_MAX = 127;

/** `tnv link`: an address that plays a file for a while. Spec: HTTP-LINKS. */
export function linkCommand(): Command {
  return new Command('link')
    .summary('print a link that plays a file for a while, where reading is restricted')
    .description(
      'Signs a link with the tnv_link_key of a gateway. It plays one file until its time is over; whoever has it needs no token. ' +
        'It asks no server: whether there is such a file shows when the link is opened.',
    )
    .argument('<fileid>', 'which file')
    .requiredOption(
      '-c, --config <file>',
      "the gateway's configuration file; TNV_LINK_KEY in the environment wins over its key",
    )
    .option('--for <duration>', 'how long it plays: 90s, 15m, 2h, 7d', duration, 7200)
    .option('--base <url>', 'where viewers reach the gateway (its own address, tnv_listen, unless given)', base)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  tnv link 5f9e3fb001e2400123456789abcdef000101 -c etc/http.cfg --for 2h\n' +
        '  tnv link movie -c etc/http.cfg --for 7d --base https://media.example',
    )
    .action(link);
}

async function link(fileid: string, options: LinkOptions): Promise<void> {
  const { config } = await settingsOf(options.config);
  const { linkKey, appid, userid, listen } = config;
  if (linkKey === undefined) {
    const why = 'it has no tnv_link_key (nor is TNV_LINK_KEY set), so everybody may read and no link needs a signature';
    throw new CommandFailed(ExitCode.usage, `${options.config}: ${why}`);
  }
  if (fileid === '' || Buffer.byteLength(fileid) > FILEID_BYTES_MAX) {
    throw new CommandFailed(ExitCode.usage, `a file id has 1 to ${FILEID_BYTES_MAX} bytes`);
  }
  const expires = Math.floor(nodeClock.wallMs() / 1000) + options.for;
  const host = listen.host === '0.0.0.0' || listen.host === '::' ? 'localhost' : listen.host;
  const gateway = options.base ?? `http://${formatAddress({ ...listen, host })}`;
  const url = `${gateway}/files/${encodeURIComponent(fileid)}?${signLink(linkKey, { appid, userid, fileid }, expires)}`;
  const expiresAt = new Date(expires * 1000).toISOString();
  process.stdout.write(options.json ? `${JSON.stringify({ url, expiresAt })}\n` : `${url}\n`);
}

async function settingsOf(file: string): Promise<HttpSettings> {
  try {
    const text = await readFile(file, 'utf8');
    return readHttpSettings({ text, fileName: file, folder: dirname(resolve(file)), env: process.env });
  } catch (error) {
    throw new CommandFailed(ExitCode.usage, configProblem(file, error));
  }
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds > LINK_SECONDS_MAX) {
    throw new InvalidArgumentError('It is a number with s, m, h or d, 366d at most: 90s, 15m, 2h, 7d.');
  }
  return seconds;
}

function base(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('It is the start of an address: https://media.example');
  }
  return url.href.replace(/\/+$/, '');
}
