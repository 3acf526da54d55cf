import type { StorageInfo } from '../api/types.ts';
import { formatBytes, formatRate } from '../format/bytes.ts';
import { formatAgo, formatWhen } from '../format/time.ts';
import { languageTag, texts } from '../i18n/language.ts';
import { loadHistory } from './clusterFeed.ts';
import { Sparkline } from './Sparkline.tsx';

interface StorageFactsProps {
  readonly storage: StorageInfo;
  /** The gateway's clock. */
  readonly nowMs: number;
}

/** All that is known about a storage. */
export function StorageFacts({ storage, nowMs }: StorageFactsProps) {
  const t = texts.value;
  const tag = languageTag.value;
  const { address, version, startedAt, joinedAt, beatAt, load } = storage;
  const moment = (iso: string | null) => {
    if (iso === null) return t.unknown;
    const ms = Date.parse(iso);
    return (
      <time dateTime={iso} title={formatWhen(ms, tag)}>
        {formatAgo(ms, nowMs, tag)}
      </time>
    );
  };
  return (
    <>
      <dl class="storage-facts">
        <div>
          <dt>{t.address}</dt>
          <dd class="code">{address}</dd>
        </div>
        <div>
          <dt>{t.version}</dt>
          <dd>{version}</dd>
        </div>
        <div>
          <dt>{t.lastBeat}</dt>
          <dd>{moment(beatAt)}</dd>
        </div>
        <div>
          <dt>{t.joined}</dt>
          <dd>{moment(joinedAt)}</dd>
        </div>
        <div>
          <dt>{t.started}</dt>
          <dd>{moment(startedAt)}</dd>
        </div>
        {load !== null && (
          <div>
            <dt>{t.connections}</dt>
            <dd>{load.connections}</dd>
          </div>
        )}
      </dl>
      <div class="storage-load">
        {load === null ? (
          <span class="storage-no-load">
            {t.load}: {t.noLoad}
          </span>
        ) : (
          <>
            <Sparkline
              points={loadHistory.of(address)}
              label={t.loadHistory(t.perSecond(formatRate(load.requestsPerSecond, tag)))}
            />
            <span class="storage-rates">
              <b>{t.perSecond(formatRate(load.requestsPerSecond, tag))}</b>
              <span>{t.perSecond(formatBytes(load.bytesPerSecond, tag))}</span>
            </span>
          </>
        )}
      </div>
    </>
  );
}
