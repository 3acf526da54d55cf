import { useEffect, useState } from 'preact/hooks';
import { recallPosition } from '../api/positions.ts';

/** How much of a file this viewer has seen, 0 to 1; undefined when nothing of it, all of it, or nobody knows. */
export function useLeftOff(id: string, durationS: number | undefined): number | undefined {
  const [share, setShare] = useState<number | undefined>(undefined);
  useEffect(() => {
    if (durationS === undefined || !Number.isFinite(durationS) || durationS <= 0) return;
    const left = new AbortController();
    recallPosition(id, left.signal).then(
      (seconds) => {
        if (seconds === null || seconds <= 0 || left.signal.aborted) return;
        setShare(seconds < durationS ? seconds / durationS : undefined);
      },
      // A gateway that does not know is as good as nothing seen.
      () => undefined,
    );
    return () => left.abort();
  }, [id, durationS]);
  return share;
}
