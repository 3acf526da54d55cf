import { useEffect, useState } from 'preact/hooks';
import { recallPosition } from '../api/positions.ts';
import type { MediaFile } from '../api/types.ts';
import { formatDuration } from '../format/duration.ts';
import { displayName } from '../format/fileName.ts';
import { mediaKind } from '../format/mediaType.ts';
import { texts } from '../i18n/language.ts';
import { downloadUrl } from '../library/downloadUrl.ts';
import { announce } from '../ui/announce.ts';
import { Icon } from '../ui/Icon.tsx';
import type { MediaFacts } from './PlayerTools.tsx';
import { type PlaybackState, startPlayback } from './playback.ts';
import { useKeys } from './useKeys.ts';

/** Milliseconds the viewer is told where it goes on. */
const RESUMED_SHOWN_MS = 8_000;

interface MediaStageProps {
  /** undefined while it is not known; the place is kept free. */
  readonly file: MediaFile | undefined;
  readonly onMedia: (media: HTMLMediaElement | null) => void;
  readonly onFacts: (facts: MediaFacts) => void;
}

/** Where a file is played, with what must be told about that. */
export function MediaStage({ file, onMedia, onFacts }: MediaStageProps) {
  const t = texts.value;
  const [media, setMedia] = useState<HTMLMediaElement | null>(null);
  const [state, setState] = useState<PlaybackState>('fine');
  const [resumedAt, setResumedAt] = useState<number | undefined>(undefined);
  const kind = file === undefined ? 'video' : mediaKind(file.type);
  useKeys(media);
  useEffect(() => onMedia(media), [media, onMedia]);
  useEffect(() => {
    if (file === undefined || media === null) return;
    const left = new AbortController();
    let stop = (): void => undefined;
    const begin = (leftOffS: number | null): void => {
      if (left.signal.aborted) return;
      stop = startPlayback(media, file, leftOffS, {
        onState: setState,
        onResumed(seconds) {
          setResumedAt(seconds);
          announce(texts.value.resumedAt(formatDuration(seconds)));
        },
        onMetadata() {
          onFacts({
            duration: media.duration,
            width: media instanceof HTMLVideoElement ? media.videoWidth : 0,
            height: media instanceof HTMLVideoElement ? media.videoHeight : 0,
          });
        },
      });
    };
    recallPosition(file.id, left.signal).then(begin, () => begin(null));
    return () => {
      left.abort();
      stop();
    };
  }, [file, media, onFacts]);
  useEffect(() => {
    if (resumedAt === undefined) return;
    const timer = setTimeout(() => setResumedAt(undefined), RESUMED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [resumedAt]);
  const startOver = (): void => {
    setResumedAt(undefined);
    if (media === null) return;
    media.currentTime = 0;
    media.focus();
  };
  const label = file === undefined ? t.player : displayName(file);
  return (
    <div class={`stage stage-${kind}`}>
      {kind === 'video' && (
        // biome-ignore lint/a11y/useMediaCaption: files of a TNV system come without captions
        <video ref={setMedia} controls playsInline preload="auto" aria-label={label} />
      )}
      {kind === 'audio' && (
        // biome-ignore lint/a11y/useMediaCaption: files of a TNV system come without captions
        <audio ref={setMedia} controls preload="metadata" aria-label={label} />
      )}
      {kind === 'image' && file !== undefined && <img src={file.url} alt={label} />}
      {kind === 'other' && <Unplayable file={file} />}
      {resumedAt !== undefined && (
        <div class="stage-note">
          {t.resumedAt(formatDuration(resumedAt))}
          <button type="button" onClick={startOver}>
            {t.startOver}
          </button>
        </div>
      )}
      {state === 'reconnecting' && (
        <div class="stage-note" role="status">
          {t.reconnecting}
        </div>
      )}
      {state === 'unplayable' && <Unplayable file={file} />}
      {state === 'failed' && (
        <div class="stage-cover" role="alert">
          <Icon name="alert" />
          <p>{t.playbackFailed}</p>
          <button type="button" class="button" onClick={() => location.reload()}>
            {t.retry}
          </button>
        </div>
      )}
    </div>
  );
}

function Unplayable({ file }: { readonly file: MediaFile | undefined }) {
  const t = texts.value;
  return (
    <div class="stage-cover" role="alert">
      <Icon name="file" />
      <p>{t.cannotPlay}</p>
      {file !== undefined && (
        <a class="button" href={downloadUrl(file)} download={file.name || file.id}>
          <Icon name="download" />
          {t.download}
        </a>
      )}
    </div>
  );
}
