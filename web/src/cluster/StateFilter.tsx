import type { StorageState } from '../api/types.ts';
import { texts } from '../i18n/language.ts';
import { StateMark, stateText } from './StateMark.tsx';

interface StateFilterProps {
  readonly total: number;
  readonly byState: Readonly<Record<StorageState, number>>;
  /** undefined: all. */
  readonly chosen: StorageState | undefined;
  readonly onChoose: (state: StorageState | undefined) => void;
}

/** Shows storages of one state alone, or all; says how many there are of each. */
export function StateFilter({ total, byState, chosen, onChoose }: StateFilterProps) {
  const t = texts.value;
  return (
    <fieldset class="chips">
      <legend class="visually-hidden">{t.showStates}</legend>
      <button type="button" class="chip" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
        {t.allStates} <b>{total}</b>
      </button>
      {(['ACTIVE', 'ONLINE', 'OFFLINE'] as const).map((state) => (
        <button
          key={state}
          type="button"
          class="chip"
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? undefined : state)}
        >
          <StateMark state={state} />
          {stateText(state, t)} <b>{byState[state]}</b>
        </button>
      ))}
    </fieldset>
  );
}
