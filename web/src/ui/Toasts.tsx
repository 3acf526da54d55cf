import { useRef } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import { Icon } from './Icon.tsx';
import { IconButton } from './IconButton.tsx';
import { dropToast, holdToast, type Toast, toasts } from './toasts.ts';
import { useFocusKept } from './useFocusKept.ts';

/** The notices at the edge of the page. Their time stands still while the pointer or the keyboard is on them. */
export function Toasts() {
  const area = useRef<HTMLElement>(null);
  useFocusKept(area, { stays: false });
  return (
    <section ref={area} class="toasts" aria-label={texts.value.notifications}>
      {toasts.value.map((toast) => (
        <ToastItem key={toast.key} toast={toast} />
      ))}
    </section>
  );
}

function ToastItem({ toast }: { readonly toast: Toast }) {
  const { key, action } = toast;
  const hold = (): void => holdToast(key, true);
  const release = (event: Event): void => {
    const inside = event.currentTarget instanceof Element ? event.currentTarget : null;
    if (inside?.matches(':hover') && event.type !== 'mouseleave') return;
    if (inside?.querySelector(':focus-visible') && event.type !== 'focusout') return;
    holdToast(key, false);
  };
  const holdForKeyboard = (event: FocusEvent): void => {
    if (event.target instanceof Element && event.target.matches(':focus-visible')) hold();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only its clock is stopped, nothing can be done with it
    <div
      class={`toast toast-${toast.tone} ${toast.held ? 'toast-held' : ''}`}
      onMouseEnter={hold}
      onMouseLeave={release}
      onFocusIn={holdForKeyboard}
      onFocusOut={release}
    >
      {toast.tone === 'bad' && <Icon name="alert" />}
      <p>{toast.text}</p>
      {action && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            dropToast(key);
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton icon="close" label={texts.value.close} onClick={() => toast.countdown.finish()} />
      {action && <span class="toast-clock" style={{ animationDuration: `${toast.stayMs}ms` }} />}
    </div>
  );
}
