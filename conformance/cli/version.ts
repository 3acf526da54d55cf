import { readFileSync } from 'node:fs';
import { dataFile } from '../wire/packets.ts';

/** The version of the package that this is part of. */
export function kitVersion(): string {
  return (JSON.parse(readFileSync(dataFile('package.json'), 'utf8')) as { version: string }).version;
}
