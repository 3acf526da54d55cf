import { z } from 'zod';
import type { Host } from '../../host/host.ts';
import type { Access } from '../access/access.ts';
import type { HttpConfig } from '../httpConfig.ts';
import { HttpError } from '../httpError.ts';
import { sendNothing } from '../jsonAnswer.ts';
import { readJson } from '../jsonBody.ts';
import type { Call, Route } from '../router.ts';

const LOGIN = z.strictObject({ token: z.string().max(500) });

/** Logging in with the token, and out. Spec: HTTP-LOGIN. */
export function loginRoutes(host: Host, config: HttpConfig, access: Access): Route[] {
  const login = async ({ request, answer }: Call): Promise<void> => {
    const { guard, logins } = access;
    if (guard === undefined || logins === undefined)
      throw new HttpError(404, 'this gateway has no token to log in with');
    const { token } = await readJson(request, LOGIN, host.timers, config.limits.headTimeoutMs);
    if (!guard.accepts(request.peer, token)) throw new HttpError(403, 'this is not the token');
    sendNothing(answer, { 'set-cookie': await access.sessionsAnswer(logins.begin()) });
  };
  const logout = async ({ request, answer }: Call): Promise<void> => {
    const { logins } = access;
    const cookie = logins === undefined ? undefined : await access.sessionsAnswer(logins.end(request.headers.cookie));
    sendNothing(answer, cookie === undefined ? {} : { 'set-cookie': cookie });
  };
  return [
    { path: '/api/login', methods: new Map([['POST', login]]) },
    { path: '/api/logout', methods: new Map([['POST', logout]]) },
  ];
}
