import type { StorageState } from '../api/types.ts';

/** How many are in each state, as shares of a bar; the words beside it say the same. */
export function StateBar({ byState }: { readonly byState: Readonly<Record<StorageState, number>> }) {
  return (
    <span class="state-bar" aria-hidden="true">
      {(['ACTIVE', 'ONLINE', 'OFFLINE'] as const)
        .filter((state) => byState[state] > 0)
        .map((state) => (
          <span key={state} class={`state-${state.toLowerCase()}`} style={{ flexGrow: byState[state] }} />
        ))}
    </span>
  );
}
