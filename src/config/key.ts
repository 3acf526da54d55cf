/** Something that can be configured. */
export interface Key<T> {
  /** In lower case. */
  readonly name: string;
  /** What stands for it when nothing is configured, written as in a file; its reader takes it. */
  readonly fallback: string;
  /** What it is, in sentences, for whoever writes the file. */
  readonly help: string;
  /** The typed value of a text. `folder` is where relative paths begin. Throws a `BadValue`. */
  readonly read: (text: string, folder: string) => T;
  /** The environment variable that wins over the file. */
  readonly variable?: string;
  /** Its value is not repeated in messages. */
  readonly secret?: boolean;
  /** Written down as a comment in the files that come with the program: few will ever change it. */
  readonly rare?: boolean;
}

/** Keys by the names that code calls their values. */
export type Keys = Readonly<Record<string, Key<unknown>>>;

/** What reading `K` gives. */
export type ValuesOf<K extends Keys> = { readonly [Name in keyof K]: K[Name] extends Key<infer T> ? T : never };

/** What a kind of daemon can be told. */
export interface ServiceKeys<K extends Keys = Keys> {
  /** Its block in the file: `service NAME { … }`. */
  readonly service: string;
  /** What stands at the top of its file. */
  readonly about: string;
  readonly keys: K;
}

/** A text that a key does not take. The message ends a sentence that begins with key and text: `is not a number`. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
}
