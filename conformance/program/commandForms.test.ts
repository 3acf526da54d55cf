import { describe, expect, it } from 'vitest';
import { CommandForms } from './commandForms.ts';
import { splitCommand } from './splitCommand.ts';

const VALUES = {
  taddrs: '127.0.0.1:1;127.0.0.1:2',
  appid: 'a',
  userid: 'u s',
  fileid: 'f',
  file: '/x/y',
  offset: '3',
  size: '4',
};

describe('splitCommand', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
    [`x'y'"z"w`, ['xyzw']],
    [`"a \\"b\\" \\\\ \\n" ''`, ['a "b" \\ \\n', '']],
    ['', []],
  ])('splits %j as a shell would', (line, words) => {
    expect(splitCommand(line)).toEqual(words);
  });

  it.each(["a 'b", 'a "b', 'a \\'])('refuses %j, which does not end', (line) => {
    expect(() => splitCommand(line)).toThrow(RangeError);
  });
});

describe('the command lines of a client', () => {
  it('are derived from one of them, and filled in word by word', () => {
    const forms = CommandForms.parse(['./no-such-client {taddrs} upload {appid} {userid} {file} 0 0'], '/');
    const front = ['./no-such-client', VALUES.taddrs];
    expect(forms.fill('upload', VALUES)).toEqual([...front, 'upload', 'a', 'u s', '/x/y', '0', '0']);
    expect(forms.fill('download', VALUES)).toEqual([...front, 'download', 'a', 'u s', 'f', '3', '4']);
    expect(forms.fill('delete', VALUES)).toEqual([...front, 'delete', 'a', 'u s', 'f']);
    expect(forms.fill('groups', VALUES)).toEqual([...front, 'groups']);
    expect(forms.takes('download', 'out')).toBe(false);
  });

  it('may be given a name in front; then nothing is derived', () => {
    const forms = CommandForms.parse(['upload=put --to {taddrs} {file}'], '/');
    expect(forms.fill('upload', VALUES)).toEqual(['put', '--to', VALUES.taddrs, '/x/y']);
    expect(forms.has('delete')).toBe(false);
  });

  it('name files by absolute paths, because the client runs in a folder of its own', () => {
    const [folder, name] = [import.meta.dirname, 'commandForms.ts'];
    const forms = CommandForms.parse([`node ${name} {taddrs} upload {file} ${name}`], folder);
    expect(forms.fill('upload', VALUES).slice(0, 2)).toEqual(['node', `${folder}/${name}`]);
    expect(forms.fill('upload', VALUES).at(-1)).toBe(name);
  });

  it.each([
    ['x {taddrs} store {file}', /which of upload/],
    ['x upload {file}', /no \{taddrs\}/],
    ["x '{taddrs} upload", /not closed/],
  ])('are refused when they make no sense: %s', (line, why) => {
    expect(() => CommandForms.parse([line], '/')).toThrow(why);
  });

  it('are refused when two are for one operation, and when one is not filled in', () => {
    const line = 'x {taddrs} groups {what}';
    expect(() => CommandForms.parse([line, line], '/')).toThrow(/second command line for groups/);
    expect(() => CommandForms.parse([line], '/').fill('groups', VALUES)).toThrow(/\{what\}/);
  });
});
