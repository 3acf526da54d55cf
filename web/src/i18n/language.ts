import { computed, signal } from '@preact/signals';
import { remembered } from '../ui/remembered.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';
import { zh } from './zh.ts';

export type Language = 'en' | 'zh';

const TEXTS: Readonly<Record<Language, Texts>> = { en, zh };

/** The first of the viewer's languages that the page knows; English when it knows none. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'zh' || base === 'en') return base;
  }
  return 'en';
}

const kept = remembered('language', (text): text is Language => text === 'en' || text === 'zh');

/** The language the page speaks. */
export const language = signal<Language>(kept.read() ?? preferredLanguage(navigator.languages));

/** What the page says, in its language; reading it in a component renders that again when the language changes. */
export const texts = computed<Texts>(() => TEXTS[language.value]);

/** For `Intl` and the `lang` attribute. */
export const languageTag = computed(() => (language.value === 'zh' ? 'zh-CN' : 'en'));

/** Changes the language and keeps it for the next visit. Spec: PAGE-LANGUAGE. */
export function speak(next: Language): void {
  language.value = next;
  kept.write(next);
}
