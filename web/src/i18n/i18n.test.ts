import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { language, preferredLanguage, speak, texts } from './language.ts';
import { zh } from './zh.ts';

/** A text, or what its function makes of arguments that can be recognised. */
function sample(text: unknown): string {
  return typeof text === 'function' ? String(text('«1»', '«2»', '«3»')) : String(text);
}

// Spec: PAGE-LANGUAGE
describe('the texts of the page', () => {
  it('are the same in both languages', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en) as (keyof typeof en)[])('say %s with the same words put in', (key) => {
    const put = (text: unknown): string[] => (sample(text).match(/«\d»/g) ?? []).sort();
    expect(typeof zh[key]).toBe(typeof en[key]);
    expect(sample(zh[key])).not.toBe('');
    expect([...new Set(put(zh[key]))]).toEqual([...new Set(put(en[key]))]);
  });

  it('are Chinese in Chinese, with the punctuation of Chinese', () => {
    const chinese = Object.entries(zh).filter(([key]) => key !== 'switchLanguage');
    const wordless = new Set(['uploadProgress']);
    for (const [key, text] of chinese) {
      if (!wordless.has(key)) expect(sample(text)).toMatch(/\p{Script=Han}/u);
      expect(sample(text)).not.toMatch(/\p{Script=Han}[,;:?!()]/u);
    }
  });
});

// Spec: PAGE-LANGUAGE
describe('the language of the page', () => {
  it.each([
    [['zh-CN', 'en'], 'zh'],
    [['zh-Hant-TW'], 'zh'],
    [['de-AT', 'zh', 'en'], 'zh'],
    [['en-GB', 'zh'], 'en'],
    [['de', 'fr'], 'en'],
    [[], 'en'],
  ])('for a viewer of %j is %s', (wanted, expected) => {
    expect(preferredLanguage(wanted)).toBe(expected);
  });

  it('changes when the viewer says so', () => {
    speak('zh');
    expect([language.value, texts.value.library]).toEqual(['zh', '媒体库']);
    speak('en');
    expect([language.value, texts.value.library]).toEqual(['en', 'Library']);
  });
});

it('no text is kept that the page never says', () => {
  const sources = Object.values(
    import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true }),
  );
  const page = sources.join('\n');
  const unsaid = Object.keys(en).filter(
    (key) => !new RegExp(`(?:\\bt|\\btexts|\\.value|\\.peek\\(\\))\\.${key}\\b|'${key}'`).test(page),
  );
  expect(unsaid).toEqual([]);
});
