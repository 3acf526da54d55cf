import { useId, useState } from 'preact/hooks';
import { asApiError, explain } from '../api/apiError.ts';
import { makeLink } from '../api/files.ts';
import type { MediaFile, SignedLink } from '../api/types.ts';
import { formatWhen } from '../format/time.ts';
import { languageTag, texts } from '../i18n/language.ts';
import { copyText } from '../ui/copyText.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { showToast } from '../ui/toasts.ts';

interface ShareDialogProps {
  readonly file: MediaFile;
  readonly onClose: () => void;
}

/** Makes a link to a file that works until it expires. */
export function ShareDialog({ file, onClose }: ShareDialogProps) {
  const t = texts.value;
  const [forId, linkId] = [useId(), useId()];
  const [seconds, setSeconds] = useState(86_400);
  const [link, setLink] = useState<SignedLink | undefined>(undefined);
  const [wrong, setWrong] = useState('');
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      setLink(await makeLink(file.id, seconds));
      setWrong('');
    } catch (error) {
      setWrong(explain(asApiError(error), texts.value));
    }
  };
  const address = link === undefined ? '' : new URL(link.url, location.href).href;
  const copy = async (): Promise<void> => {
    if (await copyText(address)) showToast(texts.value.linkCopied);
  };
  return (
    <Dialog title={t.shareTitle} onClose={onClose}>
      <form class="form" onSubmit={(event) => void make(event)}>
        <p>{t.shareText}</p>
        <label for={forId}>{t.shareFor}</label>
        <select
          id={forId}
          class="field"
          value={seconds}
          onChange={(event) => setSeconds(Number(event.currentTarget.value))}
        >
          <option value={3_600}>{t.shareHour}</option>
          <option value={86_400}>{t.shareDay}</option>
          <option value={604_800}>{t.shareWeek}</option>
        </select>
        <button type="submit" class="button button-main">
          {t.shareMake}
        </button>
        <p class="form-wrong" role="alert">
          {wrong}
        </p>
      </form>
      {link !== undefined && (
        <div class="form" role="status">
          <label for={linkId}>{t.shareLink}</label>
          <div class="form-line">
            <input id={linkId} class="field field-code" type="text" readOnly value={address} />
            <button type="button" class="button" onClick={() => void copy()}>
              {t.copy}
            </button>
          </div>
          <p>{t.shareUntil(formatWhen(Date.parse(link.expiresAt), languageTag.value))}</p>
        </div>
      )}
    </Dialog>
  );
}
