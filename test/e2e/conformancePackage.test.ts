import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporaryFolder.ts';
import { startUp, type Up } from './up.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Ended {
  readonly code: number;
  readonly output: string;
}

function run(file: string, args: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(file, args, { ...options, maxBuffer: 1 << 26 }, (error: ExecFileException | null, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

/** The PATH of someone who has no clone: what the project's own scripts put before it is taken out. */
const OUTSIDE = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

describe('the package tnv-conformance', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let up: Up;
  let kit: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    up = await startUp(join(folder.path, 'data'));
    const packed = await run('npm', ['run', 'pack:conformance', '--', '--pack-destination', folder.path], {
      cwd: ROOT,
    });
    expect(packed.output).toMatch(/tnv-conformance-[\d.]+\.tgz/);
    const [tarball = ''] = /tnv-conformance-[\d.]+\.tgz/.exec(packed.output) ?? [];
    const env = { ...process.env, PATH: OUTSIDE };
    await run('npm', ['init', '-y'], { cwd: folder.path, env });
    const installed = await run('npm', ['install', '--offline', '--no-audit', `./${tarball}`], {
      cwd: folder.path,
      env,
    });
    expect(installed).toMatchObject({ code: 0 });
    kit = join(folder.path, 'node_modules', 'tnv-conformance');
  });

  afterAll(async () => {
    await up?.program.interrupt();
    await folder?.[Symbol.asyncDispose]();
  });

  const target = () => ['--tracker', up.tracker, '--id', up.id, '--storage', up.storages.join(','), '--http', up.http];

  it('has no dependencies, and brings the data and the documents', () => {
    const description = JSON.parse(readFileSync(join(kit, 'package.json'), 'utf8'));
    expect(description.dependencies ?? {}).toEqual({});
    for (const file of ['README.md', 'README.zh-CN.md', 'LICENSE', 'vectors/join.json', 'wireshark/tnv.lua']) {
      expect(existsSync(join(kit, file)), file).toBe(true);
    }
    for (const file of ['dist/spec/packets.json', 'dist/spec/statements.json', 'examples/hook.sh']) {
      expect(existsSync(join(kit, file)), file).toBe(true);
    }
  });

  it("judges real daemons with the system's Node.js", async () => {
    const tool = join(folder.path, 'node_modules', '.bin', 'tnv-conformance');
    const env = { ...process.env, PATH: OUTSIDE };
    const { code, output } = await run(tool, [...target(), '--output', 'json:report.json'], { cwd: folder.path, env });
    expect(output).toMatch(/\d+ passed, \d+ not judged/);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(join(folder.path, 'report.json'), 'utf8'));
    expect(report.cases.length).toBeGreaterThan(120);
  });

  it('judges them from a clone, and with the Node.js of the project', async () => {
    const clone = await run(join(ROOT, 'bin/tnv'), ['conformance', ...target(), '--only', '*/connections/*'], {
      cwd: ROOT,
    });
    expect(clone).toMatchObject({ code: 0 });
    const program = join(kit, 'bin', 'tnv-conformance.mjs');
    const args = [program, ...target(), '--only', '*/connections/*', '--format', 'tap'];
    const own = await run(process.execPath, args, { cwd: folder.path });
    expect(own.output).toMatch(/^TAP version 14\n1\.\.\d+\nok 1 - /);
    expect(own.code).toBe(0);
  });

  it('says that nobody is there', async () => {
    const program = join(kit, 'bin', 'tnv-conformance.mjs');
    const { code, output } = await run(process.execPath, [program, '--tracker', '127.0.0.1:1'], { cwd: folder.path });
    expect(output).toContain('not reachable: 127.0.0.1:1: ECONNREFUSED');
    expect(code).toBe(3);
  });
});
