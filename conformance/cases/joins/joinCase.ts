import { JoinsStage } from '../../cluster/joinsStage.ts';
import { type AnyCase, type Case, joinsCase } from '../../runner/case.ts';

/** A case for a storage that joins the kit. */
interface JoinCase extends Pick<Case<never>, 'id' | 'title' | 'statements' | 'needs'> {
  /** How many trackers and id servers the storage must be configured with; one tracker unless it says so. */
  readonly trackers?: number;
  readonly ids?: number;
  run(stage: JoinsStage): Promise<void>;
}

/** Every wait inside has an end; this is for what would go wrong beside that. */
const WITHIN_MS = 600_000;

/** Registers a case in which the kit is the tracker of a storage: one storage for all of them, one case after another. */
export function joinCase({ trackers = 1, ids = 0, run, ...about }: JoinCase): AnyCase {
  return joinsCase({
    ...about,
    withinMs: WITHIN_MS,
    async run(kit) {
      const given = kit.target.joins;
      if ((given?.trackers.length ?? 0) < trackers) kit.skip(`needs --storage-joins ${times(trackers)}`);
      if ((given?.ids.length ?? 0) < ids) kit.skip(`needs --id-at ${times(ids)}`);
      await run(await JoinsStage.open(kit));
    },
  });
}

function times(count: number): string {
  return count === 1 ? 'ADDRESS' : `${count} times`;
}
