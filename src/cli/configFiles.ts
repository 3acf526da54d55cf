import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseAclFile } from '../config/aclFile.ts';
import { ConfigError } from '../config/configError.ts';
import { type HttpSettings, readHttpSettings } from '../config/httpKeys.ts';
import { type IdSettings, readIdSettings } from '../config/idKeys.ts';
import { readStorageSettings, type StorageSettings } from '../config/storageKeys.ts';
import { readTrackerSettings, type TrackerSettings } from '../config/trackerKeys.ts';
import { CommandFailed, ExitCode } from './exitCode.ts';

/** What a file says to one daemon. */
export type ConfiguredDaemon = { readonly file: string } & (
  | { readonly kind: 'tracker'; readonly settings: TrackerSettings }
  | { readonly kind: 'id'; readonly settings: IdSettings }
  | { readonly kind: 'storage'; readonly settings: StorageSettings }
  | { readonly kind: 'http'; readonly settings: HttpSettings }
);

export type DaemonKind = ConfiguredDaemon['kind'];

const READ = {
  tracker: readTrackerSettings,
  id: readIdSettings,
  storage: readStorageSettings,
  http: readHttpSettings,
} as const;

/** The daemons that a file configures: its services tell their kind. Throws a `ConfigError`, or an error of the file system. */
export async function readConfigFile(file: string): Promise<ConfiguredDaemon[]> {
  const text = await readFile(file, 'utf8');
  const names = new Set(parseAclFile(text, file).services.map(({ name }) => name));
  const kinds = (Object.keys(READ) as DaemonKind[]).filter((kind) => names.has(kind));
  if (kinds.length === 0) {
    throw new ConfigError(`${file}: it has no "service tracker", "service id", "service storage" or "service http"`);
  }
  const source = { text, fileName: file, folder: dirname(resolve(file)), env: process.env };
  return kinds.map((kind) => ({ file, kind, settings: READ[kind](source) }) as ConfiguredDaemon);
}

/** The daemons of several files. Throws a `CommandFailed` that names a file that cannot be used. */
export async function readConfigFiles(files: readonly string[]): Promise<ConfiguredDaemon[]> {
  const daemons: ConfiguredDaemon[] = [];
  for (const file of files) {
    try {
      daemons.push(...(await readConfigFile(file)));
    } catch (error) {
      throw new CommandFailed(ExitCode.usage, configProblem(file, error));
    }
  }
  return daemons;
}

/** What is wrong with a file, in words; an error that is no fault of the file is thrown again. */
export function configProblem(file: string, error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'syscall' in error)
    return `cannot read the configuration file ${file}: ${error.message}`;
  throw error;
}
