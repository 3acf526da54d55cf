import type { Finding } from '../../store/mysql/schema/finding.ts';

const WARNING_MS = 2_000;

/** How far the clock of somebody else, read between two moments of ours, is from ours. */
export function skewFinding(what: string, theirsMs: number, beforeMs: number, afterMs: number): Finding {
  const skewMs = theirsMs < beforeMs ? theirsMs - beforeMs : theirsMs > afterMs ? theirsMs - afterMs : 0;
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  if (Math.abs(skewMs) < WARNING_MS) return { level: 'ok', what, text: 'its clock agrees with ours' };
  return {
    level: 'warning',
    what,
    text: `its clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} ours`,
    advice: 'keep all clocks with chrony or systemd-timesyncd',
  };
}
