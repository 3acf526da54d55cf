import { rowOf } from '../table/table.ts';
import type { Disaster } from './disaster.ts';
import type { Trial } from './trial.ts';

const STRIKE_MAX_MS = 1_500;

/**
 * Has a disaster happen to a site under load, at a moment that the seed chose: clients have to find that everything
 * works again before it is put right, and afterwards once more. Rejects when they do not in time.
 */
export async function runDisaster(trial: Trial, disaster: Disaster): Promise<void> {
  const prng = trial.prngOf(disaster.name);
  await trial.calm(`before ${disaster.name}`);
  await trial.someTime(prng, STRIKE_MAX_MS);
  const strikeMs = trial.nowMs;
  const { victim, hurts, repair } = await disaster.strike(trial.site, prng);
  const endHurting = trial.felt.begin(hurts, strikeMs);
  await trial.calm(`after ${disaster.name} struck ${victim}`);
  const repairMs = trial.nowMs;
  await repair();
  const repairedMs = trial.nowMs;
  await trial.calm(`after ${disaster.name} was put right`);
  endHurting(trial.nowMs);
  const row = rowOf({ story: disaster.story, victim }, trial.load.probed, { strikeMs, repairMs, overMs: trial.nowMs });
  trial.rows.push(row);
  const worst = Math.max(...[...row.seen.values()].flatMap(({ goes }) => goes.longestPauseMs));
  trial.say(
    `${disaster.name} (${victim}): clients waited ${seconds(worst)} s at most; calm after ${seconds(repairMs - strikeMs)} s, ` +
      `put right in ${seconds(repairedMs - repairMs)} s, calm again after ${seconds(trial.nowMs - repairedMs)} s`,
  );
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
