import type { Reply, Viewer } from './viewer.ts';

/** How the page asks: from its own origin, by a name of the gateway's machine. */
export const FROM_PAGE = { host: 'localhost:8080', 'sec-fetch-site': 'same-origin' } as const;

/** The JSON of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: what a test reads of it is what it checks
export function json(reply: Reply): any {
  return JSON.parse(reply.body.toString());
}

/** Status and text of an error. */
export function errorOf(reply: Reply): [number, string] {
  const { error } = json(reply);
  return [error.status === reply.status ? reply.status : -1, error.text];
}

/** The cookie that a browser sends after this answer. */
export function cookieOf(reply: Reply): string {
  return String(reply.headers['set-cookie']).split(';')[0] ?? '';
}

/** Sends a whole file as the page does. */
export function upload(viewer: Viewer, content: string, headers: Record<string, string> = {}): Promise<Reply> {
  return viewer.ask('POST', '/api/files', { ...FROM_PAGE, 'content-length': `${content.length}`, ...headers }, content);
}
