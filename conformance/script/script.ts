import type { HookAction } from '../runner/hook.ts';

/** A server of the target: its kind and a number, taken modulo how many addresses are given. */
export interface ServerNumber {
  readonly kind: 'tracker' | 'id' | 'storage';
  readonly index: number;
}

/** A user's file by numbers that stand for fresh names; the same numbers are the same file. */
interface FileNumber {
  readonly user: number;
  readonly file: number;
}

/** One thing the kit does to the target, beside whatever else is under way. */
export type ScriptStep = {
  /** Milliseconds since the start. */
  readonly atMs: number;
} & (
  | ({ readonly do: 'upload'; readonly size: number; readonly content: number } & FileNumber)
  /** Goes away after a part of the content. */
  | ({ readonly do: 'cutUpload'; readonly size: number; readonly content: number; readonly sent: number } & FileNumber)
  | ({ readonly do: 'filesize' } & FileNumber)
  | ({ readonly do: 'download'; readonly offset: number; readonly size: number } & FileNumber)
  | ({ readonly do: 'delete' } & FileNumber)
  /** Asks a tracker where a user's files are. */
  | ({ readonly do: 'locate' } & FileNumber)
  /** Asks for a file in the name of another user or application. */
  | ({ readonly do: 'trespass'; readonly as: 'application' | 'user' } & FileNumber)
  | { readonly do: 'groups' }
  /** Asks every id server for so many ids of a key. */
  | { readonly do: 'ids'; readonly key: number; readonly count: number }
  | { readonly do: 'garbage'; readonly to: ServerNumber; readonly bytes: number }
  /** Cuts the connections that the kit has to a server, or all of them. */
  | { readonly do: 'cut'; readonly to?: ServerNumber }
  /** Asks the hook file. A daemon that was killed or stopped is started again by a later step, or at the end. */
  | {
      readonly do: 'hook';
      readonly action: Extract<HookAction, 'start' | 'stop' | 'kill' | 'restart' | 'clock'>;
      readonly to: ServerNumber;
      readonly argument?: string;
      /** Left out, and said so, where there is no hook file. */
      readonly optional?: true;
    }
);

/** A case as data: what is played to a target, and which statements are at stake. */
export interface Script {
  readonly format: typeof SCRIPT_FORMAT;
  readonly version: 1;
  /** A sentence about the target. */
  readonly title: string;
  readonly statements: readonly [string, ...string[]];
  readonly steps: readonly ScriptStep[];
  /** What belonged to the story and cannot be played from outside, a line each. */
  readonly notPlayed: readonly string[];
}

export const SCRIPT_FORMAT = 'tnv-conformance-script';

/** Reads a script. Throws a RangeError that says what is wrong with it. */
export function parseScript(text: string): Script {
  const script = JSON.parse(text) as Script;
  if (script === null || typeof script !== 'object' || script.format !== SCRIPT_FORMAT || script.version !== 1) {
    throw new RangeError(`it is no script: its format is not ${SCRIPT_FORMAT}, version 1`);
  }
  if (typeof script.title !== 'string' || !names(script.statements) || script.statements.length === 0) {
    throw new RangeError('a script needs a title and the statements at stake');
  }
  if (!Array.isArray(script.steps) || !names(script.notPlayed))
    throw new RangeError('a script needs steps and notPlayed');
  script.steps.forEach((step, at) => {
    const problem = problemOf(step);
    if (problem !== undefined) throw new RangeError(`step ${at + 1}: ${problem}`);
  });
  return script;
}

const SIZE_MAX = 256 * 1024 * 1024;
const WAIT_MAX_MS = 600_000;

/** The numbers that each step has, with the greatest values they may have. */
const NUMBERS: Readonly<Record<ScriptStep['do'], Readonly<Record<string, number>>>> = {
  upload: { user: 1e6, file: 1e6, size: SIZE_MAX, content: 2 ** 32 },
  cutUpload: { user: 1e6, file: 1e6, size: SIZE_MAX, content: 2 ** 32, sent: SIZE_MAX },
  filesize: { user: 1e6, file: 1e6 },
  download: { user: 1e6, file: 1e6, offset: SIZE_MAX, size: SIZE_MAX },
  delete: { user: 1e6, file: 1e6 },
  locate: { user: 1e6, file: 1e6 },
  trespass: { user: 1e6, file: 1e6 },
  groups: {},
  ids: { key: 1e6, count: 10_000 },
  garbage: { bytes: SIZE_MAX },
  cut: {},
  hook: {},
};

function problemOf(step: ScriptStep): string | undefined {
  const numbers = NUMBERS[step?.do];
  if (numbers === undefined) return `'${step?.do}' is nothing that can be done`;
  const values = step as unknown as Record<string, unknown>;
  for (const [name, max] of Object.entries({ atMs: WAIT_MAX_MS, ...numbers })) {
    const value = values[name];
    if (typeof value !== 'number' || !(value >= 0 && value <= max)) return `${name} is not a number from 0 to ${max}`;
  }
  const needsServer = step.do === 'hook' || step.do === 'garbage';
  if (needsServer && !['tracker', 'id', 'storage'].includes(step.to?.kind)) return 'to is no server';
  return undefined;
}

function names(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
