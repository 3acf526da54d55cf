import { resolve } from 'node:path';
import type { StorePath } from '../storage/storageConfig.ts';
import { BadValue } from './key.ts';
import { listOf } from './textValues.ts';

/** The longest key an id server takes; a store path's text is one. */
const TEXT_BYTES_MAX = 64;

/** Reads a folder's path as an absolute one; a relative one begins at `folder`. */
export function folderPath(text: string, folder: string): string {
  if (text === '') throw new BadValue('is empty');
  return resolve(folder, text);
}

/**
 * Reads a list of store paths. Their texts stay as they are, a `/` at the end too: a site's rows and ids depend on
 * them. No two may be one folder.
 */
export function storePaths(text: string, folder: string): readonly [StorePath, ...StorePath[]] {
  const paths = listOf((item) => storePath(item, folder))(text);
  for (const [index, path] of paths.entries()) {
    const other = paths.findIndex((each) => each.folder === path.folder);
    if (other < index) {
      throw new BadValue(`names one folder twice: "${paths[other]?.text}" and "${path.text}" are ${path.folder}`);
    }
  }
  return paths;
}

function storePath(text: string, folder: string): StorePath {
  if (resolve(folder, text) === '/') throw new BadValue('is the root folder');
  const bytes = Buffer.byteLength(text);
  if (bytes > TEXT_BYTES_MAX) throw new BadValue(`has ${bytes} bytes, at most ${TEXT_BYTES_MAX} fit`);
  return { text, folder: resolve(folder, text) };
}
