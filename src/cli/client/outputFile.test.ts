import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutputFile } from './outputFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tnv-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('createOutputFile', () => {
  it('shows the file under its name when it is complete, not before, and leaves nothing else', async () => {
    const path = join(folder, 'clip');
    const output = await createOutputFile(path, false);
    await output.write(Buffer.from('some '));
    await output.write(Buffer.from('bytes'));
    expect(readdirSync(folder)).not.toContain('clip');
    await output.complete();
    await output.discard();
    expect(readdirSync(folder)).toEqual(['clip']);
    expect(readFileSync(path, 'utf8')).toBe('some bytes');
  });

  // Spec: CLIENT-WHOLE-FILE
  it('leaves nothing of a file that is given up', async () => {
    const output = await createOutputFile(join(folder, 'clip'), false);
    await output.write(Buffer.from('half'));
    await output.discard();
    await output.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing when the process exits in the middle', () => {
    const module = JSON.stringify(new URL('./outputFile.ts', import.meta.url).href);
    const path = JSON.stringify(join(folder, 'clip'));
    const program = `
      const { createOutputFile } = await import(${module});
      const output = await createOutputFile(${path}, false);
      await output.write(Buffer.from('half'));
      process.exit(3);`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
    expect(status).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces a file only when told to, also one that comes meanwhile', async () => {
    const path = join(folder, 'clip');
    writeFileSync(path, 'old');
    await expect(createOutputFile(path, false)).rejects.toThrow(`${path} is there already; --force replaces it`);
    const forced = await createOutputFile(path, true);
    await forced.write(Buffer.from('new'));
    expect(readFileSync(path, 'utf8')).toBe('old');
    await forced.complete();
    expect(readFileSync(path, 'utf8')).toBe('new');

    const other = join(folder, 'other');
    const late = await createOutputFile(other, false);
    writeFileSync(other, 'theirs');
    await expect(late.complete()).rejects.toThrow(`cannot write ${other}: file already exists`);
    await late.discard();
    expect(readFileSync(other, 'utf8')).toBe('theirs');
    expect(readdirSync(folder).sort()).toEqual(['clip', 'other']);
  });

  it('never replaces what is no file', async () => {
    await expect(createOutputFile(folder, true)).rejects.toThrow(`${folder} is there and is no file`);
    await expect(createOutputFile('/dev/null', true)).rejects.toThrow('/dev/null is there and is no file');
  });

  it('says in words why it cannot write', async () => {
    const path = join(folder, 'none', 'clip');
    await expect(createOutputFile(path, false)).rejects.toThrow(`cannot write ${path}: no such file or directory`);
  });
});
