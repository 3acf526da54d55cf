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
