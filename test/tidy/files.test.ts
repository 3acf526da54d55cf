import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, ROOT, sourceFiles } from './sourceFiles.ts';

const LINES_MAX = 350;

describe('the files of the project', () => {
  it('are short enough to be one idea each', () => {
    const long = sourceFiles('src', 'sim', 'conformance', 'bench', 'lab', 'web')
      .filter((file) => !isTest(file.path))
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length }))
      .filter((file) => file.lines > LINES_MAX);
    expect(long).toEqual([]);
  });

  it('narrow or skip no test by hand', () => {
    const narrowed = sourceFiles('src', 'sim', 'conformance', 'bench', 'lab', 'test', 'web')
      .filter((file) => isTest(file.path) && /\b(?:it|test|describe)\.(?:only|skip|todo)\(/.test(file.code))
      .map((file) => file.path);
    expect(narrowed).toEqual([]);
  });

  it('hold no path of the machine they were written on', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .filter(Boolean);
    const binary = /\.(?:mp4|png|jpg|gz|tgz)$/;
    const marks = [`${ROOT}/`, `${homedir()}/`];
    const strays = tracked
      .filter((path) => !binary.test(path))
      .filter((path) => marks.some((mark) => readFileSync(join(ROOT, path), 'utf8').includes(mark)));
    expect(strays).toEqual([]);
  });

  it('name no host of a package registry in the lock file', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved":/);
  });
});
