import type { Violation } from '../../sim/chaos/history.ts';
import { wireFromText } from '../load/tapped.ts';
import { judgeSite, type SiteVerdict } from '../oracle/judgeSite.ts';
import { readAcross } from './readAcross.ts';
import type { Trial } from './trial.ts';

/** What came of a trial. */
export interface Outcome extends SiteVerdict {
  readonly operations: number;
  /** Times that a server said that it could not, for a reason that the oracles knew of or complained of. */
  readonly refusals: number;
}

/**
 * Lets the clients come to rest, sees that everything works at its first try, stops the daemons and has the oracles judge
 * what clients saw against what the databases and the volumes hold. `tries` does a named piece of work and keeps it in mind
 * when that fails.
 */
export async function finish(
  trial: Trial,
  tries: (name: string, work: () => Promise<unknown>) => Promise<unknown>,
): Promise<Outcome> {
  const { site, load, promised, seed, felt } = trial;
  await site.allWell();
  await load.ask({ ask: 'rest' });
  const calmMs = trial.nowMs;
  await tries('read-across at the end', () => readAcross(trial));
  promised.push(...(await load.ask({ ask: 'look' })));
  const history = await load.ask({ ask: 'history' });
  const wire = wireFromText(await load.ask({ ask: 'wire' }));
  await Promise.all(site.glusterfs.volumes.map((volume) => site.glusterfs.healed(volume)));
  const codes = await Promise.all(
    site.daemons.all.map(async (daemon): Promise<[string, number | undefined]> => [daemon.name, await daemon.stop()]),
  );
  const nowMs = trial.nowMs;
  const refusals = wire.refusals.filter(({ errorNumber }) => errorNumber >= 500).length;
  const rough = codes
    .filter(([, code]) => code !== 0)
    .map(([name, code]): Violation => {
      const story = `The ${name} was asked to stop at the end and ended with ${code}.`;
      return { statement: 'CONN-STOP', kind: 'crash', atMs: nowMs, story, operations: [] };
    });
  const verdict = await judgeSite(site, { seed, history, wire, hardships: felt.hardships, promised, calmMs, nowMs });
  return { ...verdict, violations: [...rough, ...verdict.violations], operations: history.length, refusals };
}
