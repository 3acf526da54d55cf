import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { findBinary } from '../services/binary.ts';
import { freePort } from '../services/freePort.ts';
import { Mariadb } from '../services/mariadb.ts';
import { runSql } from '../services/mariadbClient.ts';
import { Redis } from '../services/redis.ts';
import { Program } from './program.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'etc/SINGLE-HOST.md'), 'utf8');

interface Block {
  readonly system: boolean;
  readonly code: number;
  readonly commands: string;
}

/** The fenced blocks of commands, in their order. */
const BLOCKS: readonly Block[] = [...PAGE.matchAll(/^```sh(.*)\n([\s\S]*?)^```$/gm)].map(
  ([, marks = '', commands = '']) => ({
    system: /\bsystem\b/.test(marks),
    code: Number(/\bfails=(\d)/.exec(marks)?.[1] ?? 0),
    commands,
  }),
);

/** The command of a unit. */
function execStart(unit: string): string {
  const instance = /@(\w+)$/.exec(unit)?.[1] ?? '';
  const file = readFileSync(join(ROOT, 'etc/systemd', `${unit.replace(/@\w+$/, '@')}.service`), 'utf8');
  return (/^ExecStart=(.*)$/m.exec(file)?.[1] ?? '').replaceAll('%i', instance);
}

/** Runs commands in one shell, one text after another, so that variables and the working folder stay. */
class Shell {
  readonly #child: ChildProcess;
  #output = '';
  #changed = Promise.withResolvers<void>();
  #count = 0;

  constructor() {
    this.#child = spawn('sh', [], { cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (bytes) => {
        this.#output += bytes;
        this.#changed.resolve();
        this.#changed = Promise.withResolvers();
      });
    }
  }

  /** The exit code of the first command that fails, or of the last one, and everything that was printed. */
  async run(commands: string): Promise<{ code: number; output: string }> {
    const mark = `--- done ${this.#count++} `;
    this.#output = '';
    // Each command may fail the text, and the shell lives on.
    const lines = commands
      .trimEnd()
      .replace(/^(?!CFG|service|}| {4})(\S.*[^\\])$/gm, (line) =>
        line.includes('<<') ? line : `[ $failed -ne 0 ] || { ${line}\n} || failed=$?`,
      );
    this.#child.stdin?.write(`failed=0\n${lines}\necho "${mark}$failed"\n`);
    for (;;) {
      const found = this.#output.indexOf(mark);
      const code = /^\d+\n/.exec(this.#output.slice(found + mark.length))?.[0];
      if (found >= 0 && code !== undefined) return { code: Number(code), output: this.#output.slice(0, found) };
      await this.#changed.promise;
    }
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    await once(this.#child, 'close');
  }
}

describe('the page about a site on one host', () => {
  it.skipIf(['mariadbd', 'redis-server', 'curl', 'openssl', 'cmp'].some((name) => findBinary(name) === undefined))(
    'leads to a site that runs',
    async () => {
      await using folder = await temporaryFolder();
      const mariadb = await Mariadb.start();
      const redis = await Redis.start();
      // As a server is unless told otherwise; the one of the tests is told to be quick.
      await runSql(mariadb.access, 'SET GLOBAL innodb_flush_log_at_trx_commit = 1');
      const shell = new Shell();
      const daemons: Program[] = [];
      try {
        const ports = [21000, 22000, 23000, 8080, 9101, 9102, 9103, 9104];
        const replaced: [string | RegExp, string][] = [
          ['/usr/local/tnv', join(folder.path, 'tnv')],
          ['/srv/tnv', join(folder.path, 'srv')],
          ['/etc/tnv', join(folder.path, 'secrets')],
          ['/tmp/first.txt', join(folder.path, 'first.txt')],
          ['/run/mysqld/mysqld.sock', mariadb.access.socket],
          [':3306', `:${mariadb.access.port}`],
          [':6379', `:${redis.access.port}`],
          [/runuser -u tnv -- | -o (?:tnv|root) -g tnv/g, ''],
        ];
        for (const port of ports) replaced.push([new RegExp(`\\b${port}\\b`, 'g'), String(await freePort())]);
        const here = (commands: string): string =>
          replaced.reduce(
            (done, [from, to]) => (typeof from === 'string' ? done.replaceAll(from, to) : done.replace(from, to)),
            commands,
          );
        await mkdir(join(folder.path, 'tnv/etc'), { recursive: true });
        await mkdir(join(folder.path, 'tnv/bin'));
        await symlink(join(ROOT, 'bin/tnv'), join(folder.path, 'tnv/bin/tnv'));

        for (const { system, code, commands } of BLOCKS) {
          const units = /^systemctl enable --now (tnv-tracker .*)$/m.exec(commands)?.[1]?.split(' ');
          if (units !== undefined) {
            expect(units).toHaveLength(4);
            const password = /TNV_MYSQL_PASSWORD=(\S+)/.exec(
              readFileSync(join(folder.path, 'secrets/secrets.env'), 'utf8'),
            );
            for (const unit of units) {
              const [, ...args] = here(execStart(unit)).split(' ');
              const daemon = new Program(args, { env: { TNV_MYSQL_PASSWORD: password?.[1] ?? '' } });
              daemons.push(daemon);
              await daemon.jsonLine((line) => line.event === 'listening');
            }
            await daemons[0]?.jsonLine((line) => line.event === 'storage state' && line.to === 'ACTIVE');
          } else if (!system) {
            const ran = await shell.run(here(commands));
            expect(ran.code, `${here(commands)}\n${ran.output}`).toBe(code);
          }
        }
        expect(daemons).toHaveLength(4);
        const codes = await Promise.all(daemons.splice(0).map((daemon) => daemon.interrupt()));
        expect(codes.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
      } finally {
        await Promise.all(daemons.map((daemon) => daemon.kill()));
        await shell.end();
        await redis.stop();
        await mariadb.stop();
      }
    },
  );

  it('names files that come with the program', () => {
    expect(BLOCKS.length).toBeGreaterThan(8);
    const system = BLOCKS.filter((block) => block.system)
      .map(({ commands }) => commands)
      .join('');
    for (const part of ['etc/systemd/tnv-*.service', 'etc/prometheus/*.yml', './install.sh --prefix'])
      expect(system).toContain(part);
    for (const unit of ['tnv-tracker', 'tnv-id', 'tnv-storage@', 'tnv-http']) {
      expect(execStart(unit)).toMatch(/^\/usr\/local\/tnv\/bin\/tnv \w+ -c \/usr\/local\/tnv\/etc\//);
    }
  });
});

/** Whether a checker is content; its output when it is not. */
async function complaints(command: string, ...args: string[]): Promise<string> {
  const child = spawn(command, args, { cwd: join(ROOT, 'etc'), stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return child.exitCode === 0 ? '' : `${out}${errors}`;
}

describe('what ships for the machine', () => {
  it.skipIf(findBinary('promtool') === undefined)('is right for Prometheus', async () => {
    expect(await complaints('promtool', 'check', 'config', 'prometheus/prometheus.yml')).toBe('');
    expect(await complaints('promtool', 'test', 'rules', 'prometheus/tnv.test.yml')).toBe('');
  });

  it.skipIf(findBinary('systemd-analyze') === undefined)('is understood by systemd, every line of it', async () => {
    await using folder = await temporaryFolder();
    for (const name of readdirSync(join(ROOT, 'etc/systemd')).filter((file) => file.endsWith('.service'))) {
      const unit = readFileSync(join(ROOT, 'etc/systemd', name), 'utf8');
      await writeFile(join(folder.path, name), unit.replace('/usr/local/tnv/bin/tnv', join(ROOT, 'bin/tnv')));
      const child = spawn('systemd-analyze', ['--no-pager', 'verify', join(folder.path, name)]);
      const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      // It reads units of this machine too, and has its opinion of them.
      const ours = `${out}${errors}`.split('\n').filter((line) => !/^\/(usr\/)?lib\/systemd\//.test(line));
      expect([child.exitCode, ours.join('\n')]).toEqual([0, '']);
    }
  });

  it.skipIf(findBinary('systemd-analyze') === undefined)('is tight for systemd', async () => {
    for (const unit of ['tnv-tracker', 'tnv-id', 'tnv-storage@', 'tnv-http']) {
      // 20 is 2.0: "OK".
      const args = ['security', '--offline=true', '--threshold=20', `systemd/${unit}.service`];
      expect(await complaints('systemd-analyze', '--no-pager', ...args)).toBe('');
    }
  });
});
