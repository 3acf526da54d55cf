import { constants } from 'node:fs';
import { access, open, stat, statfs } from 'node:fs/promises';
import type { Finding } from '../../store/mysql/schema/finding.ts';
import type { ConfiguredDaemon } from '../configFiles.ts';

const FREE_BYTES_MIN = 1024 ** 3;
const FREE_SHARE_MIN = 0.05;

type Storage = Extract<ConfiguredDaemon, { kind: 'storage' }>;

/** Whether the store paths are there and can hold files, and are the same for all storages of a group. Writes nothing. */
export async function checkVolumes(daemons: readonly ConfiguredDaemon[]): Promise<Finding[]> {
  const storages = daemons.filter((daemon) => daemon.kind === 'storage');
  const folders = new Set(storages.flatMap(({ settings }) => settings.config.storePaths.map(({ folder }) => folder)));
  const findings: Finding[] = [];
  for (const folder of folders) findings.push(await checkFolder(folder));
  const groups = Map.groupBy(storages, ({ settings }) => settings.config.group);
  for (const [group, members] of groups) findings.push(...(await checkGroup(group, members)));
  return findings;
}

async function checkFolder(folder: string): Promise<Finding> {
  const what = `store path ${folder}`;
  try {
    if (!(await stat(folder)).isDirectory())
      return { level: 'problem', what, text: 'is no folder', advice: 'correct tnv_store_paths' };
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // A folder can be synced without a change in it; a volume that cannot do that keeps no upload safe.
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
    return await freeSpace(folder, what);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { level: 'problem', what, text: message, advice: adviceOf(code) };
  }
}

function adviceOf(code: string | undefined): string {
  if (code === 'ENOENT') return 'mount the volume, or make the folder for the account of the daemons';
  if (code === 'EACCES' || code === 'EPERM')
    return 'give it to the account of the daemons, and run the doctor as that account';
  return code === 'EROFS' ? 'mount it for writing' : 'look at the volume (dmesg, mount)';
}

async function freeSpace(folder: string, what: string): Promise<Finding> {
  const { bavail, blocks, bsize, ffree, files } = await statfs(folder);
  const free = bavail * bsize;
  const text = `can be written and synced, ${(free / 1024 ** 3).toFixed(1)} GiB free`;
  const advice = 'make room, or add a store path';
  if (free === 0) return { level: 'problem', what, text: 'it is full', advice };
  if (free < FREE_BYTES_MIN || bavail < blocks * FREE_SHARE_MIN)
    return { level: 'warning', what, text: `nearly full: ${text}`, advice };
  // Some file systems make places for files as they need them, and count none.
  if (files > 0 && ffree < files * FREE_SHARE_MIN)
    return { level: 'warning', what, text: `few inodes are left: ${ffree}`, advice };
  return { level: 'ok', what, text };
}

async function checkGroup(group: string, members: readonly Storage[]): Promise<Finding[]> {
  const what = `group ${group}`;
  const findings: Finding[] = [];
  const [first, ...others] = members;
  const names = new Map<string, string>();
  for (const { file, settings } of members) {
    const name = `${settings.hostname ?? ''} port ${settings.config.listen.port}`;
    const other = names.get(name);
    names.set(name, file);
    if (other === undefined) continue;
    const text = `${other} and ${file} have the same name and port: trackers and volume take them for one`;
    findings.push({ level: 'problem', what, text, advice: 'give each its own tnv_hostname or tnv_storage_port' });
  }
  if (first === undefined) return findings;
  for (const other of others) findings.push(await compare(what, first, other));
  return findings;
}

/** Two storages of one group must see the same files under the same texts. */
async function compare(what: string, one: Storage, other: Storage): Promise<Finding> {
  const [ones, others] = [one, other].map(({ settings }) => settings.config.storePaths);
  const texts = (paths: typeof ones): string => (paths ?? []).map(({ text }) => text).join(';');
  const pair = `${one.file} and ${other.file}`;
  if (texts(ones) !== texts(others)) {
    const text = `${pair} differ in tnv_store_paths: ${texts(ones)} and ${texts(others)}`;
    return {
      level: 'problem',
      what,
      text,
      advice: 'give all storages of a group the same texts, for the same folders',
    };
  }
  for (const [index, path] of (ones ?? []).entries()) {
    const here = await identity(path.folder);
    const there = await identity(others?.[index]?.folder ?? '');
    if (here === undefined || there === undefined || here === there) continue;
    const text = `${pair}: "${path.text}" is ${path.folder} for one and ${others?.[index]?.folder} for the other, two folders`;
    return { level: 'problem', what, text, advice: 'let both see the same volume' };
  }
  return { level: 'ok', what, text: `${pair} see the same store paths` };
}

async function identity(folder: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(folder);
    return `${dev}:${ino}`;
  } catch {
    // What is wrong with the folder is said elsewhere.
    return undefined;
  }
}
