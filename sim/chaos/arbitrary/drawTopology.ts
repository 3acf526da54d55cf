import type { Prng } from '../../prng.ts';
import { type GroupPlan, machineNames, type Topology } from '../plan.ts';

const MIB = 2 ** 20;
const VOLUME_BYTES = 2 ** 40;
/** From a slow line of 10 Mbit/s to a network card of 10 Gbit/s. */
const SLOWEST_BYTES_PER_MS = 1_250;
const FASTEST_BYTES_PER_MS = 1_250_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Who there is: mostly a few of each, sometimes one. */
export function drawTopology(prng: Prng): Topology {
  const heartBeatIntervalMs = prng.between(500, 12_000);
  const fastest = prng.magnitude(0.02, 5);
  const made = {
    trackers: prng.between(1, 3),
    idServers: prng.between(1, 3),
    groups: Array.from({ length: prng.between(1, 3) }, () => drawGroup(prng)),
    clients: prng.between(1, 5),
    heartBeatIntervalMs,
    checkActiveIntervalMs: Math.ceil(heartBeatIntervalMs * drawPatience(prng)),
    idStep: prng.chance(0.3) ? prng.between(1, 3) : Math.floor(prng.magnitude(1, 300)),
    keyTimeoutSeconds: Math.floor(prng.magnitude(1, 120)),
    latencyMs: [fastest, fastest * prng.magnitude(1, 50)] as const,
    bytesPerMs: prng.magnitude(SLOWEST_BYTES_PER_MS, FASTEST_BYTES_PER_MS),
  };
  const skewed = prng.chance(0.5);
  const skew = (): number => (skewed ? prng.between(-2 * DAY_MS, 2 * DAY_MS) : 0);
  const clockSkewMs = machineNames({ ...made, clockSkewMs: [] }).map(skew);
  return { ...made, clockSkewMs };
}

function drawGroup(prng: Prng): GroupPlan {
  const small = prng.chance(0.08);
  return {
    storages: prng.between(1, 4),
    storePaths: prng.chance(0.4) ? 1 : prng.between(1, 4),
    volumeBytes: small ? Math.floor(prng.magnitude(MIB, 64 * MIB)) : VOLUME_BYTES,
  };
}

/** Heartbeat intervals after which a storage is taken for dead. */
function drawPatience(prng: Prng): number {
  return prng.chance(0.7) ? prng.within(2.2, 4) : prng.within(2.2, 12);
}
