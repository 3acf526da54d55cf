import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksIn, withBlocks } from '../../scripts/spec/blocks.ts';
import { allStatements, SPEC_FOLDER } from '../../scripts/spec/chapters.ts';
import { parseHexDump } from '../../scripts/spec/hexDump.ts';
import { readPackets } from '../../scripts/spec/packets.ts';
import { statementsOf } from '../../scripts/spec/statements.ts';

const packets = readPackets();
const chapters = readdirSync(SPEC_FOLDER)
  .filter((name) => name.endsWith('.md'))
  .map((name) => ({ name, text: readFileSync(join(SPEC_FOLDER, name), 'utf8') }));
const ids = allStatements().map(({ id }) => id);

function chapter(name: string): string {
  return chapters.find((each) => each.name === name)?.text ?? '';
}

/** The text without its examples in fenced blocks. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '');
}

/** The texts of all hex dumps. */
function dumps(text: string): string[] {
  return [...text.matchAll(/^```\n(0000 {2}[\s\S]*?)\n```$/gm)].map((match) => match[1] ?? '');
}

describe.each(chapters)('the chapter $name', ({ name, text }) => {
  it('has the tables and dumps of packets.json; `npm run spec` makes them anew', () => {
    expect(withBlocks(name, text, packets)).toBe(text);
  });

  it('names only statements that there are', () => {
    const named = prose(text).match(/\b[A-Z]{2,}[0-9]*(?:-[A-Z0-9]{2,})+\b/g) ?? [];
    const others = ['AREA-WHAT', 'UTF-8'];
    expect(named.filter((id) => !ids.includes(id) && !others.includes(id))).toEqual([]);
  });

  it('links to files and headings that there are', () => {
    const wrong = [...prose(text).matchAll(/\]\(([^)\s:]*?)(?:#([^)]*))?\)/g)].filter(([, file = '', heading]) => {
      if (file !== '' && !existsSync(join(SPEC_FOLDER, file))) return true;
      return heading !== undefined && !headings(file === '' ? text : chapter(file)).includes(heading);
    });
    expect(wrong.map(([link]) => link)).toEqual([]);
  });
});

/** The anchors of a chapter's headings, as Markdown viewers make them. */
function headings(text: string): string[] {
  return [...prose(text).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the chapter of bytes', () => {
  it('shows every packet, reply and failure, as a table and with all its bytes', () => {
    const blocks = blocksIn(chapter('wire.md'));
    for (const { name, fields, reply } of packets.packets) {
      expect(blocks).toEqual(expect.arrayContaining([`dump ${name}`, `dump ${name} reply`]));
      if (fields.length > 0) expect(blocks).toContain(`fields ${name}`);
      if (reply.fields.length > 0) expect(blocks).toContain(`fields ${name} reply`);
    }
    expect(blocks).toEqual(expect.arrayContaining(['head', 'commands', 'errors', 'fields failure', 'dump failure']));
  });

  it('lists the text of GROUPS as its dump has it', () => {
    const text = packets.packets.find(({ name }) => name === 'GROUPS')?.reply.example?.text;
    for (const name of ['wire.md', 'wire.zh-CN.md']) expect(chapter(name)).toContain(`\`\`\`\n${text}\n\`\`\``);
  });

  it('is the same in Chinese: statements, tables and bytes', () => {
    const [english, chinese] = [chapter('wire.md'), chapter('wire.zh-CN.md')];
    const bare = (name: string, text: string) =>
      statementsOf(name, text).map(({ id, level, binds, ours }) => ({ id, level, binds, ours }));
    expect(bare('wire.zh-CN.md', chinese)).toEqual(bare('wire.md', english));
    expect(blocksIn(chinese)).toEqual(blocksIn(english));
    expect(dumps(chinese)).toEqual(dumps(english));
    const numbers = (text: string) => [...text.matchAll(/^\| (\d+) \| (\S+) /gm)].map((match) => match[1]);
    expect(numbers(chinese)).toEqual(numbers(english));
  });
});

describe('a hex dump', () => {
  it('is read back, fillers included', () => {
    expect(parseHexDump('0000  68 69 00      text  "hi"\n0003  00 × 3').toString('hex')).toBe('686900000000');
  });

  it.each(['0001  68', '0000  68\n0002  69', 'hello'])('is refused when a line is not the next one: %j', (dump) => {
    expect(() => parseHexDump(dump)).toThrow(RangeError);
  });
});
