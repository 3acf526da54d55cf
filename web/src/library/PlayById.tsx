import { useId, useRef } from 'preact/hooks';
import { goTo } from '../app/route.ts';
import { texts } from '../i18n/language.ts';

/** Plays a file whose id the viewer knows. */
export function PlayById() {
  const t = texts.value;
  const fieldId = useId();
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const id = field.current?.value.trim() ?? '';
    if (id !== '') goTo({ view: 'play', id });
  };
  return (
    <form class="form form-line" onSubmit={submit}>
      <label for={fieldId}>{t.fileId}</label>
      <input
        ref={field}
        id={fieldId}
        class="field field-code"
        type="text"
        autocomplete="off"
        spellcheck={false}
        required
      />
      <button type="submit" class="button button-main">
        {t.play}
      </button>
    </form>
  );
}
