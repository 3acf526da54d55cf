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
 * Makes sure that a program is there: installs its Debian packages when it is not and this is root on a system with
 * apt. Says so on stderr. Resolves to undefined, or to the reason why the program is missing.
 */
export async function ensureBinary(name: string, ...debianPackages: string[]): Promise<string | undefined> {
  if (process.env.TNV_TEST_SERVICES === 'skip') return 'TNV_TEST_SERVICES=skip';
  if (findBinary(name) !== undefined) return undefined;
  const missing = `${name} is not installed`;
  const packages = debianPackages.join(' ');
  if (!existsSync('/etc/debian_version') || findBinary('apt-get') === undefined) {
    return `${missing} (on Debian it comes with: ${packages})`;
  }
  if (process.getuid?.() !== 0) return `${missing} (run: sudo apt-get install ${packages})`;
  process.stderr.write(
    `tnv tests: ${missing}; installing ${packages} with apt-get (TNV_TEST_SERVICES=skip prevents it) ...\n`,
  );
  try {
    await install(debianPackages);
  } catch (error) {
    return `${missing}, and installing ${packages} failed: ${error instanceof Error ? error.message : error}`;
  }
  return findBinary(name) === undefined ? `${packages} was installed, but brought no ${name}` : undefined;
}

/** One test run at a time installs; the others wait for it at the lock and then find the package there. */
async function install(packages: readonly string[]): Promise<void> {
  const apt = 'apt-get -qq -o DPkg::Lock::Timeout=300';
  const script = `${apt} install -y --no-install-recommends "$@" || { ${apt} update && ${apt} install -y --no-install-recommends "$@"; }`;
  await run('flock', ['--timeout', '600', join(tmpdir(), 'tnv-test-apt.lock'), 'sh', '-c', script, 'sh', ...packages], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
}
