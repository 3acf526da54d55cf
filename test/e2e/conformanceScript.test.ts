import { type ExecFileException, execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePorts } from '../services/freePort.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const ROOT = join(import.meta.dirname, '../..');
const TNV = join(ROOT, 'bin/tnv');
const HOOK = join(ROOT, 'conformance/examples/hook.sh');
const BUG = 'ids-not-persisted';

function run(file: string, args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      file,
      args,
      { cwd, env: { ...process.env, ...env } },
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
}

describe('a failure of the simulator', () => {
  it('is found in real daemons with the same bug, and not in those without', async () => {
    await using folder = await temporaryFolder();
    await run(TNV, ['sim', 'shrink', '1', '--bug', BUG], folder.path);
    const exported = await run(TNV, ['sim', 'export', 'tnv-sim-1.json'], folder.path);
    expect(exported.output).toMatch(/^case\.json: \d+ steps, at stake: ID-UNIQUE\n/);
    expect(JSON.parse(readFileSync(join(folder.path, 'case.json'), 'utf8')).statements).toEqual(['ID-UNIQUE']);

    const planted = {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, 'plantedBug.ts')}`,
      TNV_TEST_BUG: BUG,
    };
    const healthy = await play(folder.path, 'healthy', {});
    expect(healthy).toMatchObject({ code: 0 });
    const broken = await play(folder.path, 'broken', planted);
    expect(broken.output).toContain('the id 0 was handed out twice for one key');
    expect(broken.code).toBe(1);
  });
});

/** Starts the daemons by the example of a hook file and plays the case to them. */
async function play(cwd: string, name: string, env: Record<string, string>) {
  const first = await freePorts(7);
  const hook = { ...env, TNV, HOOK_FOLDER: join(cwd, name), HOOK_PORT: String(first) };
  try {
    expect(await run(HOOK, ['up'], cwd, hook)).toMatchObject({ code: 0 });
    const at = (offset: number) => `127.0.0.1:${first + offset}`;
    const target = ['--tracker', at(0), '--id', at(2), '--storage', at(4)];
    const args = ['conformance', '--script', 'case.json', ...target, '--hook', HOOK];
    return await run(TNV, args, cwd, hook);
  } finally {
    await run(HOOK, ['down'], cwd, hook);
  }
}
