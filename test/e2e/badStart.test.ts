import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../services/freePort.ts';
import { Program, run } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Runs a daemon on a file with these lines; expects that it ends by itself, and gives what it said. */
async function start(folder: string, command: string, ...lines: string[]) {
  const file = join(folder, `${command}.cfg`);
  writeFileSync(file, `service ${command} {\n${lines.join('\n')}\n}\n`);
  return run([command, '-c', file]);
}

/** One sentence on standard error, a code that is not 0, and no stack. */
function expectClear(ended: { code: number | null; stderr: string }, code: number, sentence: RegExp): void {
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(ended.code).toBe(code);
}

describe('a daemon that cannot start says why, in one sentence', () => {
  // Spec: CONFIG-ERRORS
  it('a bad number, with file and line', async () => {
    await using folder = await temporaryFolder();
    const ended = await start(folder.path, 'tracker', 'check_active_interval = soon');
    expectClear(ended, 2, /^tnv: .*tracker\.cfg:2: check_active_interval = "soon" .*/);
  });

  it('a missing file', async () => {
    expectClear(await run(['id', '-c', 'no/such.cfg']), 2, /cannot read the configuration file no\/such\.cfg/);
  });

  it('a port that is taken', async () => {
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const ended = await start(folder.path, 'id', `tnv_listen = 127.0.0.1:${port}`, 'tnv_embedded_folder = db');
      expectClear(ended, 1, new RegExp(`127\\.0\\.0\\.1:${port}`));
    } finally {
      other.close();
    }
  });

  it('a store path that cannot be written', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    const ended = await start(
      folder.path,
      'storage',
      'tnv_store_paths = a-file',
      'tnv_embedded_folder = db',
      `tnv_storage_port = ${await freePort()}`,
    );
    expectClear(ended, 1, /a-file/);
  });

  it('a database that cannot be reached', async () => {
    await using folder = await temporaryFolder();
    const port = await freePort();
    for (const command of ['tracker', 'id', 'storage']) {
      const listen = command === 'storage' ? `tnv_storage_port = ${await freePort()}` : `tnv_listen = 127.0.0.1:0`;
      const ended = await start(
        folder.path,
        command,
        listen,
        `mysql_addrs = 127.0.0.1:${port}`,
        'tnv_store_paths = data',
      );
      expectClear(ended, 1, new RegExp(`127\\.0\\.0\\.1:${port}`));
    }
  });

  it('a folder for the embedded database that cannot be made', async () => {
    await using folder = await temporaryFolder();
    writeFileSync(join(folder.path, 'a-file'), '');
    const ended = await start(folder.path, 'id', 'tnv_listen = 127.0.0.1:0', 'tnv_embedded_folder = a-file/db');
    expectClear(ended, 1, /a-file/);
  });

  it('an unknown command, an unknown option, a missing argument', async () => {
    for (const args of [['trakcer'], ['tracker', '--conifg', 'x'], ['tracker', '-c'], ['up', '--http-port', 'x']]) {
      const ended = await run(args);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toMatch(/^error: /);
    }
  });
});

describe('a daemon starts all the same', () => {
  // Spec: CONFIG-UNKNOWN
  it('with an unknown key, and warns with the nearest known one', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'id.cfg');
    writeFileSync(file, 'service id {\n tnv_listen = 127.0.0.1:0\n idinc_max_stp = 50\n tnv_embedded_folder = db\n}\n');
    const program = new Program(['id', '-c', file]);
    const warning = await program.jsonLine((line) => line.event === 'configuration');
    expect(warning.text).toMatch(/id\.cfg:3: .*idinc_max_stp.*idinc_max_step/);
    await program.jsonLine((line) => line.event === 'listening');
    expect((await program.interrupt()).code).toBe(0);
  });

  it('from any working folder, with paths that are relative to its file', async () => {
    await using folder = await temporaryFolder();
    mkdirSync(join(folder.path, 'etc'));
    mkdirSync(join(folder.path, 'elsewhere'));
    const file = join(folder.path, 'etc', 'id.cfg');
    writeFileSync(file, 'service id {\n tnv_listen = 127.0.0.1:0\n tnv_embedded_folder = ../db\n}\n');
    const program = new Program(['id', '-c', '../etc/id.cfg'], { cwd: join(folder.path, 'elsewhere') });
    await program.jsonLine((line) => line.event === 'listening');
    expect((await program.interrupt()).code).toBe(0);
    chmodSync(join(folder.path, 'db', 'ids.db'), 0o600);
  });
});

describe('help', () => {
  it.each([['--help'], ['up', '--help'], ['tracker', '--help'], ['client', '--help'], ['client', 'upload', '--help']])(
    'is there for: tnv %s %s',
    async (...args) => {
      const ended = await run(args.filter((arg) => arg !== undefined));
      expect(ended.code).toBe(0);
      expect(ended.stdout).toMatch(/Usage: tnv/);
    },
  );

  it('prints configuration files that daemons can read', async () => {
    await using folder = await temporaryFolder();
    for (const command of ['tracker', 'id', 'storage', 'http']) {
      const printed = await run([command, '--print-keys']);
      expect(printed.code).toBe(0);
      expect(printed.stdout).toContain(`service ${command} {`);
      writeFileSync(join(folder.path, `${command}.cfg`), printed.stdout);
    }
  });
});
