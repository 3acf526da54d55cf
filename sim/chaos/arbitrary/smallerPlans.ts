import { type Fault, machineNames, type Operation, type Plan, type Topology } from '../plan.ts';

/** Plans that say less than `plan`, those that say much less first. Each one is a plan of its own. */
export function* smallerPlans(plan: Plan): Generator<Plan> {
  yield* withoutParts(plan.faults, (faults) => ({ ...plan, faults }));
  yield* withoutParts(plan.operations, (operations) => ({ ...plan, operations }));
  yield* smallerTopologies(plan);
  yield* shorter(plan);
  for (const [at, fault] of plan.faults.entries()) {
    for (const smaller of smallerFaults(fault)) yield { ...plan, faults: plan.faults.with(at, smaller) };
  }
  for (const [at, operation] of plan.operations.entries()) {
    for (const smaller of smallerOperations(operation))
      yield { ...plan, operations: plan.operations.with(at, smaller) };
  }
}

/** All but a run of the parts: all of them, halves, quarters, down to single ones. */
function* withoutParts<Part>(parts: readonly Part[], planOf: (left: readonly Part[]) => Plan): Generator<Plan> {
  for (let size = parts.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < parts.length; from += size) yield planOf(parts.toSpliced(from, size));
  }
}

function* smallerTopologies(plan: Plan): Generator<Plan> {
  const { topology } = plan;
  const { groups } = topology;
  const keep = (change: Partial<Topology>): Plan => {
    const changed = { ...topology, ...change };
    const clockSkewMs = machineNames(changed).map(() => 0);
    // Oracles go by the client that an operation names.
    const operations = plan.operations.map((operation) => ({
      ...operation,
      client: operation.client % changed.clients,
    }));
    return { ...plan, operations, topology: { ...changed, clockSkewMs } };
  };
  for (const [at, group] of groups.entries()) {
    if (groups.length > 1) yield keep({ groups: groups.toSpliced(at, 1) });
    if (group.storages > 1) yield keep({ groups: groups.with(at, { ...group, storages: group.storages - 1 }) });
    if (group.storePaths > 1) yield keep({ groups: groups.with(at, { ...group, storePaths: 1 }) });
    if (group.volumeBytes < 2 ** 40) yield keep({ groups: groups.with(at, { ...group, volumeBytes: 2 ** 40 }) });
  }
  for (const kind of ['trackers', 'idServers', 'clients'] as const) {
    if (topology[kind] > 1) yield keep({ [kind]: 1 });
    if (topology[kind] > 2) yield keep({ [kind]: topology[kind] - 1 });
  }
  if (topology.clockSkewMs.some((skewMs) => skewMs !== 0)) yield keep({});
  if (topology.latencyMs[0] !== 1 || topology.latencyMs[1] !== 1) yield keep({ latencyMs: [1, 1] });
}

/** The same up to the last thing that begins. */
function* shorter(plan: Plan): Generator<Plan> {
  const starts = [...plan.operations, ...plan.faults].map(({ atMs }) => atMs);
  const lastMs = Math.max(0, ...starts) + 1_000;
  if (lastMs < plan.chaosMs) yield { ...plan, chaosMs: lastMs };
  const firstMs = Math.min(...starts);
  if (starts.length === 0 || firstMs < 1_000) return;
  const earlier = <Part extends { readonly atMs: number }>(part: Part): Part => ({
    ...part,
    atMs: part.atMs - firstMs,
  });
  const { operations, faults, chaosMs } = plan;
  yield {
    ...{ ...plan, chaosMs: chaosMs - firstMs },
    ...{ operations: operations.map(earlier), faults: faults.map(earlier) },
  };
}

function* smallerFaults(fault: Fault): Generator<Fault> {
  for (const lastsMs of smallerNumbers(fault.lastsMs)) yield { ...fault, lastsMs };
  if (fault.kind !== 'database' && fault.kind !== 'cache' && 'target' in fault && fault.target.index > 11)
    yield { ...fault, target: { ...fault.target, index: 0 } };
  if ('times' in fault && fault.times > 1) yield { ...fault, times: 1 };
  if ('rate' in fault && fault.rate < 1) yield { ...fault, rate: 1 };
}

function* smallerOperations(operation: Operation): Generator<Operation> {
  if ('size' in operation) {
    for (const size of smallerNumbers(operation.size)) {
      yield 'sent' in operation ? { ...operation, size, sent: Math.min(size, operation.sent) } : { ...operation, size };
    }
  }
  if ('offset' in operation) for (const offset of smallerNumbers(operation.offset)) yield { ...operation, offset };
  if ('count' in operation) for (const count of smallerNumbers(operation.count)) yield { ...operation, count };
  if ('bytes' in operation) for (const bytes of smallerNumbers(operation.bytes)) yield { ...operation, bytes };
}

function* smallerNumbers(value: number): Generator<number> {
  if (value > 1) yield 1;
  if (value > 3) yield Math.floor(value / 2);
}
