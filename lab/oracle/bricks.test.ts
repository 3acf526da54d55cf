import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differencesOf, filesBelow } from './bricks.ts';

describe('the copies of a volume', () => {
  let folder: string;
  const bricks = (): Map<string, string> => new Map(['a', 'b', 'c'].map((host) => [host, join(folder, host)]));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tnv-bricks-'));
    for (const brick of bricks().values()) {
      mkdirSync(join(brick, '.glusterfs'), { recursive: true });
      mkdirSync(join(brick, 'deep'));
      writeFileSync(join(brick, 'deep/one'), 'same');
      writeFileSync(join(brick, '.glusterfs/own'), brick);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are the same when all files are', () => {
    expect(filesBelow(join(folder, 'a'))).toEqual(new Map([['/deep/one', Buffer.from('same')]]));
    expect(differencesOf(bricks())).toEqual([]);
  });

  it('differ by a file that one lacks, has alone or has otherwise', () => {
    writeFileSync(join(folder, 'b/deep/one'), 'other');
    writeFileSync(join(folder, 'c/two'), '');
    rmSync(join(folder, 'c/deep/one'));
    expect(differencesOf(bricks())).toEqual([
      '/deep/one is not the same on a and on b',
      '/deep/one is not the same on a and on c',
      '/two is not the same on a and on c',
    ]);
  });
});
