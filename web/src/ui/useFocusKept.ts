import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/**
 * Has the focus stay near when a control of `area` that had it is gone after a render: in the same item of a list, or else in the
 * area, or else, and at once where there is nothing to stay for, at the content of the page. Spec: PAGE-ACCESSIBLE.
 */
export function useFocusKept(area: RefObject<HTMLElement | null>, { stays }: { readonly stays: boolean }): void {
  const { activeElement } = document;
  const had = area.current?.contains(activeElement) ? activeElement : null;
  const item = had?.closest('li');
  useLayoutEffect(() => {
    if (had === null || had.isConnected) return;
    const near = item?.isConnected ? item : area.current;
    const next = (stays ? near?.querySelector('button') : null) ?? document.getElementById('content');
    next?.focus();
  });
}
