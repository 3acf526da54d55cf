import { answerQuestions } from '../helper.ts';
import { Gang, type Outcome, type Plan } from './gang.ts';
import { KINDS } from './kinds.ts';

/** What is asked of abusers: to begin, or to stop and tell. */
export type CrowdQuestion = 'begin' | 'stop';

const gang = new Gang(JSON.parse(process.argv[2] ?? '') as Plan);

answerQuestions<{ readonly what: CrowdQuestion }, Outcome>(async ({ what }) => {
  if (what === 'begin') await Promise.all(gang.plan.kinds.map((kind) => KINDS[kind]?.(gang)));
  else gang.stop();
  return gang.outcome;
});
