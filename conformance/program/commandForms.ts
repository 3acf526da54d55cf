import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { splitCommand } from './splitCommand.ts';

/** What a client can be asked to do. */
export const OPERATIONS = ['upload', 'filesize', 'download', 'delete', 'groups', 'list'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What stands in for the placeholders of a command line. */
export interface Placeholders {
  readonly taddrs: string;
  readonly appid?: string;
  readonly userid?: string;
  readonly fileid?: string;
  readonly file?: string;
  readonly offset?: string;
  readonly size?: string;
  readonly out?: string;
}

/** What follows the name of an operation when only the form of another one was given: as the seed's client has it. */
const BEHIND: Readonly<Record<Exclude<Operation, 'list'>, readonly string[]>> = {
  upload: ['{appid}', '{userid}', '{file}'],
  filesize: ['{appid}', '{userid}', '{fileid}'],
  download: ['{appid}', '{userid}', '{fileid}', '{offset}', '{size}'],
  delete: ['{appid}', '{userid}', '{fileid}'],
  groups: [],
};

/** The command lines of a client, one for each operation, as words with placeholders. */
export class CommandForms {
  readonly #forms: ReadonlyMap<Operation, readonly string[]>;

  private constructor(forms: ReadonlyMap<Operation, readonly string[]>) {
    this.#forms = forms;
  }

  /**
   * Reads command lines such as `./client {taddrs} upload {appid} {userid} {file}`. Each names its operation by a word
   * of its own, or in front as in `upload=./put {taddrs} …`. Operations without a line get what stands in front of such
   * a word in another line, and behind it what the known clients want. Paths of files in front of the first placeholder are made absolute. Throws a RangeError with what is wrong.
   */
  static parse(lines: readonly string[], folder: string): CommandForms {
    const forms = new Map<Operation, readonly string[]>();
    let front: readonly string[] | undefined;
    for (const line of lines) {
      const named = OPERATIONS.find((each) => line.startsWith(`${each}=`));
      const words = withAbsolutePaths(splitCommand(named === undefined ? line : line.slice(named.length + 1)), folder);
      const operation = named ?? OPERATIONS.find((each) => words.includes(each));
      if (operation === undefined) {
        throw new RangeError(`which of ${OPERATIONS.join(', ')} is it? Say so, as in upload='${line}'`);
      }
      if (!words.some((word) => word.includes('{taddrs}'))) throw new RangeError(`no {taddrs} in: ${line}`);
      if (forms.has(operation)) throw new RangeError(`a second command line for ${operation}: ${line}`);
      forms.set(operation, words);
      if (words.includes(operation)) front ??= words.slice(0, words.indexOf(operation));
    }
    if (front !== undefined) {
      // What belongs to an optional extension is asked of a client that says it has it.
      for (const each of OPERATIONS) {
        if (each !== 'list' && !forms.has(each)) forms.set(each, [...front, each, ...BEHIND[each]]);
      }
    }
    return new CommandForms(forms);
  }

  /** Whether there is a command line for an operation. */
  has(operation: Operation): boolean {
    return this.#forms.has(operation);
  }

  /** Whether the command line of an operation has a place for this. */
  takes(operation: Operation, placeholder: keyof Placeholders): boolean {
    return this.#words(operation).some((word) => word.includes(`{${placeholder}}`));
  }

  /** The words to run. Throws a RangeError for a placeholder that nothing stands in for. */
  fill(operation: Operation, values: Placeholders): string[] {
    return this.#words(operation).map((word) =>
      word.replace(/\{(\w+)\}/g, (_all, name: string) => {
        const value = (values as unknown as Readonly<Record<string, string | undefined>>)[name];
        if (value === undefined) throw new RangeError(`nothing stands in for {${name}} of ${operation}`);
        return value;
      }),
    );
  }

  #words(operation: Operation): readonly string[] {
    const words = this.#forms.get(operation);
    if (words === undefined) throw new RangeError(`no command line for ${operation}`);
    return words;
  }
}

/** The client runs in a folder of its own, where relative paths would lead nowhere. */
function withAbsolutePaths(words: readonly string[], folder: string): string[] {
  const first = words.findIndex((word) => word.includes('{'));
  return words.map((word, at) => {
    if (at >= first || word.startsWith('-') || (at === 0 && !word.includes('/'))) return word;
    const path = resolve(folder, word);
    return existsSync(path) && statSync(path).isFile() ? path : word;
  });
}
