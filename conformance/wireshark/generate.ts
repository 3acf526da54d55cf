import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packets from '../../spec/packets.json' with { type: 'json' };

const HELP = `Usage: npm run dissector [-- --check]

Writes the Wireshark dissector, conformance/wireshark/tnv.lua, from spec/packets.json and tnv.template.lua.

  --check   write nothing; exit 1 when the file is not what would be written
  --help    show this`;

const FILE = join(import.meta.dirname, 'tnv.lua');
const ORIGIN = 'Generated from spec/packets.json by `npm run dissector`; do not edit.';

/** The text that tnv.lua has to have. */
export function dissector(): string {
  const template = readFileSync(join(import.meta.dirname, 'tnv.template.lua'), 'utf8');
  return template.replace('@GENERATED@', () => ORIGIN).replace('@TABLES@', () => tables());
}

/** A value as Lua writes it; `undefined` members are left out. */
function lua(value: unknown, indent = ''): string {
  if (Array.isArray(value))
    return table(
      value.map((one) => lua(one, `${indent}  `)),
      indent,
    );
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{ ${members.map(([key, member]) => `${key} = ${lua(member, indent)}`).join(', ')} }`;
  }
  return JSON.stringify(value);
}

function table(rows: readonly string[], indent: string): string {
  return rows.length === 0 ? '{}' : `{\n${rows.map((row) => `${indent}  ${row},\n`).join('')}${indent}}`;
}

interface FieldLayout {
  readonly name: string;
  readonly type: string;
  readonly width?: number | string;
  readonly optional?: boolean;
  readonly of?: readonly FieldLayout[];
}

/** What the dissector needs to know of fields. */
function fieldsOf(fields: readonly FieldLayout[]): object[] {
  return fields.map(({ name, type, width, optional, of }) => ({
    ...{ name, type, width, optional },
    of: of === undefined ? undefined : fieldsOf(of),
  }));
}

/** The fields themselves and those of their items. */
function flattened(fields: readonly FieldLayout[]): FieldLayout[] {
  return fields.flatMap((field) => [field, ...flattened(field.of ?? [])]);
}

function tables(): string {
  const { packets: all, replyCommands, failure } = packets;
  const replies = Object.entries(replyCommands).map(([server, command]) => [command, `${server} server`] as const);
  const fields = new Map(
    flattened([...all.flatMap((packet) => [...packet.fields, ...packet.reply.fields]), ...failure.fields]).map(
      ({ name, type }) => [name, { name, type }],
    ),
  );
  const names = [
    ...all.map(({ command, name }) => [command, name] as const),
    ...replies.map(([command, name]) => [command, `${name}'s reply`] as const),
  ];
  const packetRows = all.map(
    ({ command, name, fields: own, reply }) =>
      `[${command}] = { name = ${lua(name)}, fields = ${lua(fieldsOf(own), '  ')}, reply = ${lua(fieldsOf(reply.fields), '  ')} }`,
  );
  return [
    `local COMMAND_NAMES = ${table(
      names.map(([command, name]) => `[${command}] = ${lua(name)}`),
      '',
    )}`,
    `local REPLIES = ${table(
      replies.map(([command, name]) => `[${command}] = ${lua(name)}`),
      '',
    )}`,
    `local FIELDS = ${lua([...fields.values()])}`,
    `local FAILURE = ${lua(fieldsOf(failure.fields))}`,
    `local PACKETS = ${table(packetRows, '')}`,
  ].join('\n');
}

function main(options: readonly string[]): number {
  const [unknown] = options.filter((option) => option !== '--check' && option !== '--help');
  if (unknown !== undefined) {
    console.error(`dissector: unknown option ${unknown}; see --help`);
    return 2;
  }
  if (options.includes('--help')) {
    console.log(HELP);
  } else if (!options.includes('--check')) {
    writeFileSync(FILE, dissector());
  } else if (readFileSync(FILE, 'utf8') !== dissector()) {
    console.error('dissector: tnv.lua is not current; run `npm run dissector`');
    return 1;
  }
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(process.argv.slice(2));
