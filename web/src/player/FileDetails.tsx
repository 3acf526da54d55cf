import type { MediaFile } from '../api/types.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/duration.ts';
import { formatWhen } from '../format/time.ts';
import { languageTag, texts } from '../i18n/language.ts';
import type { MediaFacts } from './PlayerTools.tsx';

interface FileDetailsProps {
  readonly file: MediaFile;
  readonly facts: MediaFacts | undefined;
  /** Whether it is something that keys play. */
  readonly keys: boolean;
}

/** What is known about a file, and the keys that play it. */
export function FileDetails({ file, facts, keys }: FileDetailsProps) {
  const t = texts.value;
  const tag = languageTag.value;
  const length = facts !== undefined && Number.isFinite(facts.duration) ? formatDuration(facts.duration) : '–';
  const picture = facts !== undefined && facts.width > 0 ? `${facts.width} × ${facts.height}` : '–';
  const uploaded = file.uploadedAt === null ? t.unknown : formatWhen(Date.parse(file.uploadedAt), tag);
  const rows: readonly (readonly [name: string, value: string])[] = [
    ...(keys ? ([[t.detailLength, length]] as const) : []),
    ...(keys ? ([[t.detailPicture, picture]] as const) : []),
    [t.detailSize, formatBytes(file.size, tag)],
    [t.detailType, file.type || t.unknown],
    [t.detailUploaded, uploaded],
  ];
  return (
    <div class="details">
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div class="facts-wide">
          <dt>{t.detailId}</dt>
          <dd class="code">{file.id}</dd>
        </div>
      </dl>
      {keys && <Keys />}
    </div>
  );
}

function Keys() {
  const t = texts.value;
  const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
    [['Space', 'K'], t.keysPlayPause],
    [['←', '→'], t.keysSeek],
    [['J', 'L'], t.keysSeekFar],
    [['↑', '↓'], t.keysVolume],
    [['M'], t.keysMute],
    [['F'], t.keysFullscreen],
    [['0', '9'], t.keysJump],
    [['<', '>'], t.keysSpeed],
  ];
  return (
    <details class="keys">
      <summary>{t.keyboardHelp}</summary>
      <dl>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
