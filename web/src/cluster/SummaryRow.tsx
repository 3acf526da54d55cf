import type { ClusterSnapshot } from '../api/types.ts';
import { formatBytes, formatRate } from '../format/bytes.ts';
import { languageTag, texts } from '../i18n/language.ts';
import { summarize } from './clusterSummary.ts';
import { StateBar } from './StateBar.tsx';

/** The cluster in a few large numbers. */
export function SummaryRow({ snapshot }: { readonly snapshot: ClusterSnapshot }) {
  const t = texts.value;
  const tag = languageTag.value;
  const { storages, byState, requestsPerSecond, bytesPerSecond, versions } = summarize(snapshot);
  return (
    <dl class="numbers">
      <div class="number">
        <dt>{t.storagesActive}</dt>
        <dd>
          {byState.ACTIVE} <small>{t.ofTotal(storages)}</small>
          <StateBar byState={byState} />
        </dd>
      </div>
      <div class="number">
        <dt>{t.groups}</dt>
        <dd>{snapshot.groups.length}</dd>
      </div>
      <div class="number">
        <dt>{t.requestRate}</dt>
        <dd>{requestsPerSecond === undefined ? '–' : t.perSecond(formatRate(requestsPerSecond, tag))}</dd>
      </div>
      <div class="number">
        <dt>{t.throughput}</dt>
        <dd>{bytesPerSecond === undefined ? '–' : t.perSecond(formatBytes(bytesPerSecond, tag))}</dd>
      </div>
      <div class="number">
        <dt>{t.version}</dt>
        <dd class="number-versions">
          {versions.length === 0
            ? '–'
            : versions
                .slice(0, 3)
                .map(([version, count]) => (versions.length === 1 ? version : `${version} × ${count}`))
                .join(', ')}
        </dd>
      </div>
    </dl>
  );
}
