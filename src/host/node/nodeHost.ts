import { hostname } from 'node:os';
import { BufferPool } from '../bufferPool.ts';
import type { Host } from '../host.ts';
import type { Log } from '../log.ts';
import { type Meter, noMeter } from '../meter.ts';
import { nodeClock } from './clock.ts';
import { NodeDisk } from './disk.ts';
import { NodeHttp } from './http.ts';
import { NodeNetwork } from './network.ts';
import { nodeRandom } from './random.ts';
import { nodeTimers } from './timers.ts';

const BUFFER_BYTES = 256 * 1024 * 1024;

/** What a Node host is told. */
export interface NodeHostOptions {
  /** The name the host goes by; the system's unless told. */
  readonly hostname?: string;
  readonly log: Log;
  /** Where its daemons count; nowhere unless told. */
  readonly meter?: Meter;
  /** 256 MiB unless told. */
  readonly buffers?: BufferPool;
}

/** The host this process runs on. */
export function createNodeHost(options: NodeHostOptions): Host {
  const buffers = options.buffers ?? new BufferPool(BUFFER_BYTES);
  return {
    hostname: options.hostname ?? hostname(),
    processId: process.pid,
    clock: nodeClock,
    timers: nodeTimers,
    random: nodeRandom,
    network: new NodeNetwork(options.log, buffers),
    http: new NodeHttp(nodeClock, nodeTimers, options.log),
    disk: new NodeDisk(),
    log: options.log,
    meter: options.meter ?? noMeter,
    buffers,
  };
}
