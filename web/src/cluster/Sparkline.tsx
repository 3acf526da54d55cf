import { HISTORY_MS, type LoadPoint } from './loadHistory.ts';

const WIDTH = 120;
const HEIGHT = 28;

interface SparklineProps {
  readonly points: readonly LoadPoint[];
  /** What it shows, in words. */
  readonly label: string;
}

/** A load over the last minute as a line; the newest point is at the right edge, and zero is the bottom. */
export function Sparkline({ points, label }: SparklineProps) {
  const last = points.at(-1)?.atMs ?? 0;
  const top = Math.max(1, ...points.map((point) => point.requestsPerSecond));
  const line = points
    .map(({ atMs, requestsPerSecond }) => {
      const x = WIDTH - ((last - atMs) / HISTORY_MS) * WIDTH;
      const y = HEIGHT - 2 - (requestsPerSecond / top) * (HEIGHT - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
  const first = line.split(',')[0] ?? '0';
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {points.length > 1 && (
        <>
          <polygon class="sparkline-area" points={`${first},${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} />
          <polyline class="sparkline-line" points={line} />
        </>
      )}
    </svg>
  );
}
