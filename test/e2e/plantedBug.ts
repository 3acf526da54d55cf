import { BUGS } from '../../sim/bugs/catalogue.ts';
import { plant } from '../../sim/bugs/plant.ts';

/** Preloaded into a daemon's process: plants the bug that the environment names. */
const bug = BUGS.find(({ name }) => name === process.env.TNV_TEST_BUG);
if (bug === undefined) throw new Error(`there is no bug ${process.env.TNV_TEST_BUG}`);
plant(bug);
