import { defineConfig } from 'vite';

/** Where `npm run dev:web` finds a gateway for everything that is not the page itself. */
const GATEWAY = process.env.TNV_GATEWAY ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  // Nothing is put into the page as text: its Content-Security-Policy lets in files of this site only. Spec: PAGE-OWN-CONTENT.
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox122', 'safari17.5'],
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/files', '/hls', '/session'].map((path) => [path, GATEWAY])),
  },
});
