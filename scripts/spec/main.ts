import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withBlocks } from './blocks.ts';
import { allStatements, SPEC_FOLDER } from './chapters.ts';
import { readPackets } from './packets.ts';
import { registryText } from './statements.ts';

// `npm run spec`: makes the tables and dumps of the chapters anew from spec/packets.json, then spec/statements.json from
// the chapters.
const packets = readPackets();
for (const name of readdirSync(SPEC_FOLDER).filter((each) => each.endsWith('.md'))) {
  const path = join(SPEC_FOLDER, name);
  const before = readFileSync(path, 'utf8');
  const after = withBlocks(name, before, packets);
  if (after !== before) {
    writeFileSync(path, after);
    console.log(`spec/${name}: tables and dumps made anew`);
  }
}
const statements = allStatements();
writeFileSync(join(SPEC_FOLDER, 'statements.json'), registryText(statements));
console.log(`spec/statements.json: ${statements.length} statements`);
