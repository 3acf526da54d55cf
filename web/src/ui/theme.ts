import { effect, signal } from '@preact/signals';
import { remembered } from './remembered.ts';

/** auto: as the system has it. */
export type Theme = 'auto' | 'light' | 'dark';

const ORDER: readonly Theme[] = ['auto', 'light', 'dark'];
const kept = remembered('theme', (text): text is Theme => ORDER.some((theme) => theme === text));

/** Which colours the page has. */
export const theme = signal<Theme>(kept.read() ?? 'auto');

/** Goes on to the next choice and keeps it. Spec: PAGE-THEME. */
export function nextTheme(): void {
  const next = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? 'auto';
  theme.value = next;
  kept.write(next === 'auto' ? undefined : next);
}

/** Keeps the document's colours as chosen. */
export function applyTheme(): void {
  effect(() => {
    if (theme.value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
