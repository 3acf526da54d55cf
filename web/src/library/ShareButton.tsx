import { useState } from 'preact/hooks';
import type { MediaFile } from '../api/types.ts';
import { about } from '../api/viewer.ts';
import { routeHash } from '../app/route.ts';
import { displayName } from '../format/fileName.ts';
import { texts } from '../i18n/language.ts';
import { copyText } from '../ui/copyText.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { showToast } from '../ui/toasts.ts';
import { ShareDialog } from './ShareDialog.tsx';

/** Gives the viewer a link to hand on: to this page, or, where watching is restricted, one that expires. */
export function ShareButton({ file, words = false }: { readonly file: MediaFile; readonly words?: boolean }) {
  const t = texts.value;
  const [open, setOpen] = useState(false);
  const restricted = about.value?.read.restricted ?? false;
  const share = async (): Promise<void> => {
    if (restricted) return setOpen(true);
    const link = new URL(routeHash({ view: 'play', id: file.id }), location.href).href;
    if (await copyText(link)) showToast(texts.value.linkCopied);
    else showToast(link, { stayMs: 30_000 });
  };
  const run = (): void => void share();
  return (
    <>
      {words ? (
        <button type="button" class="button" onClick={run}>
          <Icon name="link" />
          {restricted ? t.share : t.copyLink}
        </button>
      ) : (
        <IconButton icon="link" label={t.copyLinkOf(displayName(file))} onClick={run} />
      )}
      {open && <ShareDialog file={file} onClose={() => setOpen(false)} />}
    </>
  );
}
