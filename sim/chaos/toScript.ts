import { SCRIPT_FORMAT, type Script, type ScriptStep, type ServerNumber } from '../../conformance/script/script.ts';
import type { Fault, Operation, Plan, Target } from './plan.ts';

/** What of a fault can be done from outside, and what has to be left out. */
interface Played {
  readonly steps: readonly ScriptStep[];
  /** What is lost, or done in another way. */
  readonly lost?: string;
}

/** What is at stake where the file does not say: that files are right. */
const AT_STAKE = 'UPLOAD-DURABLE';

/** What only storages with the listing extension know. */
const EXTENSION: ReadonlySet<Operation['kind']> = new Set(['list', 'describe']);

/** Milliseconds between the parts of the closing look. */
const CLOSING_MS = 1000;

/**
 * A plan as a case for the conformance kit: what clients ask, connections that are cut, processes that are killed and
 * started again, all at their times. What can only be done inside a simulated world is listed in `notPlayed`.
 */
export function toScript(
  plan: Plan,
  about: { readonly title: string; readonly statements?: readonly string[] | undefined },
): Script {
  const faults = plan.faults.map((fault) => playFault(fault, plan));
  const operations = plan.operations.filter(({ kind }) => !EXTENSION.has(kind)).map(playOperation);
  const chaos = [...operations, ...faults.flatMap((fault) => fault.steps)].sort((a, b) => a.atMs - b.atMs);
  const steps = [...chaos, ...closingLook(plan, chaos)];
  const [first = AT_STAKE, ...others] = about.statements ?? [];
  return {
    format: SCRIPT_FORMAT,
    version: 1,
    title: about.title,
    statements: [first, ...others],
    steps,
    notPlayed: faults.flatMap(({ lost }) => lost ?? []),
  };
}

function playOperation(operation: Operation): ScriptStep {
  const { kind, client: _, ...rest } = operation;
  if (operation.kind === 'garbage') {
    const { atMs, bytes, target } = operation;
    return { do: 'garbage', atMs, bytes, to: { kind: target, index: 0 } };
  }
  return { do: kind, ...rest } as ScriptStep;
}

function playFault(fault: Fault, plan: Plan): Played {
  const { atMs, lastsMs } = fault;
  const at = `at ${atMs} ms`;
  switch (fault.kind) {
    case 'crash': {
      const lost =
        fault.disk === 'kept' ? {} : { lost: `${at}: what was not yet on the disk is lost; the process is killed` };
      return { steps: killed(fault.target, atMs, lastsMs), ...lost };
    }
    case 'crashAtDisk':
      return {
        steps: killed(fault.target, atMs, lastsMs),
        lost: `${at}: the crash at the very disk operation no. ${fault.nth}; the process is killed at that time`,
      };
    case 'strikeInTransit':
      return strike(fault, plan);
    case 'rollingRestart':
      return { steps: rolling(fault, plan) };
    case 'blackout':
      return {
        steps: servers('storage', plan).flatMap((to) => killed(to, atMs, lastsMs)),
        lost: `${at}: a power failure of volumes; all storages are killed`,
      };
    case 'cutConnections':
      return { steps: [cut(fault.target, atMs)] };
    case 'clockJump':
      if (fault.target.kind === 'client') return { steps: [], lost: `${at}: a jump of a client's clock` };
      return {
        steps: [{ do: 'hook', action: 'clock', to: fault.target as ServerNumber, atMs, argument: `${fault.byMs}` }],
      };
    default:
      return { steps: [], lost: `${at}: ${words(fault)}` };
  }
}

function killed(target: Target, atMs: number, lastsMs: number): ScriptStep[] {
  if (target.kind === 'client') return [cut(target, atMs)];
  const to = target as ServerNumber;
  return [
    { do: 'hook', action: 'kill', to, atMs },
    { do: 'hook', action: 'start', to, atMs: atMs + lastsMs },
  ];
}

/** Nobody outside sees the nth byte go by: it is done at the time from which it could have been. */
function strike(fault: Extract<Fault, { kind: 'strikeInTransit' }>, plan: Plan): Played {
  const [first] = servers(fault.of, plan);
  const { atMs, lastsMs } = fault;
  const lost = `at ${atMs} ms: the blow at byte no. ${fault.nth} of a ${fault.requests ? 'request' : 'reply'}; it comes at that time`;
  if (first === undefined) return { steps: [], lost };
  if (fault.how === 'cut') return { steps: [cut(first, atMs)], lost };
  if (fault.how === 'stop') return { steps: [{ do: 'hook', action: 'restart', to: first, atMs }], lost };
  return { steps: killed(first, atMs, lastsMs), lost };
}

function rolling(fault: Extract<Fault, { kind: 'rollingRestart' }>, plan: Plan): ScriptStep[] {
  return servers(fault.of, plan).map((to, number) => ({
    do: 'hook',
    action: 'restart',
    to,
    atMs: fault.atMs + number * fault.pauseMs,
  }));
}

function cut(target: Target, atMs: number): ScriptStep {
  return target.kind === 'client' ? { do: 'cut', atMs } : { do: 'cut', atMs, to: target as ServerNumber };
}

/** What every run does at its end: everything is tried in peace, and again after all servers died and came back. */
function closingLook(plan: Plan, chaos: readonly ScriptStep[]): ScriptStep[] {
  const startMs = Math.max(plan.chaosMs, ...chaos.map(({ atMs }) => atMs)) + CLOSING_MS;
  const keys = new Set([0, ...chaos.flatMap((step) => (step.do === 'ids' ? [step.key] : []))]);
  const user = Math.max(-1, ...chaos.flatMap((step) => ('user' in step ? [step.user] : []))) + 1;
  const visit = (file: number, atMs: number): ScriptStep[] => [
    ...[...keys].map((key) => ({ do: 'ids', key, count: 1, atMs }) as const),
    { do: 'groups', atMs },
    { do: 'locate', user, file, atMs },
    { do: 'upload', user, file, size: 5000, content: file, atMs },
    { do: 'download', user, file, offset: 0, size: 0, atMs: atMs + CLOSING_MS },
  ];
  const deaths = (['tracker', 'id', 'storage'] as const)
    .flatMap((kind) => servers(kind, plan))
    .flatMap((to) => killed(to, startMs + 2 * CLOSING_MS, CLOSING_MS))
    .map((step) => ({ ...step, optional: true }) as ScriptStep)
    .sort((a, b) => a.atMs - b.atMs);
  return [...visit(0, startMs), ...deaths, ...visit(1, startMs + 4 * CLOSING_MS)];
}

/** All servers of a kind in the plan. */
function servers(kind: ServerNumber['kind'], { topology }: Plan): ServerNumber[] {
  const counts = {
    tracker: topology.trackers,
    id: topology.idServers,
    storage: topology.groups.reduce((sum, group) => sum + group.storages, 0),
  };
  return Array.from({ length: counts[kind] }, (_, index) => ({ kind, index }));
}

/** A fault for a reader: its kind and what it is about. */
function words(fault: Fault): string {
  const { kind, atMs: _, lastsMs, ...rest } = fault;
  const about = Object.entries(rest).map(
    ([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return `${kind} for ${lastsMs} ms${about.length > 0 ? ` (${about.join(', ')})` : ''}`;
}
