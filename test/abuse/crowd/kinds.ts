import { churn } from './churn.ts';
import { crowds } from './crowds.ts';
import { drip } from './drip.ts';
import type { Gang } from './gang.ts';
import { garbage } from './garbage.ts';
import { halfHeads } from './halfHeads.ts';
import { idle } from './idle.ts';
import { lies } from './lies.ts';
import { slowReaders } from './slowReaders.ts';
import { slowSenders } from './slowSenders.ts';

/** Abusers that do nothing: what is measured beside them is the noise of the machine. */
export const NOBODY = 'nobody';

/** The kinds of abuse. Each begins what goes on until the gang stops; resolves when it is at strength. */
export const KINDS: Readonly<Record<string, (gang: Gang) => Promise<void>>> = {
  [NOBODY]: async () => undefined,
  idle,
  'half heads': halfHeads,
  'slow senders': slowSenders,
  'slow readers': slowReaders,
  'a byte a second': drip,
  garbage,
  churn,
  'lying lengths': lies,
  crowds,
};

/** All kinds at once. */
export const ALL = 'all at once';
