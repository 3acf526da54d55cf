import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];

/** The text of a unit, and those of its drop-ins in the order of their names. Throws an `Error` when there is no unit. */
export function textsOf(name: string): string[] {
  const names = [`${name}.service`, ...(name.includes('@') ? [`${name.replace(/@.*/, '@')}.service`] : [])];
  const path = names.flatMap((file) => FOLDERS.map((folder) => join(folder, file))).find((file) => existsSync(file));
  if (path === undefined) throw new Error(`there is no unit ${name}.service in ${FOLDERS.join(', ')}`);
  const folders = names.map((file) => `/etc/systemd/system/${file}.d`).filter((folder) => existsSync(folder));
  const dropIns = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.conf'))
      .sort()
      .map((file) => join(folder, file)),
  );
  return [path, ...dropIns].map((file) => readFileSync(file, 'utf8'));
}
