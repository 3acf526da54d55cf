import { machineNames, type Plan, type Target } from '../plan.ts';

/** The name of the machine that a target stands for. */
export function nameOf({ kind, index }: Target, plan: Plan): string {
  const names = machinesOfKind(kind, plan);
  return names[index % names.length] ?? `no ${kind}`;
}

/** The names of all machines of a kind, in order. */
export function machinesOfKind(kind: Target['kind'], { topology }: Plan): string[] {
  const pattern = kind === 'storage' ? /^g\d+s\d+$/ : new RegExp(`^${kind}\\d+$`);
  return machineNames(topology).filter((name) => pattern.test(name));
}
