import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { CommandFailed, ExitCode } from '../exitCode.ts';

/** A file that appears under its name only when it is complete. Methods reject with a `CommandFailed`. */
export interface OutputFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it appear. */
  complete(): Promise<void>;
  /** Removes what was written. Nothing happens when it is complete. */
  discard(): Promise<void>;
}

/**
 * Begins a file for `path`. What is written goes to a temporary name in the same folder, which is removed whatever
 * ends the process, short of a kill (Spec: CLIENT-WHOLE-FILE). Rejects when there is something under `path` that must stay: a file, unless
 * `replace`; anything that is not a file.
 */
export async function createOutputFile(path: string, replace: boolean): Promise<OutputFile> {
  refuseTaken(path, replace);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.part`);
  const handle = await told(path, () => open(temporary, 'wx'));
  const atExit = (): void => rmSync(temporary, { force: true });
  process.once('exit', atExit);
  let ended = false;
  const end = async (): Promise<void> => {
    ended = true;
    process.off('exit', atExit);
    await handle.close();
  };
  return {
    write: (bytes) => told(path, () => writeAll(handle, bytes)),
    async complete() {
      await told(path, () => handle.sync());
      await told(path, () => place(temporary, path, replace));
      await end();
    },
    async discard() {
      if (ended) return;
      await end();
      await told(path, () => unlink(temporary));
    },
  };
}

function refuseTaken(path: string, replace: boolean): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isFile()) throw new CommandFailed(ExitCode.failed, `${path} is there and is no file`);
  if (!replace) throw new CommandFailed(ExitCode.failed, `${path} is there already; --force replaces it`);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at);
    at += bytesWritten;
  }
}

/** Gives the file its name; one that came there meanwhile is only replaced when that is wanted. */
async function place(temporary: string, path: string, replace: boolean): Promise<void> {
  if (replace) return rename(temporary, path);
  try {
    await link(temporary, path);
  } catch (error) {
    // Some file systems have no links: there nothing better is to be had than the look before the start.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return rename(temporary, path);
  }
  await unlink(temporary);
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    const why = (errno !== undefined && getSystemErrorMap().get(errno)?.[1]) || message;
    throw new CommandFailed(ExitCode.failed, `cannot write ${path}: ${why}`, { cause: error });
  }
}
