import type { Access } from '../access/access.ts';
import type { HttpConfig } from '../httpConfig.ts';
import { sendJson } from '../jsonAnswer.ts';
import type { Call, Route } from '../router.ts';
import type { Listing } from './listing.ts';

/** What this viewer may do at this gateway. Spec: HTTP-API-ABOUT. */
export function aboutRoute(config: HttpConfig, access: Access, listing: Listing, sim: boolean): Route {
  const show = async ({ request, answer }: Call): Promise<void> => {
    const rights = await access.rightsOf(request);
    const about = {
      version: config.version,
      appid: config.appid,
      userid: config.userid,
      listing: listing.known,
      read: { restricted: config.linkKey !== undefined, allowed: rights.read },
      write: {
        allowed: rights.write,
        needsToken: rights.writeNeedsToken,
        maxBytes: config.uploadMaxBytes ?? null,
      },
      login: { possible: access.guard !== undefined, done: rights.knowsToken },
      cluster: rights.cluster,
      sim,
      hls: true,
    };
    // A page that is opened again and again stays logged in.
    const prolonged = access.logins?.prolong(request.headers.cookie);
    const cookie = prolonged === undefined ? undefined : await access.sessionsAnswer(prolonged);
    await sendJson(answer, 200, about, cookie === undefined ? {} : { 'set-cookie': cookie });
  };
  return {
    path: '/api/about',
    methods: new Map([
      ['GET', show],
      ['HEAD', show],
    ]),
  };
}
