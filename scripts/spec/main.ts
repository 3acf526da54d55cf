import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allStatements, SPEC_FOLDER } from './chapters.ts';
import { registryText } from './statements.ts';

// `npm run spec`: makes spec/statements.json anew from the chapters.
const statements = allStatements();
writeFileSync(join(SPEC_FOLDER, 'statements.json'), registryText(statements));
console.log(`spec/statements.json: ${statements.length} statements`);
