import { formatProbes } from '../../chaos/probes.ts';
import { several } from '../../chaos/words/several.ts';
import { commandLine } from '../again.ts';
import type { ExitCode } from '../exitCode.ts';
import { print } from '../output.ts';
import type { Tally } from './tally.ts';
import { varietyLines } from './varietyText.ts';

/** How far a campaign is, in one line. */
export function campaignLine(tally: Tally, tookMs: number): string {
  const hours = (tally.simulatedMs / 3_600_000).toFixed(1);
  const speed = Math.round(tally.simulatedMs / tookMs);
  return (
    `${tally.seeds} seeds, ${hours} h of simulated time in ${(tookMs / 1000).toFixed(0)} s (${speed} times real time), ` +
    `${tally.operations} operations, ${tally.faults} faults, ${tally.probesHit} probes hit, ${tally.failed.length} failed`
  );
}

/** Prints what a campaign came to. */
export function summarize(
  tally: Tally,
  { tookMs, probes, interrupted }: { readonly tookMs: number; readonly probes: boolean; readonly interrupted: boolean },
): void {
  if (interrupted) print('interrupted; until then:');
  print(campaignLine(tally, tookMs));
  print(`${several(tally.compared, 'seed')} run twice and compared; hash of the campaign ${tally.hash}`);
  const variety = Object.entries(tally.variety).map(([what, number]) => `${number} ${what}`);
  print(`variety: ${variety.join(', ')}`);
  for (const line of varietyLines(tally.counts)) print(line);
  print(filesText(tally));
  if (probes) for (const text of formatProbes(tally.probeHits)) print(`  ${text}`);
  if (tally.unhit.length > 0) print(`probes that should have been hit and were not: ${tally.unhit.join(', ')}`);
  const [first] = tally.failed;
  if (first === undefined) {
    print('nothing was violated');
    return;
  }
  print(`FAILED: seeds ${tally.failed.map((result) => result.seed).join(', ')}`);
  print(`Replay: ${commandLine('--seed', first.seed)}`);
}

/** What the search for an order of all operations on each file came to. */
function filesText({ files, filesGivenUp, tooManyGivenUp }: Tally): string {
  const judged = `${files} files searched for an order of their operations, ${filesGivenUp} given up on`;
  return tooManyGivenUp ? `${judged}: TOO MANY, what they did was not judged` : judged;
}

/** What `--json` gives of a campaign. */
export function campaignJson(
  tally: Tally,
  about: {
    readonly firstSeed: number;
    readonly tookMs: number;
    readonly interrupted: boolean;
    readonly exitCode: ExitCode;
  },
): object {
  const { seeds, compared, simulatedMs, events, operations, faults, hash, variety, unhit, probeHits } = tally;
  const { files, filesGivenUp } = tally;
  return {
    ...about,
    ...{ seeds, compared, simulatedMs, events, operations, faults, hash, unhit, files, filesGivenUp },
    variety: { ...variety, ...tally.counts },
    probes: Object.fromEntries(probeHits),
    failed: tally.failed.map(({ seed: failed, hash: runHash, violations }) => ({
      ...{ seed: failed, hash: runHash, violations, again: commandLine('--seed', failed) },
    })),
  };
}
