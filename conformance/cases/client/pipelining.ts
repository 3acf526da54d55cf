import { after } from '../../cluster/behaviours.ts';
import { failureOf } from '../../cluster/requestFaults.ts';
import type { AnyCase } from '../../runner/case.ts';
import { expectDone } from './judge.ts';
import { stageCase } from './stageCase.ts';

const DELAY_MS = 300;

/** A request is answered before the next one is sent. */
export const pipeliningCases: readonly AnyCase[] = (['upload', 'download', 'delete'] as const).map((operation) =>
  stageCase({
    id: `client/pipelining/${operation}`,
    title: `waits for every reply before its next request: ${operation}`,
    statements: ['CONN-NO-PIPELINING'],
    works: [operation],
    async run(stage) {
      for (const name of ['SADDRS', 'UPLOAD', 'FILESIZE', 'DOWNLOAD', 'DELETE'] as const) {
        stage.cluster.always(name, after(DELAY_MS));
      }
      const content = operation === 'upload' ? { content: stage.content(1_000) } : {};
      if (operation !== 'upload') stage.stored(1_000);
      expectDone(await stage.run(operation, content), `slow servers did the ${operation}`);
      const fault = stage.cluster.requests.flatMap(({ faults }) => faults).find(({ kind }) => kind === 'pipelining');
      if (fault !== undefined) throw failureOf(fault);
    },
  }),
);
