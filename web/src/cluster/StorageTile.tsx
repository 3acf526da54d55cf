import type { StorageInfo } from '../api/types.ts';
import { formatRate } from '../format/bytes.ts';
import { languageTag, texts } from '../i18n/language.ts';
import { StateMark, stateText } from './StateMark.tsx';

interface StorageTileProps {
  readonly storage: StorageInfo;
  readonly onOpen: (storage: StorageInfo) => void;
}

/** A storage among many: name, state and how busy it is; the rest is one press away. */
export function StorageTile({ storage, onOpen }: StorageTileProps) {
  const t = texts.value;
  const { hostname, state, load } = storage;
  const rate = load === null ? '' : t.perSecond(formatRate(load.requestsPerSecond, languageTag.value));
  return (
    <li>
      <button type="button" class="storage-tile" data-state={state} onClick={() => onOpen(storage)}>
        <StateMark state={state} />
        <span class="tile-name">{hostname}</span>
        <span class="visually-hidden">{stateText(state, t)}</span>
        <span class="tile-rate">{rate}</span>
      </button>
    </li>
  );
}
