import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Folders that hold servers, also where the PATH of an ordinary user leaves them out. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec'];

/** The path of an installed program; undefined when there is none. */
export function findBinary(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes sure that a program is there: installs its Debian package when it is not and this is root on a system with
 * apt. Says so on stderr. Resolves to undefined, or to the reason why the program is missing.
 */
export async function ensureBinary(name: string, debianPackage: string): Promise<string | undefined> {
  if (process.env.TNV_TEST_SERVICES === 'skip') return 'TNV_TEST_SERVICES=skip';
  if (findBinary(name) !== undefined) return undefined;
  const missing = `${name} is not installed`;
  if (!existsSync('/etc/debian_version') || findBinary('apt-get') === undefined) {
    return `${missing} (the package is called ${debianPackage} on Debian)`;
  }
  if (process.getuid?.() !== 0) return `${missing} (run: sudo apt-get install ${debianPackage})`;
  process.stderr.write(
    `tnv tests: ${missing}; installing ${debianPackage} with apt-get (TNV_TEST_SERVICES=skip prevents it) ...\n`,
  );
  try {
    await install(debianPackage);
  } catch (error) {
    return `${missing}, and installing ${debianPackage} failed: ${error instanceof Error ? error.message : error}`;
  }
  return findBinary(name) === undefined ? `${debianPackage} was installed, but brought no ${name}` : undefined;
}

/** One test run at a time installs; the others wait for it at the lock and then find the package there. */
async function install(debianPackage: string): Promise<void> {
  const apt = 'apt-get -qq -o DPkg::Lock::Timeout=300';
  const script = `${apt} install -y --no-install-recommends "$0" || { ${apt} update && ${apt} install -y --no-install-recommends "$0"; }`;
  await run('flock', ['--timeout', '600', join(tmpdir(), 'tnv-test-apt.lock'), 'sh', '-c', script, debianPackage], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
}
