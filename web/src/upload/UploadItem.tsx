import { explain } from '../api/apiError.ts';
import { routeHash } from '../app/route.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/duration.ts';
import { languageTag, texts } from '../i18n/language.ts';
import type { Texts } from '../i18n/texts.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { isActive, type Upload } from './uploadQueue.ts';
import { uploadQueue } from './uploads.ts';

/** One upload: how far it is, how fast, how long still, and what can be done about it. */
export function UploadItem({ upload }: { readonly upload: Upload }) {
  const t = texts.value;
  const { key, file, stage } = upload;
  const share = sentShare(upload);
  const active = isActive(upload);
  return (
    <li class={`upload upload-${stage.kind}`}>
      <span class="upload-name" title={file.name}>
        {stage.kind === 'done' ? <a href={routeHash({ view: 'play', id: stage.file.id })}>{file.name}</a> : file.name}
      </span>
      <span class="upload-tools">
        {(stage.kind === 'failed' || stage.kind === 'cancelled') && (
          <IconButton icon="retry" label={t.retryUpload(file.name)} onClick={() => uploadQueue.retry(key)} />
        )}
        {stage.kind === 'done' && (
          <span class="upload-ok">
            <Icon name="check" />
          </span>
        )}
        <IconButton
          icon="close"
          label={active ? t.cancelUpload(file.name) : t.dismissUpload(file.name)}
          onClick={() => (active ? uploadQueue.cancel(key) : uploadQueue.dismiss(key))}
        />
      </span>
      <progress class="progress" aria-label={file.name} max={1} {...(share === undefined ? {} : { value: share })} />
      <span class="upload-stage">{stageText(upload, t, languageTag.value)}</span>
    </li>
  );
}

/** How much is sent, 0 to 1; undefined while only the storage knows. */
function sentShare({ file, stage }: Upload): number | undefined {
  if (stage.kind === 'storing') return undefined;
  if (stage.kind === 'done') return 1;
  return stage.kind === 'sending' ? stage.sent / Math.max(1, file.size) : 0;
}

function stageText({ file, stage }: Upload, t: Texts, tag: string): string {
  const size = formatBytes(file.size, tag);
  switch (stage.kind) {
    case 'waiting':
      return `${t.uploadWaiting} · ${size}`;
    case 'sending': {
      const { sent, bytesPerSecond: speed } = stage;
      if (speed === undefined || speed === 0) return `${formatBytes(sent, tag)} / ${size}`;
      const left = t.timeLeft(formatDuration(Math.ceil((file.size - sent) / speed)));
      return `${t.uploadProgress(formatBytes(sent, tag), size, formatBytes(speed, tag))} · ${left}`;
    }
    case 'storing':
      return t.uploadStoring;
    case 'done':
      return `${t.uploadDone} · ${size}`;
    case 'failed':
      return explain(stage.error, t);
    case 'cancelled':
      return t.uploadCancelled;
  }
}
