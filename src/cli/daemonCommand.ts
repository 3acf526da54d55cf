import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { ConfigError } from '../config/configError.ts';
import { describeKeys } from '../config/describeKeys.ts';
import type { ServiceKeys } from '../config/key.ts';
import type { ConfigSource } from '../config/readKeys.ts';
import type { DaemonSettings } from '../config/settings.ts';
import { formatAddress } from '../host/address.ts';
import { BufferPool } from '../host/bufferPool.ts';
import type { Host } from '../host/host.ts';
import { createLog } from '../host/node/log.ts';
import { createNodeHost } from '../host/node/nodeHost.ts';
import type { Metrics } from '../host/node/promMeter.ts';
import type { Daemon } from '../server/daemon.ts';
import { openWatchPort } from '../watch/watchPort.ts';
import { CommandFailed, ExitCode } from './exitCode.ts';
import { reloadLogLevel } from './reloadLogLevel.ts';
import { stopSignal } from './stopSignal.ts';

/** Something that is to be closed after the daemon, or when it cannot start. */
export type Keep = <T extends { close(): Promise<void> }>(part: T) => T;

/** What makes a daemon a program of its own. */
export interface DaemonProgram<Settings extends DaemonSettings<unknown>> {
  /** `tnv <name>` */
  readonly name: string;
  readonly summary: string;
  readonly keys: ServiceKeys;
  read(source: ConfigSource): Settings;
  /** Opens what the daemon needs, hands each to `keep`, and starts it. */
  start(host: Host, settings: Settings, keep: Keep): Promise<Daemon>;
}

/** The command `tnv <name>`: reads the configuration, runs the daemon until SIGINT or SIGTERM, stops it in an orderly way. */
export function daemonCommand<Settings extends DaemonSettings<unknown>>(program: DaemonProgram<Settings>): Command {
  return new Command(program.name)
    .summary(program.summary)
    .description(
      `${program.summary}\n\nWithout a configuration file every key has its default, and relative paths begin at ./etc.`,
    )
    .option('-c, --config <file>', 'configuration file in the ACL style')
    .option('--print-keys', 'print a complete configuration file, every key with its default and what it does')
    .addHelpText(
      'after',
      `\nExamples:\n  tnv ${program.name} -c etc/${program.name}.cfg\n  tnv ${program.name} --print-keys > my.cfg`,
    )
    .action(async (options: { config?: string; printKeys?: boolean }) => {
      if (options.printKeys) {
        process.stdout.write(describeKeys(program.keys));
        return;
      }
      await run(program, () => readSettings(program, options.config));
    });
}

async function readSettings<Settings extends DaemonSettings<unknown>>(
  program: DaemonProgram<Settings>,
  file: string | undefined,
): Promise<Settings> {
  const source = { env: process.env, fileName: file ?? 'defaults' };
  try {
    return file === undefined
      ? program.read({ ...source, text: undefined, folder: resolve('etc') })
      : program.read({ ...source, text: await readFile(file, 'utf8'), folder: dirname(resolve(file)) });
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandFailed(ExitCode.usage, error.message);
    if (error instanceof Error && 'syscall' in error) {
      throw new CommandFailed(ExitCode.usage, `cannot read the configuration file ${file}: ${error.message}`);
    }
    throw error;
  }
}

async function run<Settings extends DaemonSettings<unknown>>(
  program: DaemonProgram<Settings>,
  read: () => Promise<Settings>,
): Promise<void> {
  const settings = await read();
  const ownLog = createLog({ level: settings.log.level });
  const log = ownLog.child({ daemon: program.name });
  for (const text of settings.warnings) log.warn('configuration', { text });
  for (const text of settings.notes) log.info('configuration', { text });
  const metrics = settings.watch === undefined ? undefined : await openMetrics();
  const buffers = new BufferPool(settings.bufferBytes);
  const host = createNodeHost({
    ...{ log, buffers },
    ...(settings.hostname === undefined ? {} : { hostname: settings.hostname }),
    ...(metrics === undefined ? {} : { meter: metrics.meter(program.name) }),
  });

  host.meter.gauge({ name: 'tnv_buffer_bytes', help: 'Memory of tnv_buffer_memory that is in use.' }, () => [
    [[], buffers.taken],
  ]);

  const cannotStart = (error: unknown): never => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(ExitCode.failed, `${program.name} cannot start: ${why}`, { cause: error });
  };
  const parts: { close(): Promise<void> }[] = [];
  const keep: Keep = (part) => {
    parts.unshift(part);
    return part;
  };
  const stopped = stopSignal();
  const endReloads = reloadLogLevel(ownLog, async () => (await read()).log.level);
  let daemon: Daemon | undefined;
  try {
    if (settings.watch !== undefined && metrics !== undefined) {
      const port = await openWatchPort(host, settings.watch, {
        metrics: () => metrics.text(),
        metricsType: metrics.contentType,
        health: () => daemon?.health,
      }).catch(cannotStart);
      keep(port);
      log.info('watched', { address: formatAddress(port.address) });
    }
    const running = await program.start(host, settings, keep).catch(cannotStart);
    daemon = running;
    log.info('listening', { address: formatAddress(running.address) });
    const signal = await stopped;
    log.info('stopping', { signal });
    daemon = undefined;
    await running.stop();
    log.info('stopped');
  } finally {
    endReloads();
    for (const part of parts) await part.close();
  }
}

/** Loaded where somebody watches: it is a good part of what a start costs. */
async function openMetrics(): Promise<Metrics> {
  const { Metrics } = await import('../host/node/promMeter.ts');
  return new Metrics();
}
