import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaseFailure } from '../runner/failure.ts';
import type { CommandForms, Operation, Placeholders } from './commandForms.ts';
import { type ProgramEnd, runProgram } from './runProgram.ts';

/** What a client is asked to do, and with what. */
export interface ClientTask {
  readonly operation: Operation;
  readonly taddrs: string;
  readonly appid: string;
  readonly userid: string;
  readonly fileid: string;
  /** What to upload. */
  readonly content?: Uint8Array;
  readonly offset?: number;
  readonly size?: number;
  /** How long it may take. */
  readonly withinMs: number;
  /** The name of a downloaded file, where the command line has no place for it and it is known. */
  readonly outputName?: string | undefined;
}

/** What came of it. */
export interface ClientRun extends ProgramEnd {
  /** The words that were run. */
  readonly words: readonly string[];
  /** The file that a download left under its final name. */
  readonly output: { readonly name: string; readonly bytes: Buffer } | undefined;
}

const OUTPUT_MAX = 64 * 1024 * 1024;

/** Runs a client's command line in a folder of its own, which is removed again. */
export async function runClient(forms: CommandForms, task: ClientTask): Promise<ClientRun> {
  const folder = await mkdtemp(join(tmpdir(), 'tnv-conformance-'));
  try {
    const source = join(folder, 'source');
    if (task.content !== undefined) await writeFile(source, task.content);
    const work = await mkdtemp(join(folder, 'work-'));
    const out = join(work, 'downloaded');
    const words = forms.fill(task.operation, placeholders(task, source, out));
    const end = await runProgram(words, work, task.withinMs).catch((error: Error) => {
      throw new CaseFailure({ axis: 'kit', message: `the client cannot be started: ${error.message}` });
    });
    const named = forms.takes(task.operation, 'out') ? 'downloaded' : task.outputName;
    return { ...end, words, output: task.operation === 'download' ? await outputIn(work, named) : undefined };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function placeholders(task: ClientTask, file: string, out: string): Placeholders {
  const { taddrs, appid, userid, fileid, offset = 0, size = 0 } = task;
  return { taddrs, appid, userid, fileid, file, out, offset: String(offset), size: String(size) };
}

/** The file of this name; without one, the file that is there, if it is just one. */
async function outputIn(folder: string, name: string | undefined): Promise<ClientRun['output']> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const found = name === undefined ? (files.length === 1 ? files[0] : undefined) : files.find((each) => each === name);
  if (found === undefined) return undefined;
  const path = join(folder, found);
  const { size } = await stat(path);
  if (size > OUTPUT_MAX) throw new Error(`${found} has ${size} bytes, more than any file of the kit`);
  return { name: found, bytes: await readFile(path) };
}
