/** Seconds at the beginning and at the end that are not worth going back to. */
const BEGINNING_S = 5;
const END_S = 10;

/** Where to begin: where the viewer left off, or 0 when that is near the beginning or the end. Spec: PAGE-RESUME. */
export function resumeAt(leftOffS: number | null, durationS: number): number {
  if (leftOffS === null || leftOffS < BEGINNING_S) return 0;
  if (Number.isFinite(durationS) && leftOffS > durationS - END_S) return 0;
  return leftOffS;
}
