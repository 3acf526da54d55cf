import { type Cache, CacheError } from '../../cache/cache.ts';
import type { Host } from '../../host/host.ts';
import type { HttpRequest } from '../../host/http.ts';
import type { FileAddress } from '../../protocol/fileAddress.ts';
import type { HttpConfig } from '../httpConfig.ts';
import { HttpError } from '../httpError.ts';
import { Logins } from './logins.ts';
import { isMisled, isOfOwnMachine } from './ownMachine.ts';
import { isSigned } from './signedLinks.ts';
import { TokenGuard } from './tokenGuard.ts';

const BEARER = /^Bearer +(\S+) *$/i;
const ASK_FOR_TOKEN = { 'www-authenticate': 'Bearer' } as const;

/** What a viewer may do. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
  readonly cluster: boolean;
  /** Whether writing wants a token of this viewer, shown or not. */
  readonly writeNeedsToken: boolean;
  /** Whether it has shown the token. */
  readonly knowsToken: boolean;
}

/** Decides who may do what at a gateway. Spec: HTTP-WRITE, HTTP-LINKS, HTTP-CLUSTER. */
export class Access {
  readonly #host: Pick<Host, 'clock' | 'log'>;
  readonly #config: HttpConfig;
  /** undefined without a token. */
  readonly guard: TokenGuard | undefined;
  readonly logins: Logins | undefined;

  constructor(host: Pick<Host, 'clock' | 'log' | 'random'>, config: HttpConfig, sessions: Cache) {
    const { writeToken: token, sessionTimeoutSeconds } = config;
    this.#host = host;
    this.#config = config;
    this.guard = token === undefined ? undefined : new TokenGuard(host.clock, token);
    this.logins = token === undefined ? undefined : new Logins(sessions, host.random, token, sessionTimeoutSeconds);
  }

  /** What the viewer who makes this request may do. Rejects with an `HttpError` 429 or 503 when that cannot be told now. */
  async rightsOf(request: HttpRequest): Promise<Rights> {
    const { write: mode, clusterView, linkKey } = this.#config;
    const knowsToken = await this.#knowsToken(request);
    const own = isOfOwnMachine(request);
    const placeAllows = mode === 'on' || (mode === 'loopback' && own);
    const writeNeedsToken = placeAllows && this.guard !== undefined;
    const write = placeAllows && (knowsToken || this.guard === undefined);
    const read = linkKey === undefined || write || knowsToken;
    const cluster = clusterView === 'on' ? read : clusterView === 'loopback' && (own || knowsToken);
    return { read, write, cluster, writeNeedsToken, knowsToken };
  }

  /** Rejects with an `HttpError` 403, or 401 where a token would help, unless the viewer may write. */
  async needWrite(request: HttpRequest): Promise<void> {
    const { write, writeNeedsToken } = await this.rightsOf(request);
    if (write) return;
    if (writeNeedsToken) throw new HttpError(401, 'this needs the token: log in first', ASK_FOR_TOKEN);
    const where = this.#config.write === 'loopback' ? ' but on its own machine' : '';
    throw new HttpError(403, `this gateway lets nobody write${where}`);
  }

  /** Rejects with an `HttpError` 403, or 401 where a token would help, unless the viewer may read without a signature. */
  async needRead(request: HttpRequest): Promise<void> {
    if ((await this.rightsOf(request)).read) return;
    if (this.guard !== undefined) throw new HttpError(401, 'this needs the token: log in first', ASK_FOR_TOKEN);
    throw new HttpError(403, 'files of this gateway are read with signed links only');
  }

  /** Rejects with an `HttpError` 403 unless the viewer may see the cluster. */
  async needCluster(request: HttpRequest): Promise<void> {
    if ((await this.rightsOf(request)).cluster) return;
    throw new HttpError(403, 'the view of the cluster is for its own machine and for those who have logged in');
  }

  /** Rejects with an `HttpError` 403 unless `file` may be read: by signature, or by right of the viewer. Spec: HTTP-LINKS. */
  async needFile(request: HttpRequest, query: URLSearchParams, file: FileAddress): Promise<void> {
    const { linkKey } = this.#config;
    if (linkKey === undefined || isSigned(linkKey, file, query, this.#host.clock.wallMs())) return;
    if ((await this.rightsOf(request)).read) return;
    throw new HttpError(403, query.has('sig') ? 'this link is not valid any more' : 'this file needs a signed link');
  }

  /** Throws an `HttpError` 403 for a page elsewhere whose name was made to lead to this machine. Spec: HTTP-WRITE-LOOPBACK. */
  refuseMisled(request: HttpRequest): void {
    if (this.#config.write !== 'loopback' || !isMisled(request)) return;
    throw new HttpError(403, 'on its own machine this gateway goes by localhost: open it under that name');
  }

  async #knowsToken({ headers, peer }: HttpRequest): Promise<boolean> {
    if (this.guard === undefined || this.logins === undefined) return false;
    const [, token] = BEARER.exec(headers.authorization ?? '') ?? [];
    if (token !== undefined) return this.guard.accepts(peer, token);
    return this.sessionsAnswer(this.logins.has(headers.cookie));
  }

  /** What the session store answers. Rejects with an `HttpError` 503 when it cannot be reached. */
  async sessionsAnswer<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof CacheError)) throw error;
      this.#host.log.warn('session store failed', { error });
      throw new HttpError(503, 'the session store cannot be reached', { 'retry-after': 5 }, { cause: error });
    }
  }
}
