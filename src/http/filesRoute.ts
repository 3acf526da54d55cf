import type { Host } from '../host/host.ts';
import type { FileAddress } from '../protocol/fileAddress.ts';
import type { Access } from './access/access.ts';
import { type Body, layOut } from './body.ts';
import { rangeCounts, weighConditions } from './conditional.ts';
import { ContentTypes } from './contentType.ts';
import { attachment } from './disposition.ts';
import { type Validators, validatorsOf } from './entityTag.ts';
import type { FileSource } from './fileSource.ts';
import type { HttpConfig } from './httpConfig.ts';
import { formatHttpDate } from './httpDate.ts';
import { type Headers, HttpError } from './httpError.ts';
import { selectRanges } from './range.ts';
import type { ContentType } from './recognize.ts';
import type { Call, Route } from './router.ts';
import { sendContent } from './sendContent.ts';
import { decodeFileid } from './target.ts';
import type { Traffic } from './traffic.ts';

/** GET and HEAD of files, whole or in ranges. Spec: HTTP-FILES. */
export function filesRoute(
  host: Host,
  config: HttpConfig,
  access: Access,
  source: FileSource,
  traffic: Traffic,
): Route {
  const files = new Files(host, config, access, source, traffic);
  const show = (call: Call): Promise<void> => files.show(call);
  return {
    path: '/files/',
    methods: new Map([
      ['GET', show],
      ['HEAD', show],
    ]),
  };
}

class Files {
  readonly #host: Host;
  readonly #config: HttpConfig;
  readonly #access: Access;
  readonly #source: FileSource;
  readonly #traffic: Traffic;
  readonly #types: ContentTypes;

  constructor(host: Host, config: HttpConfig, access: Access, source: FileSource, traffic: Traffic) {
    this.#host = host;
    this.#config = config;
    this.#access = access;
    this.#source = source;
    this.#traffic = traffic;
    this.#types = new ContentTypes(source);
  }

  async show(call: Call): Promise<void> {
    const { request, answer } = call;
    const { appid, userid } = this.#config;
    const file = { appid, userid, fileid: decodeFileid(call.rest) };
    await this.#access.needFile(request, call.query, file);
    // Asked anew for every request: a remembered size would outlive the file.
    const size = await this.#source.filesize(file, { signal: request.gone });
    const nowMs = this.#host.clock.wallMs();
    const validators = validatorsOf(file, size, nowMs);
    const verdict = weighConditions(request.headers, validators, nowMs);
    if (verdict === 'failed') throw new HttpError(412, 'the file is not the one that was meant');
    if (verdict === 'not modified') {
      answer.head(304, validatorHeaders(validators));
      return answer.end();
    }
    const ranged = request.method === 'GET' && rangeCounts(request.headers['if-range'], validators, nowMs);
    const selection = selectRanges(ranged ? request.headers.range : undefined, size);
    if (selection === 'none') throw unsatisfiable(size);
    const type = await this.#types.of(file, size, { signal: request.gone });
    const headers = { ...validatorHeaders(validators), ...dispositionHeader(call.query, file, type) };
    await this.#deliver(call, file, headers, layOut(this.#host.random, selection, type.mime, size));
  }

  async #deliver({ request, answer }: Call, file: FileAddress, headers: Headers, body: Body): Promise<void> {
    const head = { 'accept-ranges': 'bytes', ...headers, ...body.headers };
    const parts = request.method === 'HEAD' ? [] : body.parts;
    if (parts.length === 0) answer.head(body.status, head);
    for (const { opening, range } of parts) {
      const content = await this.#source.download(file, range, { signal: request.gone });
      try {
        if (content.size !== range.size) throw new HttpError(502, 'the storage did not do what it was asked for');
        // Only now, when the first storage has agreed: until then its refusal can be told.
        if (answer.status === undefined) answer.head(body.status, head);
        if (opening !== undefined) await answer.write(opening);
        await sendContent(answer, content, this.#traffic, this.#host.network);
      } finally {
        content.close();
      }
    }
    if (body.closing !== undefined && parts.length > 0) await answer.write(body.closing);
    answer.end();
  }
}

function validatorHeaders({ entityTag, lastModified }: Validators): Headers {
  // May be kept, but must be asked about each time: a file can be deleted.
  const headers = { etag: entityTag, 'cache-control': 'no-cache' };
  return lastModified === undefined ? headers : { ...headers, 'last-modified': formatHttpDate(lastModified * 1000) };
}

function dispositionHeader(query: URLSearchParams, file: FileAddress, type: ContentType): Headers {
  const name = query.get('download');
  if (name === null) return {};
  return { 'content-disposition': attachment(name === '' ? file.fileid + type.extension : name) };
}

function unsatisfiable(size: number): HttpError {
  const headers = { 'content-range': `bytes */${size}`, 'accept-ranges': 'bytes' };
  return new HttpError(416, `the file has ${size} bytes`, headers);
}
