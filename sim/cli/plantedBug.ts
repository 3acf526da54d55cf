import { Option } from 'commander';
import { BUGS } from '../bugs/catalogue.ts';
import { plant, SOURCES_ABSENT, sourcesArePresent } from '../bugs/plant.ts';
import { UsageError } from './usageError.ts';

const FLAG = '--bug';

/** The bug that this process has planted. */
let planted: string | undefined;

/** `--bug NAME`, as each command that runs something takes it. */
export function bugOption(): Option {
  return new Option(`${FLAG} <name>`, 'plant a known bug into the code that is run; tnv sim bugs --list names them');
}

/**
 * Plants the bug that the arguments name, if they do; to be called before any code of the daemons is loaded. What it
 * returns is to be called when all of that is loaded. Throws a `UsageError` for a name that no bug has, and where the
 * sources are not there.
 */
export function plantFrom(args: readonly string[]): () => void {
  const at = args.findIndex((arg) => arg === FLAG || arg.startsWith(`${FLAG}=`));
  const name = args[at] === FLAG ? args[at + 1] : args[at]?.slice(FLAG.length + 1);
  return name === undefined ? () => {} : plantNamed(name);
}

/** Like `plantFrom`, given the name itself. */
export function plantNamed(name: string): () => void {
  const bug = BUGS.find((candidate) => candidate.name === name);
  if (bug === undefined) throw new UsageError(`there is no bug "${name}"; tnv sim bugs --list names them all`);
  if (!sourcesArePresent()) throw new UsageError(SOURCES_ABSENT);
  planted = name;
  return plant(bug);
}

/** Name of the bug that is planted. */
export function plantedBug(): string | undefined {
  return planted;
}
