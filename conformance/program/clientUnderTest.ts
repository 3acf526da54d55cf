import type { Target } from '../runner/target.ts';
import { Baselines } from './baseline.ts';
import type { ClientUnderTest } from './clientStage.ts';
import { CommandForms } from './commandForms.ts';

/** Longest wait for a client: those that are known give a server 30 s, and try several. */
const PATIENCE_MS = 180_000;

const known = new WeakMap<Target, ClientUnderTest>();

/** The client of a target; what is found out about it is kept as long as the target. */
export function clientUnderTest(target: Target): ClientUnderTest {
  const before = known.get(target);
  if (before !== undefined) return before;
  const forms = CommandForms.parse(target.client ?? [], process.cwd());
  const client = { forms, patienceMs: target.patienceMs ?? PATIENCE_MS, baselines: new Baselines() };
  known.set(target, client);
  return client;
}
