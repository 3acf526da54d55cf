import { useRef } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import { Icon } from '../ui/Icon.tsx';
import { uploadQueue } from './uploads.ts';

/** Lets the viewer choose files to upload. */
export function UploadButton({ main = false }: { readonly main?: boolean }) {
  const chooser = useRef<HTMLInputElement>(null);
  const chosen = (): void => {
    const input = chooser.current;
    if (input === null) return;
    uploadQueue.add([...(input.files ?? [])]);
    // The same file chosen again is a change again.
    input.value = '';
  };
  return (
    <>
      <button type="button" class={`button ${main ? 'button-main' : ''}`} onClick={() => chooser.current?.click()}>
        <Icon name="upload" />
        {texts.value.upload}
      </button>
      <input ref={chooser} type="file" multiple hidden aria-label={texts.value.upload} onChange={chosen} />
    </>
  );
}
