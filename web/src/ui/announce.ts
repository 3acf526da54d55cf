import { signal } from '@preact/signals';

/** What a screen reader is to say next; the shell shows it in a live region. Spec: PAGE-ACCESSIBLE. */
export const announcement = signal<{ readonly text: string; readonly turn: number }>({ text: '', turn: 0 });

/** Has a screen reader say this when it is done with what it says. */
export function announce(text: string): void {
  announcement.value = { text, turn: announcement.value.turn + 1 };
}
