import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import { Notice } from '../ui/Notice.tsx';

/** A view whose code is fetched when it is first looked at. */
export function lazyView<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let View: ComponentType<P> | undefined;
  return function LazyView(props: P) {
    const [state, setState] = useState<'loading' | 'ready' | 'failed'>(View === undefined ? 'loading' : 'ready');
    useEffect(() => {
      if (state !== 'loading') return;
      let left = false;
      load().then(
        (loaded) => {
          View = loaded;
          if (!left) setState('ready');
        },
        () => {
          if (!left) setState('failed');
        },
      );
      return () => {
        left = true;
      };
    }, [state]);
    if (View !== undefined) return <View {...props} />;
    if (state !== 'failed') return null;
    return (
      <Notice icon="alert" alone title={texts.value.gatewayUnreachable}>
        <button type="button" class="button" onClick={() => location.reload()}>
          {texts.value.retry}
        </button>
      </Notice>
    );
  };
}
