import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../sim/chaos/content.ts';

/** What GlusterFS keeps for itself in a brick. */
const OWN = '.glusterfs';

/** Contents of the files below a folder, by path below it, beginning with a slash. */
export function filesBelow(folder: string): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder)) {
    // In there links lead round in circles.
    if (name !== OWN) addFiles(found, folder, `/${name}`);
  }
  return found;
}

function addFiles(found: Map<string, Uint8Array>, folder: string, path: string): void {
  const whole = join(folder, path);
  if (!statSync(whole).isDirectory()) {
    found.set(path, readFileSync(whole));
    return;
  }
  for (const name of readdirSync(whole)) addFiles(found, folder, `${path}/${name}`);
}

/** How the copies of a volume differ, a sentence each; `bricks` are folders by the name of their host. */
export function differencesOf(bricks: ReadonlyMap<string, string>): string[] {
  const digests = [...bricks].map(([host, folder]) => {
    const files = [...filesBelow(folder)].map(([path, bytes]): [string, string] => [path, digestOf(bytes)]);
    return { host, files: new Map(files) };
  });
  const [first, ...others] = digests;
  if (first === undefined) return [];
  return others.flatMap(({ host, files }) => {
    const paths = new Set([...first.files.keys(), ...files.keys()]);
    return [...paths]
      .filter((path) => first.files.get(path) !== files.get(path))
      .map((path) => `${path} is not the same on ${first.host} and on ${host}`);
  });
}
