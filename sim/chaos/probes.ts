/** Seeds of a campaign within which a probe must be hit, by how rare its branch is. */
const OFTEN = 50;
const SELDOM = 200;
const RARELY = 500;

/**
 * Every place in the real code that must be passed sometimes, with the seeds within which it must: a campaign of that many
 * that does not pass it has not tested what is there.
 */
export const PROBES: Readonly<Record<string, number>> = {
  'cache.back': OFTEN,
  'client.downloadResumed': SELDOM,
  'client.existsIsSuccess': SELDOM,
  'client.goneIsSuccess': SELDOM,
  'client.idleLinkDropped': OFTEN,
  'client.secondRound': OFTEN,
  'client.sendingStopped': OFTEN,
  'client.staleLinkReplaced': SELDOM,
  'client.troubledServersLast': OFTEN,
  'delete.cutShort': SELDOM,
  'delete.entryThere': RARELY,
  'delete.fileGoneBefore': RARELY,
  'id.blockLost': OFTEN,
  'id.blockShared': OFTEN,
  'list.rowWithoutFile': SELDOM,
  'read.rowWithoutFile': SELDOM,
  'read.staleCacheEntry': SELDOM,
  'read.volumeAway': SELDOM,
  'server.catchesUp': OFTEN,
  'server.farewellDiscards': OFTEN,
  'server.outOfStep': OFTEN,
  'server.outcomeUnknown': OFTEN,
  'server.unknownCommand': OFTEN,
  'staging.finished': RARELY,
  'staging.kept': SELDOM,
  'staging.removed': SELDOM,
  'staging.undecided': SELDOM,
  'storage.idServerPassedOver': OFTEN,
  'storage.scrubs': OFTEN,
  'storage.trackerEndsLink': OFTEN,
  'storage.trackerLost': OFTEN,
  'storePath.failed': OFTEN,
  'storePath.noneHasRoom': OFTEN,
  'tracker.noGroupActive': OFTEN,
  'tracker.noStorageActive': OFTEN,
  'tracker.offlineBeatsAgain': SELDOM,
  'tracker.recordReplaced': OFTEN,
  'tracker.routeCached': OFTEN,
  'tracker.routeRaceLost': SELDOM,
  'tracker.wentOffline': OFTEN,
  'upload.danglingRowReplaced': RARELY,
  'upload.insertRepeated': OFTEN,
  'upload.leftToSettle': SELDOM,
  'upload.ownRowFound': SELDOM,
  'upload.takenAtInsert': OFTEN,
  'upload.takenBack': OFTEN,
  'wire.silence': OFTEN,
};

/** Probe name → hits, over many runs. */
export type ProbeHits = Map<string, number>;

/** Adds the hits of one run. */
export function addHits(total: ProbeHits, hits: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(hits)) total.set(name, (total.get(name) ?? 0) + count);
}

/** The probes that a campaign of `seeds` seeds should have hit and has not, sorted by name. */
export function unhitProbes(hits: ReadonlyMap<string, number>, seeds: number): string[] {
  return Object.entries(PROBES)
    .filter(([name, budget]) => budget <= seeds && (hits.get(name) ?? 0) === 0)
    .map(([name]) => name)
    .sort();
}

/** A line a probe: its hits, and the seeds it has where it was not hit. The probes that were hit least come first. */
export function formatProbes(hits: ReadonlyMap<string, number>): string[] {
  return Object.entries(PROBES)
    .map(([name, budget]) => ({ name, budget, count: hits.get(name) ?? 0 }))
    .sort((a, b) => a.count - b.count || (a.name < b.name ? -1 : 1))
    .map(({ name, budget, count }) =>
      count === 0 ? `${name}: never hit (must be within ${budget} seeds)` : `${name}: ${count}`,
    );
}
