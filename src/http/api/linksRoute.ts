import { z } from 'zod';
import type { Host } from '../../host/host.ts';
import { HttpError } from '../httpError.ts';
import { sendJson } from '../jsonAnswer.ts';
import { readJson } from '../jsonBody.ts';
import type { Call, Route } from '../router.ts';
import { decodeFileid } from '../target.ts';
import type { LibraryParts } from './libraryRoutes.ts';

const LINK_SECONDS_MAX = 366 * 24 * 3600;
const LINK = z.strictObject({ seconds: z.number().int().min(1).max(LINK_SECONDS_MAX) });

/** Links to give away, for those who may read everything. Spec: HTTP-LINKS. */
export function linksRoute(host: Host, { config, access, library, views }: LibraryParts): Route {
  const make = async ({ request, answer, rest }: Call): Promise<void> => {
    await access.needRead(request);
    if (config.linkKey === undefined) throw new HttpError(409, 'everybody may read here: no link needs a signature');
    const fileid = decodeFileid(rest);
    const { seconds } = await readJson(request, LINK, host.timers, config.limits.headTimeoutMs);
    await library.filesize({ appid: config.appid, userid: config.userid, fileid }, { signal: request.gone });
    const expiresSeconds = Math.floor(host.clock.wallMs() / 1000) + seconds;
    const expiresAt = new Date(expiresSeconds * 1000).toISOString();
    await sendJson(answer, 200, { url: views.link(fileid, expiresSeconds), expiresAt });
  };
  return { path: '/api/links/', methods: new Map([['POST', make]]) };
}
