import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../src/client/sources/bufferSource.ts';
import { MixedSite, type Name, newFile } from '../mixed/mixedSite.ts';
import { findBinary } from '../services/binary.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'spec/moving-over.md'), 'utf8');

interface Block {
  /** Whether units are stopped and started in it. */
  readonly system: boolean;
  /** Exit code of its last command. */
  readonly code: number;
  readonly commands: string;
}

/** The fenced blocks of commands, in their order. */
const BLOCKS: readonly Block[] = [...PAGE.matchAll(/^```sh(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, mark, commands = '']) => ({
    ...{ system: mark === 'system', commands },
    code: Number(/^fails=(\d)$/.exec(mark ?? '')?.[1] ?? 0),
  }),
);

function shell(commands: string): Promise<{ code: number; output: string }> {
  const env = { ...process.env, PATH: `${join(ROOT, 'bin')}:${process.env.PATH}` };
  return new Promise((resolve) => {
    execFile('sh', ['-ec', commands], { env, cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}

/** Stops and starts daemons as the lines of a block say: `systemctl stop old-id@1`. */
async function act(site: MixedSite, commands: string): Promise<void> {
  for (const line of commands.trim().split('\n')) {
    const [, verb, maker, kind, number] = /^systemctl (stop|start) (old|tnv)-([a-z]+)@(\d)$/.exec(line) ?? [];
    if (verb === undefined) throw new Error(`nobody can do this: ${line}`);
    const name = `${kind}${number}` as Name;
    if (verb === 'stop') await site.end(name);
    else await site.run({ [name]: maker === 'old' ? 'old' : 'ours' });
  }
}

describe('the page about moving over', () => {
  // Spec: MIX-ROLLING
  it.skipIf(['mariadbd', 'redis-server', 'mariadb-dump'].some((name) => findBinary(name) === undefined))(
    'leads from a deployed site to one of ours, while clients work on it',
    async () => {
      const site = await MixedSite.make();
      const { socket } = site.database.access;
      const here = (commands: string): string =>
        commands
          .replace(/\/etc\/tnv\/(tracker|id|storage)\.cfg/g, (_all, kind: string) => site.config(`${kind}1` as Name))
          .replaceAll('/run/mysqld/mysqld.sock', socket)
          .replace(/^(mariadb(?:-dump)?) /gm, `$1 --no-defaults --socket=${socket} --user=root `)
          .replaceAll('/var/backups/', `${site.folder}/`)
          .replaceAll('127.0.0.1:21001', `127.0.0.1:${site.ports.tracker1}`);
      const resting = new AbortController();
      try {
        // As a server is unless told otherwise; the one of the tests is told to be quick.
        await site.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
        const old = 'old';
        await site.run({ tracker1: old, tracker2: old, id1: old, id2: old, storage1: old, storage2: old });
        const work = Promise.all([workOf(site, resting.signal), workOfOldClient(site, resting.signal)]);
        for (const { system, code, commands } of BLOCKS) {
          if (system) await act(site, commands);
          else {
            const ended = await shell(here(commands));
            expect(ended.code, `${commands}${ended.output}`).toBe(code);
          }
        }
        resting.abort();
        const files = (await work).flat();
        expect(files.length).toBeGreaterThan(20);
        const client = site.client();
        for (const { file, content } of files) {
          if (content === undefined) await expect(client.filesize(file)).rejects.toMatchObject({ errorNumber: 404 });
          else expect(await client.filesize(file)).toBe(content.length);
        }
      } finally {
        resting.abort();
        await site.stop();
      }
    },
  );
});

/** A file that was acknowledged; without a content since its deletion was. */
interface Kept {
  readonly file: ReturnType<typeof newFile>;
  readonly content: Buffer | undefined;
}

/** Uploads, reads and deletes until `rest` is aborted; what fails is tried again with another file. */
async function workOf(site: MixedSite, rest: AbortSignal): Promise<Kept[]> {
  const client = site.client('tracker1', 'tracker2');
  const kept: Kept[] = [];
  while (!rest.aborted) {
    const file = newFile(`user${kept.length % 5}`);
    const content = randomBytes(20_000);
    try {
      await client.upload(file, bufferSource(content));
    } catch {
      continue;
    }
    const stays = kept.length % 3 > 0;
    const isGone =
      !stays &&
      (await client.delete(file).then(
        () => true,
        () => undefined,
      ));
    if (isGone !== undefined) kept.push({ file, content: isGone ? undefined : content });
  }
  return kept;
}

async function workOfOldClient(site: MixedSite, rest: AbortSignal): Promise<Kept[]> {
  const client = site.oldClient('tracker1', 'tracker2');
  const kept: Kept[] = [];
  while (!rest.aborted) {
    const file = newFile(`user${kept.length % 5}`);
    const content = randomBytes(20_000);
    try {
      await client.upload(file, content);
      kept.push({ file, content });
    } catch {
      // Not acknowledged, so nothing is promised.
    }
  }
  return kept;
}
