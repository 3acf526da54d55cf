import type { StorageInfo } from '../api/types.ts';
import { texts } from '../i18n/language.ts';
import { StateMark, stateText } from './StateMark.tsx';
import { StorageFacts } from './StorageFacts.tsx';

interface StorageCardProps {
  readonly storage: StorageInfo;
  /** The gateway's clock. */
  readonly nowMs: number;
}

/** A storage with everything about it, where there is room for that. */
export function StorageCard({ storage, nowMs }: StorageCardProps) {
  return (
    <li class="storage-card" data-state={storage.state}>
      <h3 class="storage-name">{storage.hostname}</h3>
      <span class="storage-state">
        <StateMark state={storage.state} />
        {stateText(storage.state, texts.value)}
      </span>
      <StorageFacts storage={storage} nowMs={nowMs} />
    </li>
  );
}
