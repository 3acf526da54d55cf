import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FilePage, MediaFile } from '../api/types.ts';
import { downloadUrl } from './downloadUrl.ts';
import { addFile, files, libraryState, loadLibrary, loadMore, nextPage } from './files.ts';

function file(id: string): MediaFile {
  return { id, name: '', type: '', size: 5, uploadedAt: null, url: `/files/${id}`, hlsUrl: null };
}

function page(next: string | null, ...ids: string[]): FilePage {
  return { files: ids.map(file), next };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

function listing(answers: Readonly<Record<string, Response>>): void {
  vi.stubGlobal('fetch', async (path: string) => {
    const after = new URL(path, 'http://gateway').searchParams.get('after') ?? '';
    return answers[after]?.clone() ?? new Response('', { status: 500 });
  });
}

// Spec: PAGE-LIBRARY
describe('the library', () => {
  const shown = (): string[] => files.value.map(({ id }) => id);

  it('comes page by page, no file twice, though one was uploaded meanwhile', async () => {
    listing({ '': Response.json(page('c', 'd', 'c')), c: Response.json(page(null, 'c', 'b', 'a')) });
    await loadLibrary();
    expect([shown(), nextPage.value]).toEqual([['d', 'c'], 'c']);
    addFile(file('e'));
    await loadMore();
    expect([shown(), nextPage.value]).toEqual([['e', 'd', 'c', 'b', 'a'], null]);
  });

  it('knows storages that cannot list from a failure', async () => {
    listing({ '': Response.json({ error: { status: 501, text: 'LIST is not known' } }, { status: 501 }) });
    await loadLibrary();
    expect(libraryState.value).toEqual({ kind: 'unsupported' });
    listing({ '': new Response('', { status: 503 }) });
    await loadLibrary();
    expect(libraryState.value).toMatchObject({ kind: 'failed', error: { status: 503 } });
  });

  it('shows what was asked for last, whichever answer is last', async () => {
    const slow = Promise.withResolvers<Response>();
    vi.stubGlobal('fetch', () => slow.promise);
    const first = loadLibrary();
    listing({ '': Response.json(page(null, 'new')) });
    await loadLibrary();
    slow.resolve(Response.json(page(null, 'old')));
    await first;
    expect(shown()).toEqual(['new']);
  });
});

it.each([
  ['/files/a', '', '/files/a?download'],
  ['/files/a', 'a b.mp4', '/files/a?download=a%20b.mp4'],
  ['/files/a?expires=1&sig=2', 'ä&b', '/files/a?expires=1&sig=2&download=%C3%A4%26b'],
])('a file at %s called "%s" is saved from %s', (url, name, address) => {
  expect(downloadUrl({ url, name })).toBe(address);
});
