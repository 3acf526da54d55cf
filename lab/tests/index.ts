import { DISASTERS } from './disasters.ts';
import { playInBrowser } from './playInBrowser.ts';
import { playOn } from './playOn.ts';
import { readAcross } from './readAcross.ts';
import { runDisaster } from './runDisaster.ts';
import type { Trial } from './trial.ts';

/** One test of the laboratory. */
export interface LabTest {
  /** For `--only`. */
  readonly name: string;
  readonly about: string;
  /** Rejects when it fails. */
  run(trial: Trial): Promise<void>;
}

/** All tests, in the order in which they run on one site. */
export const TESTS: readonly LabTest[] = [
  {
    name: 'read-across',
    about: 'what one storage acknowledged is read from the others of its group at once',
    run: readAcross,
  },
  ...DISASTERS.map((disaster) => ({
    name: disaster.name,
    about: disaster.story,
    run: (trial: Trial) => runDisaster(trial, disaster),
  })),
  { name: 'play-on', about: "a video plays on while its gateway's host loses its power", run: playOn },
  {
    name: 'play-in-browser',
    about: "Chromium plays a video by the gateway's page while the gateway is killed",
    run: playInBrowser,
  },
];
