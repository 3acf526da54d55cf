import type { StorageState } from '../api/types.ts';
import type { Texts } from '../i18n/texts.ts';

/** A state in words. */
export function stateText(state: StorageState, t: Texts): string {
  return { ACTIVE: t.stateActive, ONLINE: t.stateOnline, OFFLINE: t.stateOffline }[state];
}

/** A state as a shape and a colour, each enough by itself. */
export function StateMark({ state }: { readonly state: StorageState }) {
  return (
    <svg class={`state-mark state-${state.toLowerCase()}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {state === 'ACTIVE' && <circle cx="6" cy="6" r="4.5" fill="currentColor" />}
      {state === 'ONLINE' && (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.6" />
          <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />
        </>
      )}
      {state === 'OFFLINE' && (
        <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      )}
    </svg>
  );
}
