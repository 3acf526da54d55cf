import './styles/index.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { loadAbout } from './api/viewer.ts';
import { App } from './app/App.tsx';
import { followAddress } from './app/route.ts';
import { languageTag } from './i18n/language.ts';
import { flushDeletes } from './library/deletions.ts';
import { applyTheme } from './ui/theme.ts';
import { guardUploads } from './upload/uploads.ts';

applyTheme();
effect(() => {
  document.documentElement.lang = languageTag.value;
});
followAddress();
guardUploads();
addEventListener('pagehide', flushDeletes);

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
void loadAbout();
