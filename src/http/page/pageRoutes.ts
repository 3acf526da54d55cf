import type { Headers } from '../httpError.ts';
import type { Call, Route } from '../router.ts';
import type { PageFile } from './pageFiles.ts';

/**
 * The page may run and load what comes from here, and nothing else. Frames show the simulator's timelines; pictures and videos
 * may be made in the page itself. Spec: HTTP-PAGE.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SAFE = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** Below it the names of files change with what is in them. */
const HASHED = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/** The built page: `/` is its `index.html`. Spec: HTTP-PAGE. */
export function pageRoutes(files: readonly PageFile[]): Route[] {
  return files.map((file) => {
    const show = (call: Call): Promise<void> => send(call, file);
    return {
      path: file.path === '/index.html' ? '/' : file.path,
      methods: new Map([
        ['GET', show],
        ['HEAD', show],
      ]),
    };
  });
}

async function send({ request, answer }: Call, file: PageFile): Promise<void> {
  const headers: Headers = {
    ...SAFE,
    'cache-control': file.path.startsWith(HASHED) ? FOR_EVER : ASK_EACH_TIME,
    etag: file.entityTag,
    vary: 'accept-encoding',
  };
  if (request.headers['if-none-match']?.includes(file.entityTag)) {
    answer.head(304, headers);
    answer.end();
    return;
  }
  const encoding = acceptedOf(file, request.headers['accept-encoding'] ?? '');
  const content = (encoding && file.compressed.get(encoding)) ?? file.content;
  answer.head(200, {
    ...headers,
    'content-type': file.type,
    'content-length': content.length,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  });
  if (request.method !== 'HEAD') await answer.write(content);
  answer.end();
}

/** The best encoding that there is of the file and that the browser takes. */
function acceptedOf(file: PageFile, header: string): 'br' | 'gzip' | undefined {
  const accepted = header
    .toLowerCase()
    .split(',')
    .filter((item) => !/;\s*q=0(?:\.0*)?\s*$/.test(item))
    .map((item) => item.replace(/;.*/s, '').trim());
  return (['br', 'gzip'] as const).find((encoding) => file.compressed.has(encoding) && accepted.includes(encoding));
}
