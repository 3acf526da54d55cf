import { useEffect, useRef, useState } from 'preact/hooks';
import type { ClusterSnapshot, StorageState } from '../api/types.ts';
import { about } from '../api/viewer.ts';
import { useTitle } from '../app/useTitle.ts';
import { texts } from '../i18n/language.ts';
import { announce } from '../ui/announce.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useNow } from '../ui/useNow.ts';
import { clusterNews, followCluster, liveness } from './clusterFeed.ts';
import { countStates } from './clusterSummary.ts';
import { GroupPanel } from './GroupPanel.tsx';
import { Peers } from './Peers.tsx';
import { StateFilter } from './StateFilter.tsx';
import { StateMark, stateText } from './StateMark.tsx';
import { StorageFacts } from './StorageFacts.tsx';
import { SummaryRow } from './SummaryRow.tsx';
import { stateChanges } from './stateChanges.ts';

/** Storages from which each gets little room. */
const DENSE_FROM = 13;

/** Groups and storages, trackers and id servers, as they are at this moment. */
export function ClusterView() {
  const t = texts.value;
  useTitle(t.cluster);
  const denied = about.value?.cluster === false;
  useEffect(() => (denied ? undefined : followCluster()), [denied]);
  const nowMs = useNow(1_000);
  const news = clusterNews.value;
  useAnnouncedChanges(news?.snapshot);
  if (denied) return <Notice icon="key" alone title={t.clusterDenied} />;
  return (
    <>
      <div class="view-head">
        <h1>{t.cluster}</h1>
        <Liveness />
      </div>
      {news === undefined ? (
        <div class="cluster-empty" role="status">
          {liveness.value === 'lost' ? t.clusterFailed : t.connecting}
        </div>
      ) : (
        <Cluster snapshot={news.snapshot} nowMs={nowMs - news.clockAheadMs} />
      )}
    </>
  );
}

interface ClusterProps {
  readonly snapshot: ClusterSnapshot;
  /** The gateway's clock. */
  readonly nowMs: number;
}

function Cluster({ snapshot, nowMs }: ClusterProps) {
  const t = texts.value;
  const [query, setQuery] = useState('');
  const [only, setOnly] = useState<StorageState | undefined>(undefined);
  const [opened, setOpened] = useState<string | undefined>(undefined);
  const storages = snapshot.groups.flatMap((group) => group.storages);
  const dense = storages.length >= DENSE_FROM;
  const wanted = query.trim().toLowerCase();
  const groups = snapshot.groups
    .map((group) => ({
      group,
      shown: group.storages.filter(
        ({ hostname, address, state }) =>
          (only === undefined || state === only) &&
          `${hostname}\n${address}\n${group.name}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter(({ shown }) => shown.length > 0 || (wanted === '' && only === undefined));
  const detail = storages.find(({ address }) => address === opened);
  return (
    <>
      <SummaryRow snapshot={snapshot} />
      <div class="peer-row">
        <Peers title={t.trackers} peers={snapshot.trackers} />
        <Peers title={t.idServers} peers={snapshot.ids} />
      </div>
      {dense && (
        <div class="cluster-tools">
          <StateFilter total={storages.length} byState={countStates(storages)} chosen={only} onChoose={setOnly} />
          <SearchField label={t.filterStorages} value={query} onInput={setQuery} />
        </div>
      )}
      {storages.length === 0 && <p class="nothing">{t.noStorages}</p>}
      {storages.length > 0 && groups.length === 0 && <p class="nothing">{t.noStorageMatches}</p>}
      <div class="groups">
        {groups.map(({ group, shown }) => (
          <GroupPanel
            key={group.name}
            group={group}
            shown={shown}
            dense={dense}
            nowMs={nowMs}
            onOpen={({ address }) => setOpened(address)}
          />
        ))}
      </div>
      {detail !== undefined && (
        <Dialog title={detail.hostname} onClose={() => setOpened(undefined)}>
          <div class="storage-detail" data-state={detail.state}>
            <span class="storage-state">
              <StateMark state={detail.state} />
              {stateText(detail.state, t)}
            </span>
            <StorageFacts storage={detail} nowMs={nowMs} />
          </div>
        </Dialog>
      )}
    </>
  );
}

function Liveness() {
  const t = texts.value;
  const state = liveness.value;
  const text = { live: t.live, connecting: t.connecting, lost: t.liveLost }[state];
  return (
    <span class={`liveness liveness-${state}`} role="status">
      {state === 'lost' ? <Icon name="alert" /> : <span class="liveness-dot" aria-hidden="true" />}
      {text}
    </span>
  );
}

/** Has storages that changed their state read out. */
function useAnnouncedChanges(snapshot: ClusterSnapshot | undefined): void {
  const before = useRef(snapshot);
  useEffect(() => {
    if (snapshot !== undefined && before.current !== undefined) {
      const t = texts.peek();
      const changes = stateChanges(before.current, snapshot);
      const said = changes.map(({ hostname, state }) => t.storageBecame(hostname, stateText(state, t)));
      if (said.length > 0) announce(said.slice(0, 5).join('; '));
    }
    before.current = snapshot;
  }, [snapshot]);
}
