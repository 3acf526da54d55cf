import { parseAclFile, type Setting } from './aclFile.ts';
import { atLine, ConfigError } from './configError.ts';
import { BadValue, type Key, type Keys, type ServiceKeys, type ValuesOf } from './key.ts';
import { type Remarks, serviceSettings } from './serviceSettings.ts';

/** What a daemon is configured by. */
export interface ConfigSource {
  /** The text of its file; undefined when it has none: everything has its default then. */
  readonly text: string | undefined;
  /** What messages call the file. */
  readonly fileName: string;
  /** Absolute: where relative paths begin, that is the file's folder. */
  readonly folder: string;
  /** Environment variables; an empty one is as good as none. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A value that a key does not take, and where it stands. */
interface Problem {
  readonly line: number;
  readonly text: string;
}

/** What was read. */
export interface Reading<K extends Keys> extends Remarks {
  readonly values: ValuesOf<K>;
  /** The line of the file that sets a key, by the key's name; undefined when none does. */
  lineOf(name: string): number | undefined;
}

/** After the lines of the file. */
const ENVIRONMENT_LINE = Number.MAX_SAFE_INTEGER;

/**
 * Reads the values of a service's keys: from the environment, else the file, else their defaults.
 * Throws a `ConfigError` that lists everything that is wrong. Spec: CONFIG-ERRORS.
 */
export function readKeys<K extends Keys>(service: ServiceKeys<K>, source: ConfigSource): Reading<K> {
  const { text, fileName } = source;
  const { known, ...remarks } = serviceSettings(
    service,
    text === undefined ? undefined : parseAclFile(text, fileName),
    fileName,
  );
  const problems: Problem[] = [];
  const values = Object.entries(service.keys).map(([name, key]) => {
    return [name, readValue(key, known.get(key.name), source, problems)];
  });
  if (problems.length > 0) {
    const inOrder = problems.sort((a, b) => a.line - b.line);
    throw new ConfigError(inOrder.map((problem) => problem.text).join('\n'));
  }
  const lineOf = (name: string): number | undefined => known.get(name)?.line;
  return { values: Object.fromEntries(values) as ValuesOf<K>, lineOf, ...remarks };
}

function readValue(
  key: Key<unknown>,
  setting: Setting | undefined,
  source: ConfigSource,
  problems: Problem[],
): unknown {
  const variable = key.variable === undefined ? undefined : source.env[key.variable] || undefined;
  const text = variable ?? setting?.value ?? key.fallback;
  try {
    return key.read(text, source.folder);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const shown = key.secret ? '(not shown)' : `"${text}"`;
    const problem = `= ${shown} ${error.message}`;
    if (variable === undefined) {
      const { fileName } = source;
      problems.push({ line: setting?.line ?? 0, text: atLine(fileName, setting?.line, `${key.name} ${problem}`) });
    } else {
      problems.push({ line: ENVIRONMENT_LINE, text: `environment: ${key.variable} ${problem}` });
    }
    return undefined;
  }
}
