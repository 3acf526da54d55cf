import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usageError.ts';

/** Prints a line. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Throws a `UsageError` when no file can be written at `path`, before much work is done for it. */
export function mustBeWritable(path: string | undefined): void {
  if (path === undefined) return;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new Error('it is a folder');
    accessSync(stats === undefined ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${(error as Error).message}`);
  }
}
