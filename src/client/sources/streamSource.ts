import { SourceError, type UploadSource } from '../uploadSource.ts';

/**
 * Content that comes as it is read, `size` bytes of it. It can be sent only once: an upload that breaks after its
 * first byte was asked for cannot be sent again. The last piece is held back until the stream has ended, so that one
 * that turns out to be too long is not stored. Spec: CLIENT-UPLOAD-SOURCE.
 */
export function streamSource(stream: AsyncIterable<Uint8Array>, size: number): UploadSource {
  let opened = false;
  return {
    size,
    get state() {
      return opened ? 'used up' : 'once';
    },
    open(stop) {
      if (opened) throw new SourceError('the content is a stream and cannot be sent twice');
      opened = true;
      return pieces(stream, size, stop);
    },
  };
}

async function* pieces(stream: AsyncIterable<Uint8Array>, size: number, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = stream[Symbol.asyncIterator]();
  let left = size;
  let last: Uint8Array | undefined;
  let state: 'between' | 'waiting' | 'done' = 'between';
  try {
    for (;;) {
      state = 'waiting';
      const next = await nextUnlessStopped(iterator, stop);
      if (next === undefined) return;
      state = next.done ? 'done' : 'between';
      if (next.done) break;
      const piece = next.value;
      if (piece.length > left) throw new SourceError(`the content has more than the ${size} bytes it should have`);
      left -= piece.length;
      if (left > 0 && piece.length > 0) yield piece;
      else if (piece.length > 0) last = piece;
    }
    if (left > 0) throw new SourceError(`the content ended ${left} bytes before the ${size} it should have`);
    if (last !== undefined) yield last;
  } finally {
    if (state === 'between') await iterator.return?.();
    // A stream that is still waiting for its own source ends when that lets it; nobody is left to hear how.
    if (state === 'waiting') iterator.return?.().catch(() => {});
  }
}

/** The next piece, or undefined once `stop` is aborted. */
function nextUnlessStopped(
  iterator: AsyncIterator<Uint8Array>,
  stop: AbortSignal,
): Promise<IteratorResult<Uint8Array> | undefined> {
  if (stop.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const onStop = (): void => resolve(undefined);
    stop.addEventListener('abort', onStop);
    iterator
      .next()
      .finally(() => stop.removeEventListener('abort', onStop))
      .then(resolve, reject);
  });
}
