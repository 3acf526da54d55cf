import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnyCase,
  type Case,
  idCase,
  type Need,
  type ServerKit,
  storageCase,
  trackerCase,
} from '../runner/case.ts';
import { CaseFailure } from '../runner/failure.ts';
import { formatAddress } from '../wire/conversation.ts';
import * as operations from './operations.ts';
import type { Script, ScriptStep, ServerNumber } from './script.ts';
import { Stage } from './stage.ts';

type Kind = ServerNumber['kind'];

/** What a step is asked of, other than the hook. */
const KINDS: Readonly<Partial<Record<ScriptStep['do'], Kind>>> = {
  upload: 'storage',
  cutUpload: 'storage',
  filesize: 'storage',
  download: 'storage',
  delete: 'storage',
  trespass: 'storage',
  locate: 'tracker',
  groups: 'tracker',
  ids: 'id',
};

const SETTLE_MS = 60_000;
const LOOK_MS = 60_000;
const LOOK_AGAIN_MS = 500;

/** A case that plays a script: every step at its time, then all daemons are up, and every file is looked at. */
export function scriptCase(name: string, script: Script): AnyCase {
  const kinds = new Set(script.steps.flatMap((step) => KINDS[step.do] ?? []));
  const part = (['storage', 'id', 'tracker'] as const).find((kind) => kinds.has(kind)) ?? 'storage';
  const actions = new Set(script.steps.flatMap((step) => (step.do === 'hook' && !step.optional ? [step.action] : [])));
  // Who was killed is started again.
  if (actions.has('kill') || actions.has('stop')) actions.add('start');
  const needs: Need[] = [
    ...[...kinds].filter((kind) => kind !== part),
    ...[...actions].map((action) => `hook:${action}` as const),
  ];
  const lastMs = Math.max(0, ...script.steps.map(({ atMs }) => atMs));
  const each: Case<ServerKit> = {
    id: `${part}/script/${
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '') || 'case'
    }`,
    title: script.title,
    statements: script.statements,
    needs,
    alone: true,
    withinMs: lastMs + 2 * SETTLE_MS + LOOK_MS,
    run: (kit) => play(script, kit),
  };
  if (part === 'storage') return storageCase(each);
  return part === 'id' ? idCase(each) : trackerCase(each);
}

async function play(script: Script, kit: ServerKit): Promise<void> {
  const stage = new Stage(kit);
  for (const line of script.notPlayed) kit.note(`not played: ${line}`);
  const asksHook = script.steps.some((step) => step.do === 'hook');
  if (asksHook && kit.hook === undefined) kit.note('not played: restarts, because no hook file was given');
  const down = new Map<string, ServerNumber>();
  // Whatever becomes of the case, nothing stays down.
  kit.later(async () => {
    for (const [address, { kind }] of down) await kit.hook?.run('start', kind, address);
  });
  const startMs = performance.now();
  const steps = [...script.steps].sort((a, b) => a.atMs - b.atMs);
  const running: Promise<void>[] = [];
  let failure: { readonly error: unknown } | undefined;
  for (const step of steps) {
    await sleep(Math.max(0, step.atMs - (performance.now() - startMs)));
    if (failure !== undefined) break;
    const done = perform(stage, step, down).catch((error: unknown) => {
      failure ??= { error };
    });
    running.push(done);
    // The hook file is asked for one thing after another.
    if (step.do === 'hook') await done;
  }
  await Promise.all(running);
  if (failure !== undefined) throw (failure as { readonly error: unknown }).error;
  for (const to of down.values()) await startAgain(stage, to);
  down.clear();
  await closingLook(stage);
}

async function perform(stage: Stage, step: ScriptStep, down: Map<string, ServerNumber>): Promise<void> {
  switch (step.do) {
    case 'upload':
    case 'cutUpload':
      return operations.upload(stage, step);
    case 'delete':
      return operations.remove(stage, step);
    case 'filesize':
      return operations.filesize(stage, stage.file(step.user, step.file));
    case 'download':
      return operations.download(stage, stage.file(step.user, step.file), step);
    case 'trespass':
      return operations.trespass(stage, step);
    case 'locate':
      return operations.locate(stage, step);
    case 'groups':
      return operations.groups(stage);
    case 'ids':
      return operations.ids(stage, step);
    case 'garbage':
      return operations.garbage(stage, step.to, step.bytes);
    case 'cut':
      return stage.cut(step.to && stage.server(step.to));
    case 'hook':
      return askHook(stage, step, down);
  }
}

async function askHook(
  stage: Stage,
  step: Extract<ScriptStep, { do: 'hook' }>,
  down: Map<string, ServerNumber>,
): Promise<void> {
  const address = stage.server(step.to);
  const { hook } = stage.kit;
  if (hook === undefined || address === undefined) return;
  const where = formatAddress(address);
  if (step.action === 'start') {
    if (down.has(where)) await startAgain(stage, step.to);
    down.delete(where);
    return;
  }
  if (down.has(where)) return;
  if (step.action === 'kill' || step.action === 'stop') down.set(where, step.to);
  await hook.run(step.action, step.to.kind, where, step.argument);
}

async function startAgain(stage: Stage, to: ServerNumber): Promise<void> {
  const address = stage.server(to);
  if (address === undefined) return;
  await stage.kit.hook?.run('start', to.kind, formatAddress(address));
  await stage.kit.back(address, { withinMs: SETTLE_MS });
}

/** At the end everything is up: each file is what it may be, at every storage, and each is answered for. */
async function closingLook(stage: Stage): Promise<void> {
  for (const { address, file } of stage.files.flatMap((each) =>
    stage.addresses('storage').map((to) => ({ address: to, file: each })),
  )) {
    await operations.filesize(stage, file, address);
    await operations.download(stage, file, undefined, address);
    await answered(stage, file, address);
  }
}

/** A file that must be there can be read at last, also where a storage had to recover first. */
async function answered(stage: Stage, file: Parameters<typeof operations.present>[1], to: Stage['kit']['address']) {
  const untilMs = performance.now() + LOOK_MS / 4;
  while (!(await operations.present(stage, file, to))) {
    if (performance.now() > untilMs) {
      const message = 'a file that was uploaded and not deleted cannot be read when all is well again';
      throw new CaseFailure({ axis: 'said', message, statement: 'UPLOAD-DURABLE' });
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
