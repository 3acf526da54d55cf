const NAME = 'tnv_session';
const PAIR = new RegExp(`(?:^|;)[ \\t]*${NAME}=([0-9a-f]{32})[ \\t]*(?=;|$)`);

/** The session id in a Cookie header; undefined when there is none that could be ours. Spec: HTTP-SESSION. */
export function readSessionId(cookieHeader: string | undefined): string | undefined {
  return cookieHeader === undefined ? undefined : PAIR.exec(cookieHeader)?.[1];
}

/** The Set-Cookie header that makes a browser keep a session. Spec: HTTP-SESSION. */
export function sessionCookie(id: string, maxAgeSeconds: number): string {
  return `${NAME}=${id}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax`;
}
