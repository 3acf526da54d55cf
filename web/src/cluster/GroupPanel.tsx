import type { GroupInfo, StorageInfo } from '../api/types.ts';
import { texts } from '../i18n/language.ts';
import { countStates } from './clusterSummary.ts';
import { StateBar } from './StateBar.tsx';
import { StorageCard } from './StorageCard.tsx';
import { StorageTile } from './StorageTile.tsx';

/** Storages from which a group takes the whole width. */
const WIDE_FROM = 9;

interface GroupPanelProps {
  readonly group: GroupInfo;
  /** Those of its storages that are to be shown. */
  readonly shown: readonly StorageInfo[];
  /** Whether there are so many storages in all that each gets little room. */
  readonly dense: boolean;
  readonly nowMs: number;
  readonly onOpen: (storage: StorageInfo) => void;
}

/** A group and its storages. */
export function GroupPanel({ group, shown, dense, nowMs, onOpen }: GroupPanelProps) {
  const byState = countStates(group.storages);
  const wide = !dense || group.storages.length >= WIDE_FROM;
  return (
    <section class={`group ${wide ? 'group-wide' : ''}`} aria-label={group.name}>
      <header class="group-head">
        <h2>{group.name}</h2>
        <span>{texts.value.groupSummary(byState.ACTIVE, group.storages.length)}</span>
        {dense && <StateBar byState={byState} />}
      </header>
      <ul class={dense ? 'tiles' : 'storage-cards'}>
        {shown.map((storage) =>
          dense ? (
            <StorageTile key={storage.address} storage={storage} onOpen={onOpen} />
          ) : (
            <StorageCard key={storage.address} storage={storage} nowMs={nowMs} />
          ),
        )}
      </ul>
    </section>
  );
}
