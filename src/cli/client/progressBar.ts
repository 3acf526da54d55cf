import { SingleBar } from 'cli-progress';
import { formatByteSize } from './byteSize.ts';

/** Shows how far a transfer is. */
export interface Progress {
  /** `bytes` of the whole are done; fewer than before when it began again. */
  update(bytes: number): void;
  /** Takes it off the screen. */
  stop(): void;
}

type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean };

const NONE: Progress = { update: () => {}, stop: () => {} };

/** A bar with speed and time left, when `stream` is a terminal; else nothing. */
export function showProgress(label: string, totalBytes: number, stream: Terminal = process.stderr): Progress {
  if (!stream.isTTY) return NONE;
  const total = formatByteSize(totalBytes);
  const bar = new SingleBar({
    stream,
    format: `${label} [{bar}] {percentage}%  {done} of ${total}  {speed}/s  {eta_formatted} left`,
    etaBuffer: 100,
    hideCursor: true,
    clearOnComplete: true,
  });
  let startMs = performance.now();
  let last = 0;
  bar.start(totalBytes, 0, { done: formatByteSize(0), speed: formatByteSize(0) });
  return {
    update(bytes) {
      if (bytes < last) startMs = performance.now();
      last = bytes;
      const seconds = (performance.now() - startMs) / 1000;
      bar.update(bytes, { done: formatByteSize(bytes), speed: formatByteSize(seconds > 0 ? bytes / seconds : 0) });
    },
    stop() {
      bar.stop();
    },
  };
}
