import { signal } from '@preact/signals';
import { type ApiError, asApiError } from './apiError.ts';
import { request, requestJson } from './request.ts';
import type { About } from './types.ts';

/** What this viewer may do; undefined until the gateway has said it. */
export const about = signal<About | undefined>(undefined);

/** Why the gateway could not say it. */
export const aboutError = signal<ApiError | undefined>(undefined);

/** Asks the gateway what this viewer may do; `aboutError` tells when that fails. */
export async function loadAbout(): Promise<void> {
  try {
    about.value = await requestJson<About>('/api/about');
    aboutError.value = undefined;
  } catch (error) {
    aboutError.value = asApiError(error);
  }
}

/** Signs in with the gateway's token. Rejects with an `ApiError`: 403 when the token is wrong. */
export async function signIn(token: string): Promise<void> {
  await request('/api/login', { method: 'POST', json: { token } });
  await loadAbout();
}

/** Rejects with an `ApiError`. */
export async function signOut(): Promise<void> {
  await request('/api/logout', { method: 'POST' });
  await loadAbout();
}
