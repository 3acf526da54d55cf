import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const script = (name: string, ...args: string[]) => run(join(ROOT, name), args);

describe('install.sh', () => {
  it('installs a tnv that runs from anywhere, keeps what is yours on an update, and is undone by uninstall.sh', async () => {
    await using folder = await temporaryFolder();
    const prefix = join(folder.path, 'tnv');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

    await script('install.sh', '--prefix', prefix);
    const tnv = join(prefix, 'bin', 'tnv');
    expect((await run(tnv, ['--version'], { cwd: folder.path })).stdout.trim()).toBe(version);
    const modules = join(prefix, 'lib', 'tnv', 'node_modules');
    expect(existsSync(join(modules, 'vitest'))).toBe(false);
    expect(readdirSync(join(modules, 'tnv', 'dist'), { recursive: true }).join('\n')).not.toMatch(
      /\.(?:test|contract)\./,
    );
    expect(readdirSync(join(prefix, 'etc')).sort()).toEqual(['http.cfg', 'id.cfg', 'storage.cfg', 'tracker.cfg']);
    expect(readdirSync(join(prefix, 'sql')).sort()).toEqual(['id.sql', 'storage.sql', 'tracker.sql']);

    const mine = join(prefix, 'etc', 'id.cfg');
    appendFileSync(mine, '# mine\n');
    await script('install.sh', '--prefix', prefix);
    expect(readFileSync(mine, 'utf8')).toContain('# mine');
    expect(existsSync(`${mine}.new`)).toBe(true);

    await script('uninstall.sh', '--prefix', prefix);
    expect(readdirSync(prefix).sort()).toEqual(['data', 'etc']);
    await script('uninstall.sh', '--prefix', prefix, '--purge');
    expect(existsSync(prefix)).toBe(false);
  });

  it.each([
    ['install.sh', '--bogus'],
    ['uninstall.sh', '--bogus'],
    ['install.sh', '--prefix'],
  ])('refuses wrong usage: %s %s', async (...args) => {
    await expect(script(...(args as [string, string]))).rejects.toMatchObject({ code: 2 });
  });
});
