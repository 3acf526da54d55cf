#!/usr/bin/env node
import { existsSync } from 'node:fs';

const [major] = process.versions.node.split('.');
const program = new URL('../dist/cli/main.js', import.meta.url);
if (Number(major) < 20) {
  process.stderr.write(`tnv-conformance: needs Node.js 20 or newer, this is ${process.versions.node}.\n`);
  process.exit(2);
}
if (!existsSync(program)) {
  process.stderr.write('tnv-conformance: is not built. In a clone, run: npm run build:conformance\n');
  process.exit(2);
}
await import(program.href);
