import { SCRIPT_FORMAT, type Script, type ScriptStep } from './script.ts';

/** What a value has to be, in words; nothing where it is that. */
type Check = (value: unknown) => string | undefined;

const SIZE_MAX = 256 * 1024 * 1024;
const WAIT_MAX_MS = 600_000;

const FILE = { user: upTo(1e6), file: upTo(1e6) };

/** The members of each step beside `do` and `atMs`; `?` behind a name: it may be missing. */
const MEMBERS: Readonly<Record<ScriptStep['do'], Readonly<Record<string, Check>>>> = {
  upload: { ...FILE, size: upTo(SIZE_MAX), content: upTo(2 ** 32) },
  cutUpload: { ...FILE, size: upTo(SIZE_MAX), content: upTo(2 ** 32), sent: upTo(SIZE_MAX) },
  filesize: FILE,
  download: { ...FILE, offset: upTo(SIZE_MAX), size: upTo(SIZE_MAX) },
  delete: FILE,
  locate: FILE,
  trespass: { ...FILE, as: oneOf('application', 'user') },
  groups: {},
  ids: { key: upTo(1e6), count: upTo(10_000) },
  garbage: { to: server, bytes: upTo(SIZE_MAX) },
  cut: { 'to?': server },
  hook: {
    action: oneOf('start', 'stop', 'kill', 'restart', 'clock'),
    to: server,
    'argument?': (value) => (typeof value === 'string' ? undefined : 'a text'),
    'optional?': (value) => (value === true ? undefined : 'true, or missing'),
  },
};

/** Reads a script, which follows `script.schema.json`. Throws a RangeError that says what is wrong with it, and where. */
export function parseScript(text: string): Script {
  const script = read(text);
  if (!isRecord(script) || script.format !== SCRIPT_FORMAT || script.version !== 1) {
    throw new RangeError(`it is no script: its format is not ${SCRIPT_FORMAT}, version 1`);
  }
  const { title, statements, steps, notPlayed } = script;
  if (typeof title !== 'string' || !areTexts(statements) || statements.length === 0) {
    throw new RangeError('a script needs a title and the statements at stake');
  }
  if (!Array.isArray(steps) || !areTexts(notPlayed)) throw new RangeError('a script needs steps and notPlayed');
  const alien = Object.keys(script).find(
    (name) => !['$schema', 'format', 'version', 'title', 'statements', 'steps', 'notPlayed'].includes(name),
  );
  if (alien !== undefined) throw new RangeError(`a script has no member ${alien}`);
  steps.forEach((step, at) => {
    const problem = problemOf(step);
    if (problem !== undefined) throw new RangeError(`step ${at + 1}: ${problem}`);
  });
  return script as unknown as Script;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`it is no JSON: ${(error as Error).message}`);
  }
}

function problemOf(step: unknown): string | undefined {
  if (!isRecord(step)) return 'it is no object';
  if (typeof step.do !== 'string' || !Object.hasOwn(MEMBERS, step.do)) {
    return `'${step.do}' is nothing that can be done; ${Object.keys(MEMBERS).join(', ')} are`;
  }
  const members = { atMs: upTo(WAIT_MAX_MS), ...MEMBERS[step.do as ScriptStep['do']] };
  for (const [member, check] of Object.entries(members)) {
    const name = member.replace('?', '');
    if (name !== member && step[name] === undefined) continue;
    const wanted = check(step[name]);
    if (wanted !== undefined) return `${name} is not ${wanted}`;
  }
  const alien = Object.keys(step).find((name) => name !== 'do' && !(name in members) && !(`${name}?` in members));
  return alien === undefined ? undefined : `${step.do} has no ${alien}`;
}

function upTo(max: number): Check {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max
      ? undefined
      : `a whole number from 0 to ${max}`;
}

function oneOf(...words: readonly string[]): Check {
  return (value) => (words.includes(value as string) ? undefined : `one of ${words.join(', ')}`);
}

function server(value: unknown): string | undefined {
  const { kind, index, ...rest } = isRecord(value) ? value : {};
  const fits = ['tracker', 'id', 'storage'].includes(kind as string) && upTo(1e6)(index) === undefined;
  return fits && Object.keys(rest).length === 0
    ? undefined
    : 'a server: {"kind": tracker, id or storage, "index": 0 or more}';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
