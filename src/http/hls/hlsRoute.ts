import type { Host } from '../../host/host.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { Access } from '../access/access.ts';
import { weighConditions } from '../conditional.ts';
import { validatorsOf } from '../entityTag.ts';
import type { FileSource } from '../fileSource.ts';
import type { HttpConfig } from '../httpConfig.ts';
import { type Headers, HttpError } from '../httpError.ts';
import type { Call, Route } from '../router.ts';
import { decodeFileid } from '../target.ts';
import { type CutMovie, Movies } from './movies.ts';
import { mediaSegment } from './mp4/mediaSegment.ts';
import { playlist } from './playlist.ts';
import { joined, sendParts } from './sendParts.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const SEGMENT = /^(\d{1,5})\.m4s$/;
/** What a signed link consists of. */
const SIGNATURE = ['expires', 'sig'] as const;

/** GET and HEAD of a file's HLS form: playlist, start and segments. Spec: HTTP-HLS. */
export function hlsRoute(host: Host, config: HttpConfig, access: Access, source: FileSource): Route {
  const hls = new Hls(host, config, access, source);
  const show = (call: Call): Promise<void> => hls.show(call);
  return {
    path: '/hls/',
    methods: new Map([
      ['GET', show],
      ['HEAD', show],
    ]),
  };
}

class Hls {
  readonly #host: Host;
  readonly #config: HttpConfig;
  readonly #access: Access;
  readonly #source: FileSource;
  readonly #movies: Movies;

  constructor(host: Host, config: HttpConfig, access: Access, source: FileSource) {
    this.#host = host;
    this.#config = config;
    this.#access = access;
    this.#source = source;
    this.#movies = new Movies(source);
  }

  async show(call: Call): Promise<void> {
    const { request, answer } = call;
    const [fileid = '', what = '', ...more] = call.rest.split('/');
    if (more.length > 0 || what === '') throw nothingThere();
    const { appid, userid } = this.#config;
    const file = { appid, userid, fileid: decodeFileid(fileid) };
    await this.#access.needFile(request, call.query, file);
    // Asked anew for every request: a deleted file is not shown any longer.
    const size = await this.#source.filesize(file, { signal: request.gone });
    const movie = await this.#movies.of(file, size, request.gone);
    const nowMs = this.#host.clock.wallMs();
    const whole = validatorsOf(file, size, nowMs);
    const validators = { ...whole, entityTag: whole.entityTag.replace(/"$/, `-${encodeURIComponent(what)}"`) };
    const headers = { etag: validators.entityTag, 'cache-control': 'no-cache' };
    const verdict = weighConditions(request.headers, validators, nowMs);
    if (verdict === 'failed') throw new HttpError(412, 'the file is not the one that was meant');
    if (verdict === 'not modified') {
      answer.head(304, headers);
      return answer.end();
    }
    await this.#give(call, file, what, movie, headers);
  }

  async #give(call: Call, file: FileAddress, what: string, cut: CutMovie, headers: Headers): Promise<void> {
    const { movie, segments, init } = cut;
    const mime = `${movie.tracks[0].kind}/mp4`;
    if (what === 'index.m3u8') {
      // A link's signature differs between viewers of one file.
      const own = { ...headers, 'cache-control': 'no-store' };
      return call.answer.small(200, PLAYLIST_TYPE, playlist(segments.durationsS, signatureOf(call.query)), own);
    }
    if (what === 'init.mp4') return sendBytes(call, init, { ...headers, 'content-type': mime });
    const index = Number(SEGMENT.exec(what)?.[1] ?? Number.NaN);
    if (!(index < segments.durationsS.length)) throw nothingThere();
    await this.#sendSegment(call, file, cut, index, { ...headers, 'content-type': mime });
  }

  async #sendSegment(call: Call, file: FileAddress, cut: CutMovie, index: number, headers: Headers): Promise<void> {
    const { request, answer } = call;
    const segment = mediaSegment(cut.movie, cut.segments, index);
    const reads = joined(segment.parts);
    const start = (): void => answer.head(200, { ...headers, 'content-length': segment.size });
    if (request.method === 'HEAD') {
      start();
      return answer.end();
    }
    await sendParts(answer, {
      source: this.#source,
      network: this.#host.network,
      file,
      reads,
      signal: request.gone,
      agreed: async () => {
        start();
        await answer.write(segment.head);
      },
    });
    answer.end();
  }
}

async function sendBytes({ request, answer }: Call, bytes: Buffer, headers: Headers): Promise<void> {
  answer.head(200, { ...headers, 'content-length': bytes.length });
  if (request.method !== 'HEAD') await answer.write(bytes);
  answer.end();
}

function signatureOf(query: URLSearchParams): string {
  const given = SIGNATURE.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

function nothingThere(): HttpError {
  return new HttpError(404, 'there is nothing here; the playlist of a file is at /hls/<fileid>/index.m3u8');
}
