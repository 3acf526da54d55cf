/** What of a unit of systemd matters to whoever starts its command. */
export interface Unit {
  /** `exec`, `notify`, `forking`, … */
  readonly type: string;
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Paths; those with a - before may be missing. */
  readonly environmentFiles: readonly string[];
  readonly runtimeDirectory: string | undefined;
  readonly pidFile: string | undefined;
  readonly execStart: string;
}

/**
 * Reads a unit and its drop-ins, in the order in which they count. `name` is that of the unit without `.service`;
 * `%i`, `%p` and `%n` become its parts. Throws an `Error` when there is nothing to start.
 */
export function parseUnit(name: string, texts: readonly string[]): Unit {
  const [prefix = '', instance = ''] = name.split('@');
  const here = (value: string): string =>
    value.replace(/%([ipn%])/g, (_, what) => ({ i: instance, p: prefix, n: `${name}.service`, '%': '%' })[what as 'i']);
  const settings = new Map<string, string[]>();
  for (const [key, value] of texts.flatMap(serviceSettings)) {
    // An empty one takes back those before it.
    settings.set(key, value === '' ? [] : [...(settings.get(key) ?? []), here(value)]);
  }
  const last = (key: string): string | undefined => settings.get(key)?.at(-1);
  const execStart = last('ExecStart');
  if (execStart === undefined) throw new Error(`the unit ${name} has no ExecStart=`);
  const variables = (settings.get('Environment') ?? []).flatMap((line) => wordsOf(line));
  return {
    type: last('Type') ?? 'simple',
    user: last('User'),
    group: last('Group'),
    environment: Object.fromEntries(variables.map(assignment)),
    environmentFiles: settings.get('EnvironmentFile') ?? [],
    runtimeDirectory: last('RuntimeDirectory'),
    pidFile: last('PIDFile'),
    execStart,
  };
}

/** The words of a command line: `$NAME` as a word of its own becomes the words of its value, `${NAME}` its value. */
export function commandOf(line: string, environment: Readonly<Record<string, string>>): string[] {
  return wordsOf(line.replace(/^[-@:+!|]+/, '')).flatMap((word) => {
    const alone = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
    if (alone !== undefined) return (environment[alone] ?? '').split(/\s+/).filter((part) => part !== '');
    return [word.replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '').replaceAll('$$', '$')];
  });
}

/** Variables of an environment file: `NAME=value` a line, quotes around the value left out. */
export function environmentOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^\s*[A-Za-z_]\w*=/.test(line));
  return Object.fromEntries(lines.map((line) => assignment(line.trim().replace(/^(\w+=)(['"])(.*)\2$/, '$1$3'))));
}

function serviceSettings(text: string): [key: string, value: string][] {
  let section = '';
  const settings: [string, string][] = [];
  for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
    const heading = /^\[(\w+)\]$/.exec(line.trim())?.[1];
    if (heading !== undefined) section = heading;
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section === 'Service' && key !== undefined && value !== undefined) settings.push([key, value]);
  }
  return settings;
}

/** Words between blanks; quotes keep blanks together, and nothing else is special. */
function wordsOf(line: string): string[] {
  const words = line.match(/(?:"(?:\\.|[^"])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\.|[^"])*)"|'([^']*)'|\\(.)/g, (_, double, single, escaped) =>
      double === undefined ? (single ?? escaped) : double.replace(/\\(["\\])/g, '$1'),
    ),
  );
}

function assignment(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
