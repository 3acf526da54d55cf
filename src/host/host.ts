import type { BufferPool } from './bufferPool.ts';
import type { Clock } from './clock.ts';
import type { Disk } from './disk.ts';
import type { HttpListeners } from './http.ts';
import type { Log } from './log.ts';
import type { Meter } from './meter.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';
import type { Timers } from './timers.ts';

/** The one door to the outside world. Daemons and clients reach nothing but through it. */
export interface Host {
  /** The name this host goes by in JOIN, GROUPS and failure descriptions. */
  readonly hostname: string;
  readonly processId: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly network: Network;
  readonly http: HttpListeners;
  readonly disk: Disk;
  readonly log: Log;
  readonly meter: Meter;
  /** What its connections share beyond what each has for itself. */
  readonly buffers: BufferPool;
}
