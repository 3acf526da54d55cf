import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { LogSettings } from '../config/serverKeys.ts';
import { formatAddress } from '../host/address.ts';
import { createLog } from '../host/node/log.ts';
import { createNodeHost } from '../host/node/nodeHost.ts';
import { CommandFailed, ExitCode } from './exitCode.ts';
import { libraryOrSample } from './sampleClip.ts';
import { type Site, startSite } from './site.ts';
import { stopSignal } from './stopSignal.ts';

interface UpOptions {
  readonly data: string;
  readonly host: string;
  readonly trackerPort: number;
  readonly idPort: number;
  readonly storagePort: number;
  readonly httpPort: number;
  readonly watchPort: number;
  readonly logLevel: LogSettings['level'];
  readonly json?: boolean;
}

/** `tnv up`: everything in one process, on the embedded databases. */
export function upCommand(): Command {
  return new Command('up')
    .summary('run a whole system on this machine: tracker, id server, two storages, gateway')
    .description(
      'Runs a whole system on this machine, in one process and with nothing else to install: a tracker, an id server, ' +
        'two storages of one group, and the HTTP gateway. A sample clip is uploaded when the library is empty. ' +
        'Ctrl-C stops it; the next start finds its data again.',
    )
    .option('--data <folder>', 'where databases and files are kept', './data')
    .option('--host <address>', 'address to listen at; 0.0.0.0 lets other machines in', '127.0.0.1')
    .option('--http-port <port>', 'port of the HTTP gateway, 0 for a free one', port, 8080)
    .option('--tracker-port <port>', 'port of the tracker, 0 for a free one', port, 21000)
    .option('--id-port <port>', 'port of the id server, 0 for a free one', port, 22000)
    .option(
      '--storage-port <port>',
      'port of the first storage, the second takes the next one; 0 for free ones',
      port,
      23000,
    )
    .option('--watch-port <port>', 'port of metrics and health on the loopback address, 0 for a free one', port, 0)
    .option('--log-level <level>', 'debug, info, warn or error', logLevel, 'info')
    .option('--json', 'say that it is ready with one line of JSON')
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const stopped = stopSignal();
  const dataFolder = resolve(options.data);
  const log = createLog({ level: options.logLevel });
  const site = await startSite({ ...options, dataFolder, listenHost: options.host, log }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(ExitCode.failed, `the system cannot start: ${why}`, { cause: error });
  });
  try {
    const library = await Promise.race([libraryOrSample(site, createNodeHost({ log })), stopped.then(() => undefined)]);
    if (library === undefined) return;
    process.stdout.write(options.json ? readyLine(site, library) : welcome(site, library, dataFolder));
    await stopped;
  } finally {
    await site.stop();
  }
}

function readyLine(site: Site, files: readonly string[]): string {
  const ready = {
    event: 'ready',
    tracker: formatAddress(site.tracker),
    id: formatAddress(site.id),
    storages: site.storages.map(formatAddress),
    http: `http://${formatAddress(site.http)}`,
    watch: `http://${formatAddress(site.watch)}`,
    files,
  };
  return `${JSON.stringify(ready)}\n`;
}

function welcome(site: Site, files: readonly string[], dataFolder: string): string {
  const tracker = formatAddress(site.tracker);
  const http = `http://${formatAddress(site.http)}`;
  const ids = `${site.appid} ${site.userid}`;
  const watch = files.map((fileid) => `    ${http}/files/${fileid}`).join('\n');
  const [first] = files;
  const program = process.env.TNV_PROGRAM ?? 'tnv';
  return `
TNV is running. Everything is kept in ${dataFolder}

  tracker   ${tracker}
  id        ${formatAddress(site.id)}
  storages  ${site.storages.map(formatAddress).join(', ')}
  gateway   ${http}
  metrics   http://${formatAddress(site.watch)}/metrics

  Play with VLC:
${watch}

  Try next, in another terminal:
    ${program} client ${tracker} upload ${ids} my-video.mp4
    ${program} client ${tracker} groups
    curl -r 0-99 -o first-bytes ${http}/files/${first}

  Ctrl-C stops it. Watch, upload and see the cluster in a browser:

    ${http}/

`;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

function logLevel(text: string): LogSettings['level'] {
  const level = (['debug', 'info', 'warn', 'error'] as const).find((known) => known === text);
  if (level === undefined) throw new InvalidArgumentError('It is one of debug, info, warn, error.');
  return level;
}
