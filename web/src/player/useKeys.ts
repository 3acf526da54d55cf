import { useEffect } from 'preact/hooks';
import { playerKey } from './playerKey.ts';

/** Elements that want the keys for themselves. */
const OWN_KEYS = 'input, select, textarea, button, a, summary, [contenteditable]';

/** Plays by keys as long as the player is there. */
export function useKeys(media: HTMLMediaElement | null): void {
  useEffect(() => {
    if (media === null) return;
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(`${OWN_KEYS}, dialog`) !== null) return;
      const action = playerKey(event.key);
      // The browser's own controls know space and arrows; which of them has the focus cannot be seen from here.
      if (action === undefined || (event.target === media && action.native)) return;
      event.preventDefault();
      action.run(media);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [media]);
}
