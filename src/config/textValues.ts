import { BadValue } from './key.ts';

/** Reads a text of one to `bytesMax` bytes of UTF-8. */
export function shortText(bytesMax: number): (text: string) => string {
  return (text) => {
    const bytes = Buffer.byteLength(text);
    if (bytes === 0) throw new BadValue('is empty');
    if (bytes > bytesMax) throw new BadValue(`has ${bytes} bytes, at most ${bytesMax} fit`);
    return text;
  };
}

/** Reads a text of any length; undefined when it is empty. */
export function optionalText(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** Reads a text of at least `bytesMin` bytes that nobody can guess; undefined when it is empty. */
export function optionalSecret(bytesMin: number): (text: string) => string | undefined {
  return (text) => {
    const bytes = Buffer.byteLength(text);
    if (bytes > 0 && bytes < bytesMin) throw new BadValue(`is easily guessed: it needs ${bytesMin} bytes`);
    return optionalText(text);
  };
}

/** Reads one of `choices`. */
export function oneOf<const T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw new BadValue(`is none of ${choices.join(', ')}`);
    return choice;
  };
}

/** The items of a list that `;` splits, without the blanks around them; empty ones are left out, doubles too. */
export function listItems(text: string): string[] {
  const items = text.split(';').map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ''))];
}

/** Reads a list of at least one item, each by `readItem`. */
export function listOf<T>(readItem: (item: string) => T): (text: string) => readonly [T, ...T[]] {
  return (text) => {
    const [first, ...others] = listItems(text);
    if (first === undefined) throw new BadValue('names nothing');
    const read = (item: string): T => naming(item, text, () => readItem(item));
    return [read(first), ...others.map(read)];
  };
}

/** A bad item of a longer list is named in the message. */
function naming<T>(item: string, list: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadValue && item !== list) throw new BadValue(`holds "${item}", which ${error.message}`);
    throw error;
  }
}
