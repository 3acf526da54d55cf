import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyEdits, type Bug, filesOf } from './bug.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Makes this process load a bug's files with its edits made, from now on; the files themselves stay as they are. To be
 * called before any of them is loaded, once in a process. The result throws an `Error` unless all of them have been
 * loaded meanwhile.
 */
export function plant(bug: Bug): () => void {
  const waiting = new Map(filesOf(bug).map((file) => [pathToFileURL(join(ROOT, file)).href, file]));
  const files = new Map(waiting);
  registerHooks({
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
