import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { showProgress } from './progressBar.ts';

/** What a transfer writes to a stream that is a terminal or is not. */
function shown(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  const progress = showProgress('clip.mp4', 2_000_000, stream);
  progress.update(500_000);
  progress.update(1_000_000);
  progress.stop();
  return String(stream.read() ?? '');
}

describe('showProgress', () => {
  it('shows on a terminal what, how far, how fast and how long', () => {
    expect(shown(true)).toMatch(/clip\.mp4 \[.*\] 0% {2}0 bytes of 2\.00 MB {2}.*\/s {2}.* left/);
  });

  it('writes nothing where nobody looks', () => {
    expect(shown(false)).toBe('');
  });
});
