/** Headers as a handler names them. */
export type Headers = Readonly<Record<string, string | number>>;

/** A request that is answered with an error status and a short text, if nothing was sent yet. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Headers;

  constructor(status: number, message: string, headers: Headers = {}, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.headers = headers;
  }
}
