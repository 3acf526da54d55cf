import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package: the clone, or where npm installed it. */
export const PACKAGE_FOLDER = findPackage(import.meta.dirname);

/** Where the built page is, if it was built. */
export const PAGE_FOLDER = join(PACKAGE_FOLDER, 'web', 'dist');

function findPackage(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      if (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name === 'tnv') return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if (folder === dirname(folder)) throw new Error(`no package.json of tnv above ${from}`);
  }
}

/** The version of the package. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')).version;
}
