import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, inject, it, vi } from 'vitest';
import { ensureBinary, findBinary } from './binary.ts';
import { Mariadb } from './mariadb.ts';
import { runSql } from './mariadbClient.ts';
import { Redis } from './redis.ts';
import { makeServiceFolder, removeServiceFolder } from './serviceFolder.ts';

const SERVICES = { mariadb: Mariadb, redis: Redis } as const;

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe.each(['mariadb', 'redis'] as const)('a private %s', (name) => {
  describe.skipIf('missing' in inject(name))('that is installed', () => {
    it('is there until it is killed, and comes back on the same port', async () => {
      const service = await SERVICES[name].start();
      const { port } = service.access;
      expect(await listens(port)).toBe(true);
      await service.kill();
      expect(await listens(port)).toBe(false);
      await service.restart();
      expect(await listens(port)).toBe(true);
      await service.stop();
      expect(await listens(port)).toBe(false);
    });

    it.runIf(findBinary('setpriv'))('dies with the process that started it', async () => {
      const module = join(import.meta.dirname, `${name}.ts`);
      const start = `
        const service = await (await import(${JSON.stringify(module)})).${name === 'redis' ? 'Redis' : 'Mariadb'}.start();
        console.log(service.access.port);`;
      const owner = spawn(process.execPath, ['--input-type=module', '--eval', start], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = await once(createInterface(owner.stdout), 'line');
      expect(await listens(Number(line))).toBe(true);
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      await expect.poll(() => listens(Number(line))).toBe(false);
    });
  });
});

describe.skipIf('missing' in inject('mariadb'))('the MariaDB of the test run', () => {
  it('has an account with a password', async () => {
    const mariadb = inject('mariadb');
    if ('missing' in mariadb) return;
    expect(await runSql(mariadb, 'SELECT 1 AS one')).toBe('one\n1\n');
    await expect(runSql({ ...mariadb, password: 'wrong' }, 'SELECT 1')).rejects.toThrow('Access denied');
  });
});

describe('the folder of a service', () => {
  it('is removed by the next test run when its owner is gone', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', 'console.log(process.pid)']);
    const orphan = join(tmpdir(), `tnv-test-${stdout.trim()}-orphan`);
    mkdirSync(orphan);
    const folder = makeServiceFolder();
    expect(existsSync(orphan)).toBe(false);
    expect(existsSync(folder)).toBe(true);
    removeServiceFolder(folder);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a missing program', () => {
  it('is not installed when TNV_TEST_SERVICES=skip', async () => {
    vi.stubEnv('TNV_TEST_SERVICES', 'skip');
    expect(await ensureBinary('no-such-program', 'no-such-package')).toBe('TNV_TEST_SERVICES=skip');
    vi.unstubAllEnvs();
  });

  it('is nothing to install when it is there', async () => {
    vi.stubEnv('TNV_TEST_SERVICES', '');
    expect(await ensureBinary('sh', 'no-such-package')).toBeUndefined();
    vi.unstubAllEnvs();
  });
});
