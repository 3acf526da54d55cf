import { useState } from 'preact/hooks';
import { asApiError, explain } from '../api/apiError.ts';
import { about, signOut } from '../api/viewer.ts';
import { language, speak, texts } from '../i18n/language.ts';
import { loadLibrary } from '../library/files.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { nextTheme, theme } from '../ui/theme.ts';
import { showToast } from '../ui/toasts.ts';
import { route } from './route.ts';
import { SignInDialog } from './SignInDialog.tsx';

const THEME = {
  auto: { icon: 'auto', text: 'themeAuto' },
  light: { icon: 'sun', text: 'themeLight' },
  dark: { icon: 'moon', text: 'themeDark' },
} as const;

/** The bar on top: where to go, who one is, language, colours. */
export function Header() {
  const t = texts.value;
  const { view } = route.value;
  const places = [
    { href: '#/', label: t.library, here: view === 'library' || view === 'play' },
    ...(about.value?.cluster !== false || view === 'cluster'
      ? [{ href: '#/cluster', label: t.cluster, here: view === 'cluster' }]
      : []),
    ...(about.value?.sim || view === 'sim' ? [{ href: '#/sim', label: t.simulator, here: view === 'sim' }] : []),
  ];
  const { icon, text } = THEME[theme.value];
  return (
    <header class="header">
      <a class="brand" href="#/" aria-label={`TNV, ${t.library}`}>
        <span class="brand-mark" aria-hidden="true">
          <Icon name="play" />
        </span>
        <span class="brand-name">TNV</span>
      </a>
      <nav class="tabs" aria-label={t.mainNavigation}>
        {places.map(({ href, label, here }) => (
          <a key={href} class="tab" href={href} aria-current={here ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div class="header-tools">
        <Account />
        <button
          type="button"
          class="text-button"
          lang={language.value === 'en' ? 'zh-CN' : 'en'}
          onClick={() => speak(language.value === 'en' ? 'zh' : 'en')}
        >
          {t.switchLanguage}
        </button>
        <IconButton icon={icon} label={t[text]} onClick={nextTheme} />
      </div>
    </header>
  );
}

/** Signing in and out, where the gateway asks for a token. */
function Account() {
  const [asking, setAsking] = useState(false);
  const t = texts.value;
  const known = about.value;
  if (known === undefined) return null;
  const { possible, done } = known.login;
  if (!possible) return null;
  if (!done) {
    return (
      <>
        <button type="button" class="text-button account" onClick={() => setAsking(true)}>
          <Icon name="key" />
          <span>{t.signIn}</span>
        </button>
        {asking && <SignInDialog onClose={() => setAsking(false)} />}
      </>
    );
  }
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      showToast(texts.value.signedOut);
      await loadLibrary();
    } catch (error) {
      showToast(explain(asApiError(error), texts.value), { tone: 'bad' });
    }
  };
  return <IconButton icon="leave" label={t.signOut} onClick={() => void leave()} />;
}
