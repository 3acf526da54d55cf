import { afterEach, describe, expect, it, vi } from 'vitest';
import { en } from '../i18n/en.ts';
import { zh } from '../i18n/zh.ts';
import { ApiError, explain } from './apiError.ts';
import { request, requestJson } from './request.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

function answer(response: () => Response | Promise<Response>): void {
  vi.stubGlobal('fetch', async () => response());
}

describe('a request', () => {
  it('gives the JSON of the answer', async () => {
    answer(() => Response.json({ seconds: 3 }));
    expect(await requestJson('/x')).toEqual({ seconds: 3 });
  });

  it('that is refused tells the status and the words', async () => {
    answer(() => Response.json({ error: { status: 507, text: 'no space' } }, { status: 507 }));
    await expect(request('/x')).rejects.toMatchObject({ status: 507, message: 'no space' });
  });

  it('that is refused by something else in between tells the status', async () => {
    answer(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(request('/x')).rejects.toMatchObject({ status: 502, message: '' });
  });

  it('without an answer says that the connection was lost', async () => {
    answer(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(request('/x')).rejects.toMatchObject({ status: 0, cut: 'lost' });
  });

  it('whose answer is cut says so', async () => {
    answer(() => new Response('{"files": [', { status: 200 }));
    await expect(requestJson('/x')).rejects.toMatchObject({ status: 0, cut: 'lost' });
  });

  it('that is called off rejects with the reason for that', async () => {
    const off = new AbortController();
    answer(() => {
      off.abort('left');
      throw new TypeError('aborted');
    });
    await expect(request('/x', { signal: off.signal })).rejects.toBe('left');
  });
});

// Spec: PAGE-ERRORS
describe('what went wrong', () => {
  it.each([401, 403, 404, 409, 413, 500, 502, 503, 507])(
    'with status %d has words of its own in each language',
    (status) => {
      const error = new ApiError(status, 'internal words');
      expect(explain(error, en)).not.toContain('internal words');
      expect(explain(error, zh)).toMatch(/\p{Script=Han}/u);
    },
  );

  it('with a status that nobody foresaw comes with the words of the server', () => {
    expect(explain(new ApiError(418, 'a teapot'), en)).toBe('The server says: a teapot');
    expect(explain(new ApiError(418, ''), en)).toBe('The server failed (418).');
  });

  it('on the way is told from what stood still', () => {
    expect(explain(new ApiError(0, '', 'lost'), en)).toBe(en.errorConnectionLost);
    expect(explain(new ApiError(0, '', 'stalled'), en)).toBe(en.errorStalled);
  });
});
