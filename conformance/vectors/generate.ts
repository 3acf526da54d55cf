import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { failures } from './make/failures.ts';
import { idGet } from './make/idPackets.ts';
import { describe, list } from './make/listingPackets.ts';
import { download, filesize, remove, upload } from './make/storagePackets.ts';
import { beat, groups, join, saddrs } from './make/trackerPackets.ts';
import type { VectorFile } from './make/vector.ts';

const HELP = `Usage: npm run vectors [-- --check]

Writes the packet vectors, conformance/vectors/*.json, from spec/packets.json and conformance/vectors/make.

  --check   write nothing; exit 1 when a file is not what would be written
  --help    show this`;

/** The files of vectors by name, as they have to be. */
export function vectorFiles(): Map<string, string> {
  const files = [
    ...[join(), beat(), saddrs(), groups(), idGet(), upload(), filesize(), download(), remove(), list(), describe()],
    failures(),
  ];
  return new Map(files.map((file) => [`${file.packet.toLowerCase()}.json`, written(file)]));
}

function written({ packet, vectors }: VectorFile): string {
  return `${JSON.stringify({ $schema: './vectors.schema.json', version: 1, packet, vectors }, undefined, 2)}\n`;
}

/** The names of the files in a folder that are missing, changed or too many. */
export function drift(folder: string): string[] {
  const wanted = vectorFiles();
  const there = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
  const changed = [...wanted].filter(
    ([name, text]) => !there.includes(name) || readFileSync(path(folder, name), 'utf8') !== text,
  );
  return [...changed.map(([name]) => name), ...there.filter((name) => !wanted.has(name))].sort();
}

function main(options: readonly string[]): number {
  const folder = import.meta.dirname;
  const [unknown] = options.filter((option) => option !== '--check' && option !== '--help');
  if (unknown !== undefined) {
    console.error(`vectors: unknown option ${unknown}; see --help`);
    return 2;
  }
  if (options.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const stale = drift(folder);
  if (options.includes('--check')) {
    for (const name of stale) console.error(`vectors: ${name} is not current; run \`npm run vectors\``);
    return stale.length === 0 ? 0 : 1;
  }
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of vectorFiles()) writeFileSync(path(folder, name), text);
  console.log(`vectors: ${vectorFiles().size} files, ${stale.length} of them new or changed`);
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(process.argv.slice(2));
