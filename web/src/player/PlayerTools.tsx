import { useEffect, useId, useState } from 'preact/hooks';
import type { MediaFile } from '../api/types.ts';
import { about } from '../api/viewer.ts';
import { goTo } from '../app/route.ts';
import { languageTag, texts } from '../i18n/language.ts';
import { startDelete } from '../library/deletions.ts';
import { downloadUrl } from '../library/downloadUrl.ts';
import { ShareButton } from '../library/ShareButton.tsx';
import { Icon } from '../ui/Icon.tsx';
import { SPEEDS } from './playerKey.ts';

/** What the browser has found out about the media. */
export interface MediaFacts {
  /** Seconds. */
  readonly duration: number;
  /** 0 when there is no picture. */
  readonly width: number;
  readonly height: number;
}

interface PlayerToolsProps {
  readonly file: MediaFile;
  readonly media: HTMLMediaElement | null;
}

/** What can be done with the file that is shown. */
export function PlayerTools({ file, media }: PlayerToolsProps) {
  const t = texts.value;
  const remove = (): void => {
    startDelete(file);
    goTo({ view: 'library' });
  };
  return (
    <div class="player-tools">
      {media !== null && <Speed media={media} />}
      <ShareButton file={file} words />
      <a class="button" href={downloadUrl(file)} download={file.name || file.id}>
        <Icon name="download" />
        {t.download}
      </a>
      {about.value?.write.allowed && (
        <button type="button" class="button button-danger" onClick={remove}>
          <Icon name="trash" />
          {t.delete}
        </button>
      )}
    </div>
  );
}

function Speed({ media }: { readonly media: HTMLMediaElement }) {
  const fieldId = useId();
  const [speed, setSpeed] = useState(media.playbackRate);
  useEffect(() => {
    const changed = (): void => setSpeed(media.playbackRate);
    media.addEventListener('ratechange', changed);
    return () => media.removeEventListener('ratechange', changed);
  }, [media]);
  const choose = (chosen: number): void => {
    media.playbackRate = chosen;
  };
  const options = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed];
  return (
    <span class="speed">
      <label for={fieldId}>{texts.value.speed}</label>
      <select id={fieldId} class="field" value={speed} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option.toLocaleString(languageTag.value)} ×
          </option>
        ))}
      </select>
    </span>
  );
}
