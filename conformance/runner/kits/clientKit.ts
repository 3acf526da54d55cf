import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientKit, CommandResult, JoinsKit, Kit } from '../case.ts';
import { CaseNotApplicable, CaseSkipped } from '../failure.ts';
import type { CaseRoom } from './caseRoom.ts';
import { listen } from './listener.ts';

const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/** For a storage that looks for its tracker and id server where the kit listens. */
export function joinsKit(room: CaseRoom, base: Kit): JoinsKit {
  const { joins } = base.target;
  if (joins === undefined) throw new CaseSkipped('needs --storage-joins');
  return {
    ...base,
    trackerAddress: joins.tracker,
    ...(joins.id && { idAddress: joins.id }),
    listen: (at) => listen(room, at),
  };
}

/** For a client that is a command line. */
export async function clientKit(room: CaseRoom, base: Kit): Promise<ClientKit> {
  const commands = base.target.client ?? {};
  const folder = await mkdtemp(join(tmpdir(), 'tnv-conformance-'));
  room.later(() => rm(folder, { recursive: true, force: true }));
  return {
    ...base,
    folder,
    listen: (at) => listen(room, at),
    can: (operation) => commands[operation] !== undefined,
    run: (operation, values) => {
      const command = commands[operation];
      if (command === undefined) throw new CaseNotApplicable(`no command line for ${operation} was given`);
      return runCommand(room, fillIn(command, values));
    },
  };
}

/** The words of a command line: quotes group, `{name}` is replaced after splitting, so that values stay whole. */
export function fillIn(command: string, values: Readonly<Record<string, string>>): string[] {
  const words = [...command.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
  return words.map((word) => word.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole));
}

function runCommand(room: CaseRoom, [file = '', ...args]: string[]): Promise<CommandResult> {
  const timeout = Math.max(1, Math.round(room.deadlineMs - performance.now()));
  const bounds = { timeout, maxBuffer: OUTPUT_MAX_BYTES, killSignal: 'SIGKILL' as const, signal: room.over };
  room.looked.said = true;
  return new Promise((resolve) => {
    execFile(file, args, bounds, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolve({ exitCode, stdout, stderr: stderr || (exitCode === undefined ? (error?.message ?? '') : '') });
    });
  });
}
