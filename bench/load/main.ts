import type { Job } from './job.ts';
import { doJob } from './loader.ts';

// A process of its own that does one job after another for the process that forked it, and ends with it.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('message', (job: Job) => {
  doJob(job).then(
    (tally) => process.send?.({ tally }),
    (error: Error) => process.send?.({ failure: error.message }),
  );
});
