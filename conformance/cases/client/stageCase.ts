import type { ClusterPlan } from '../../cluster/cluster.ts';
import { ClientStage, type ClientUnderTest } from '../../program/clientStage.ts';
import { clientUnderTest } from '../../program/clientUnderTest.ts';
import type { Operation } from '../../program/commandForms.ts';
import { type AnyCase, type Case, clientCase } from '../../runner/case.ts';

/** A case that points the client at a cluster of its own. */
interface StageCase extends Pick<Case<never>, 'id' | 'title' | 'statements'> {
  readonly cluster?: ClusterPlan;
  /** Operations that must work when all is well, or else the case is skipped. */
  readonly works: readonly Operation[];
  run(stage: ClientStage): Promise<void>;
}

/** Every wait of a case is bounded by the patience with the client; this is for what would go wrong beside that. */
const WITHIN_MS = 900_000;

/** Registers a case for the client; at its end every request the client made is looked at. */
export function stageCase({ cluster, works, run, ...about }: StageCase): AnyCase {
  return clientCase({
    ...about,
    withinMs: WITHIN_MS,
    async run(kit) {
      const client: ClientUnderTest = clientUnderTest(kit.target);
      const stage = await ClientStage.open(kit, client, cluster);
      await stage.needs(...works);
      await run(stage);
      await stage.checkRequests();
    },
  });
}
