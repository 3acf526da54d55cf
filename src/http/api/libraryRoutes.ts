import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { HttpConfig } from '../httpConfig.ts';
import { HttpError } from '../httpError.ts';
import { sendJson, sendNothing } from '../jsonAnswer.ts';
import type { Library } from '../library.ts';
import type { Call, Route } from '../router.ts';
import { decodeFileid } from '../target.ts';
import type { FileViews } from './fileViews.ts';
import type { Listing } from './listing.ts';

const FILEID_BYTES_MAX = 127;
const LIMIT_MAX = 500;
const LIMIT_USUAL = '100';

/** Which page: the id to go on behind, and how many. */
const PAGE = z.object({
  after: z.string().refine((id) => Buffer.byteLength(id) <= FILEID_BYTES_MAX && !id.includes('\0'), 'is no file id'),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX),
});

/** What the routes of the library share. */
export interface LibraryParts {
  readonly config: HttpConfig;
  readonly access: Access;
  readonly library: Library;
  readonly listing: Listing;
  readonly views: FileViews;
}

/** The user's files: listed, told one by one, uploaded, deleted. Spec: HTTP-API-FILES, HTTP-WRITE. */
export function libraryRoutes(parts: LibraryParts, upload: (call: Call) => Promise<void>): Route[] {
  const list = (call: Call): Promise<void> => showPage(parts, call);
  const show = (call: Call): Promise<void> => showFile(parts, call);
  return [
    {
      path: '/api/files',
      methods: new Map([
        ['GET', list],
        ['HEAD', list],
        ['POST', upload],
      ]),
    },
    {
      path: '/api/files/',
      methods: new Map([
        ['GET', show],
        ['HEAD', show],
        ['DELETE', (call) => deleteFile(parts, call)],
      ]),
    },
  ];
}

async function showPage({ access, listing, views }: LibraryParts, { request, answer, query }: Call): Promise<void> {
  await access.needRead(request);
  const asked = PAGE.safeParse({ after: query.get('after') ?? '', limit: query.get('limit') ?? LIMIT_USUAL });
  if (!asked.success) {
    const problem = asked.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ');
    throw new HttpError(400, `there is no such page: ${problem}`);
  }
  const { files, more } = await listing.page(asked.data.after, asked.data.limit, request.gone);
  const next = more ? (files.at(-1)?.fileid ?? null) : null;
  await sendJson(answer, 200, { files: files.map((file) => views.of(file)), next });
}

async function showFile({ access, listing, views }: LibraryParts, { request, answer, rest }: Call): Promise<void> {
  await access.needRead(request);
  const file = await listing.file(decodeFileid(rest), request.gone);
  await sendJson(answer, 200, views.of(file));
}

async function deleteFile({ config, access, library }: LibraryParts, { request, answer, rest }: Call): Promise<void> {
  await access.needWrite(request);
  const { appid, userid } = config;
  await library.delete({ appid, userid, fileid: decodeFileid(rest) }, { signal: request.gone });
  sendNothing(answer);
}
