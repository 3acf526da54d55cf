import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaFile } from '../api/types.ts';
import { toasts } from '../ui/toasts.ts';
import { flushDeletes, startDelete, UNDO_MS } from './deletions.ts';
import { files, loadLibrary } from './files.ts';

function file(id: string): MediaFile {
  return { id, name: `${id}.mp4`, type: 'video/mp4', size: 5, uploadedAt: null, url: `/files/${id}`, hlsUrl: null };
}

// Spec: PAGE-DELETE
describe('a delete', () => {
  let asked: string[];
  let answer: () => Response;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    answer = () => new Response(null, { status: 204 });
    vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
      asked.push(`${init.method} ${path}${init.keepalive ? ' (outlives the page)' : ''}`);
      return path.startsWith('/api/files?') ? Response.json({ files: [file('a'), file('b')], next: null }) : answer();
    });
    files.value = [file('a'), file('b'), file('c')];
  });

  afterEach(async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    toasts.value = [];
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const shown = (): string[] => files.value.map(({ id }) => id);

  it('takes the file out of sight at once, and is sent when the time to undo is over', async () => {
    startDelete(file('b'));
    expect(shown()).toEqual(['a', 'c']);
    await vi.advanceTimersByTimeAsync(UNDO_MS - 1);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual(['DELETE /api/files/b (outlives the page)']);
    expect(toasts.value).toEqual([]);
  });

  it('that is undone is never sent, and the file is back in its place', async () => {
    startDelete(file('b'));
    toasts.value[0]?.action?.run();
    expect(shown()).toEqual(['a', 'b', 'c']);
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(asked).toEqual([]);
  });

  it('is sent when the page is left, once', async () => {
    startDelete(file('b'));
    flushDeletes();
    flushDeletes();
    await vi.advanceTimersByTimeAsync(UNDO_MS * 2);
    expect(asked).toEqual(['DELETE /api/files/b (outlives the page)']);
  });

  it('hides the file from a listing that comes meanwhile', async () => {
    startDelete(file('b'));
    await loadLibrary();
    expect(shown()).toEqual(['a']);
  });

  it('that is refused brings the file back and says why', async () => {
    answer = () => new Response('', { status: 503 });
    startDelete(file('a'));
    flushDeletes();
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toEqual(['a', 'b', 'c']);
    expect(toasts.value.map(({ text, tone }) => [text, tone])).toEqual([
      ['a.mp4 could not be deleted. No storage is active right now. Try again in a moment.', 'bad'],
    ]);
  });

  it('of a file that is gone already is done', async () => {
    answer = () => new Response('', { status: 404 });
    startDelete(file('a'));
    flushDeletes();
    await vi.advanceTimersByTimeAsync(0);
    expect(shown()).toEqual(['b', 'c']);
    expect(toasts.value).toEqual([]);
  });
});
