import { useId, useRef, useState } from 'preact/hooks';
import { asApiError, explain } from '../api/apiError.ts';
import { signIn } from '../api/viewer.ts';
import { texts } from '../i18n/language.ts';
import { loadLibrary } from '../library/files.ts';
import { showToast } from '../ui/toasts.ts';

/** A token, and what is wrong with it. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn?: () => void }) {
  const t = texts.value;
  const field = useRef<HTMLInputElement>(null);
  const [fieldId, wrongId] = [useId(), useId()];
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(field.current?.value ?? '');
      showToast(texts.value.signedIn);
      onSignedIn?.();
      await loadLibrary();
    } catch (thrown) {
      const error = asApiError(thrown);
      setWrong(error.status === 403 ? texts.value.wrongToken : explain(error, texts.value));
      field.current?.select();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <p>{t.signInWhy}</p>
      <label for={fieldId}>{t.token}</label>
      <input
        ref={field}
        id={fieldId}
        class="field"
        type="password"
        autocomplete="current-password"
        required
        aria-invalid={wrong !== ''}
        aria-describedby={wrongId}
      />
      <p id={wrongId} class="form-wrong" role="alert">
        {wrong}
      </p>
      <button type="submit" class="button button-main" disabled={busy}>
        {t.signIn}
      </button>
    </form>
  );
}
