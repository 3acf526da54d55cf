import type { Texts } from '../i18n/texts.ts';

/** What went wrong with a request: the gateway's status and words, or why there was no answer. */
export class ApiError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Why there was no answer. */
  readonly cut: 'lost' | 'stalled' | undefined;

  constructor(status: number, text: string, cut?: 'lost' | 'stalled') {
    super(text);
    this.name = 'ApiError';
    this.status = status;
    this.cut = cut;
  }
}

/** Whatever was thrown, as an `ApiError`. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, error instanceof Error ? error.message : String(error), 'lost');
}

/** What to tell the viewer about it, in the page's language. Spec: PAGE-ERRORS. */
export function explain(error: ApiError, texts: Texts): string {
  if (error.cut === 'stalled') return texts.errorStalled;
  switch (error.status) {
    case 0:
      return texts.errorConnectionLost;
    case 401:
      return texts.errorSignInFirst;
    case 403:
      return texts.errorForbidden;
    case 404:
      return texts.errorNotFound;
    case 409:
      return texts.errorConflict;
    case 413:
      return texts.errorTooLarge;
    case 429:
      return texts.errorTooOften;
    case 503:
      return texts.errorNoStorage;
    case 507:
      return texts.errorNoSpace;
  }
  if (error.status >= 500) return texts.errorServer(error.status);
  return error.message === '' ? texts.errorServer(error.status) : texts.refusedByServer(error.message);
}
