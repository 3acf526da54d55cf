import { existsSync } from 'node:fs';
// Not by its name: the oldest Node.js that a package runs on has no registerHooks, and plants nothing.
import module from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits, type Bug, filesOf } from './bug.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What is said when `sourcesArePresent` says no. */
export const SOURCES_ABSENT =
  'bugs are planted into the sources, which an installed package does not have; run it in a clone of the project';

/** Whether the code that runs is the sources themselves, which bugs can be planted into. */
export function sourcesArePresent(): boolean {
  return extname(import.meta.filename) === '.ts' && existsSync(join(ROOT, 'src'));
}

/**
 * Makes this process load a bug's files with its edits made, from now on; the files themselves stay as they are. To be
 * called before any of them is loaded, once in a process. The result throws an `Error` unless all of them have been
 * loaded meanwhile.
 */
export function plant(bug: Bug): () => void {
  const waiting = new Map(filesOf(bug).map((file) => [pathToFileURL(join(ROOT, file)).href, file]));
  const files = new Map(waiting);
  module.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const file = files.get(url);
      if (file === undefined) return loaded;
      waiting.delete(url);
      return { ...loaded, source: applyEdits(String(loaded.source), file, bug.edits) };
    },
  });
  return () => {
    if (waiting.size > 0)
      throw new Error(`${bug.name} is not in effect: ${[...waiting.values()].join(', ')} not loaded`);
  };
}
