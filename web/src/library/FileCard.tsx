import { useRef } from 'preact/hooks';
import type { MediaFile } from '../api/types.ts';
import { about } from '../api/viewer.ts';
import { routeHash } from '../app/route.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration, spokenDuration } from '../format/duration.ts';
import { displayName } from '../format/fileName.ts';
import { type MediaKind, mediaKind, typeLabel } from '../format/mediaType.ts';
import { formatAgo, formatWhen } from '../format/time.ts';
import { languageTag, texts } from '../i18n/language.ts';
import { usePoster } from '../poster/usePoster.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { startDelete } from './deletions.ts';
import { downloadUrl } from './downloadUrl.ts';
import { ShareButton } from './ShareButton.tsx';
import { useLeftOff } from './useLeftOff.ts';

const MARKS: Readonly<Record<MediaKind, IconName>> = { video: 'film', audio: 'note', image: 'image', other: 'file' };

interface FileCardProps {
  readonly file: MediaFile;
  readonly nowMs: number;
  readonly onDeleted: () => void;
}

/** One file of the library. */
export function FileCard({ file, nowMs, onDeleted }: FileCardProps) {
  const t = texts.value;
  const tag = languageTag.value;
  const card = useRef<HTMLLIElement>(null);
  const poster = usePoster(file, card);
  const leftOff = useLeftOff(file.id, poster?.duration);
  const name = displayName(file);
  const uploadedMs = file.uploadedAt === null ? undefined : Date.parse(file.uploadedAt);
  const facts = [typeLabel(file.type, file.name), formatBytes(file.size, tag)].filter((fact) => fact !== '');
  const remove = (): void => {
    startDelete(file);
    onDeleted();
  };
  return (
    <li ref={card} class="card">
      <div class="poster">
        <span class="poster-mark">
          <Icon name={MARKS[mediaKind(file.type)]} />
        </span>
        {poster?.src !== undefined && <img class="poster-picture" src={poster.src} alt="" />}
        <span class="poster-play" aria-hidden="true">
          <Icon name="play" />
        </span>
        {poster !== undefined && Number.isFinite(poster.duration) && (
          <span class="poster-length">
            <span aria-hidden="true">{formatDuration(poster.duration)}</span>
            <span class="visually-hidden">{spokenDuration(poster.duration, tag)}</span>
          </span>
        )}
        {leftOff !== undefined && (
          <span class="poster-left-off" aria-hidden="true">
            <span style={{ width: `${leftOff * 100}%` }} />
          </span>
        )}
      </div>
      <div class="card-text">
        <h2 class="card-name">
          <a class="card-link" href={routeHash({ view: 'play', id: file.id })} title={file.name || file.id}>
            {name}
          </a>
        </h2>
        <p class="card-facts">
          {facts.join(' · ')}
          {uploadedMs !== undefined && (
            <>
              {' · '}
              <time dateTime={file.uploadedAt ?? ''} title={formatWhen(uploadedMs, tag)}>
                {formatAgo(uploadedMs, nowMs, tag)}
              </time>
            </>
          )}
        </p>
      </div>
      <div class="card-tools">
        <ShareButton file={file} />
        <a
          class="icon-button"
          href={downloadUrl(file)}
          download={file.name || file.id}
          aria-label={t.downloadNamed(name)}
          title={t.downloadNamed(name)}
        >
          <Icon name="download" />
        </a>
        {about.value?.write.allowed && <IconButton icon="trash" label={t.deleteNamed(name)} onClick={remove} />}
      </div>
    </li>
  );
}
