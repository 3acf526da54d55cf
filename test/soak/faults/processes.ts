import { findBinary } from '../../services/binary.ts';
import type { SupervisedDaemon } from '../site/daemon.ts';
import { type FaultKind, type Hurt, NOTHING_MISSING, NotNow, oneOf } from './fault.ts';

const AWAY_MAX_MS = 4_000;
const PAUSE_MAX_MS = 8_000;

function serving(daemon: SupervisedDaemon): void {
  if (!daemon.isServing) throw new NotNow(`${daemon.name} does not serve`);
}

/** Daemons killed, stopped, standing still, or short of file descriptors. */
export const PROCESS_FAULTS: readonly FaultKind[] = [
  {
    name: 'kill',
    weight: 5,
    missing: NOTHING_MISSING,
    draw(prng, { daemons }) {
      const daemon = oneOf(prng, daemons);
      const lastsMs = prng.below(AWAY_MAX_MS);
      const begin = async (): Promise<() => void> => {
        await daemon.kill(lastsMs);
        return () => {};
      };
      return { target: daemon.name, text: `kill -9 ${daemon.name}`, lastsMs, hurts: [], begin };
    },
  },
  {
    name: 'restart',
    weight: 2,
    missing: NOTHING_MISSING,
    draw(prng, { daemons }) {
      const daemon = oneOf(prng, daemons);
      const begin = async (): Promise<() => void> => {
        serving(daemon);
        await daemon.restart(0);
        return () => {};
      };
      return { target: daemon.name, text: `stop and start ${daemon.name}`, lastsMs: 0, hurts: [], begin };
    },
  },
  {
    name: 'pause',
    weight: 3,
    missing: NOTHING_MISSING,
    draw(prng, { daemons }) {
      const daemon = oneOf(prng, daemons);
      const begin = async (): Promise<() => void> => {
        serving(daemon);
        daemon.pause();
        return () => daemon.resume();
      };
      const text = `SIGSTOP ${daemon.name}`;
      // What it waits for comes too late, and is given up when it goes on.
      const hurts: Hurt[] = [{ daemons: [daemon.name], hardships: ['database', 'cache', 'standstill'] }];
      return { target: daemon.name, text, lastsMs: prng.below(PAUSE_MAX_MS), hurts, begin };
    },
  },
  {
    name: 'fewFiles',
    weight: 2,
    missing: () => (findBinary('prlimit') === undefined ? 'there is no prlimit' : undefined),
    draw(prng, { daemons }) {
      const daemon = oneOf(prng, daemons);
      const count = prng.below(6);
      const begin = async (): Promise<() => Promise<void> | void> => {
        serving(daemon);
        await daemon.leaveFiles(count);
        return () => (daemon.isServing ? daemon.leaveAllFiles() : undefined);
      };
      const text = `${daemon.name} may open ${count} files more than it has`;
      const hurts: Hurt[] = [{ daemons: [daemon.name], hardships: ['database', 'cache', 'disk io', 'volume away'] }];
      return { target: daemon.name, text, lastsMs: prng.below(PAUSE_MAX_MS), hurts, begin };
    },
  },
];
