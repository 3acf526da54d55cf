import { ApiError } from './apiError.ts';

/** Milliseconds the gateway may take to answer. */
const PATIENCE_MS = 20_000;

/** How a request differs from a plain GET. */
export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Goes as JSON. */
  readonly json?: unknown;
  /** The request may outlive the page. */
  readonly keepalive?: boolean;
  readonly signal?: AbortSignal;
  readonly patienceMs?: number;
}

/** Asks the gateway. Rejects with an `ApiError`, or with the reason of `signal`. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', json, keepalive = false, signal, patienceMs = PATIENCE_MS } = options;
  const patience = AbortSignal.timeout(patienceMs);
  const body =
    json === undefined ? {} : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      keepalive,
      ...body,
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new ApiError(0, error instanceof Error ? error.message : String(error), 'lost');
  }
  if (!response.ok) throw new ApiError(response.status, errorText(await response.text().catch(() => '')));
  return response;
}

/** The JSON that the gateway answers with. Rejects like `request`. */
export async function requestJson<T>(path: string, options?: RequestOptions): Promise<T> {
  const response = await request(path, options);
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(0, 'the answer was cut', 'lost');
  }
}

/** The words in an error's body, `{"error": {"text": "…"}}`; empty when there are none. */
export function errorText(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { text?: unknown } };
    return typeof error?.text === 'string' ? error.text : '';
  } catch {
    return '';
  }
}
