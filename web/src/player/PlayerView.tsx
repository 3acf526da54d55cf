import { useEffect, useState } from 'preact/hooks';
import { type ApiError, asApiError, explain } from '../api/apiError.ts';
import { fetchFile } from '../api/files.ts';
import type { MediaFile } from '../api/types.ts';
import { useTitle } from '../app/useTitle.ts';
import { displayName } from '../format/fileName.ts';
import { mediaKind } from '../format/mediaType.ts';
import { texts } from '../i18n/language.ts';
import { files } from '../library/files.ts';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { FileDetails } from './FileDetails.tsx';
import { MediaStage } from './MediaStage.tsx';
import { type MediaFacts, PlayerTools } from './PlayerTools.tsx';

/** One file, played. Spec: PAGE-WHOLE-PICTURE. */
export function PlayerView({ id }: { readonly id: string }) {
  const t = texts.value;
  const [file, setFile] = useState<MediaFile | undefined>(() => files.peek().find((known) => known.id === id));
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const [facts, setFacts] = useState<MediaFacts | undefined>(undefined);
  const [media, setMedia] = useState<HTMLMediaElement | null>(null);
  useTitle(file === undefined ? t.player : displayName(file));
  useEffect(() => {
    scrollTo(0, 0);
    if (file !== undefined) return;
    setError(undefined);
    const left = new AbortController();
    fetchFile(id, left.signal).then(setFile, (thrown: unknown) => {
      if (!left.signal.aborted) setError(asApiError(thrown));
    });
    return () => left.abort();
  }, [id, turn]);
  if (error !== undefined) {
    return (
      <Notice icon="alert" alone title={explain(error, t)}>
        {error.status !== 404 && (
          <button type="button" class="button button-main" onClick={() => setTurn(turn + 1)}>
            <Icon name="retry" />
            {t.retry}
          </button>
        )}
        <a class="button" href="#/">
          {t.backToLibrary}
        </a>
      </Notice>
    );
  }
  return (
    <article class="player">
      <a class="back-link" href="#/">
        <Icon name="back" />
        {t.library}
      </a>
      <MediaStage file={file} onMedia={setMedia} onFacts={setFacts} />
      <h1 class="player-name">{displayName(file ?? { id, name: '' })}</h1>
      {file !== undefined && (
        <>
          <PlayerTools file={file} media={media} />
          <FileDetails file={file} facts={facts} keys={['video', 'audio'].includes(mediaKind(file.type))} />
        </>
      )}
    </article>
  );
}
