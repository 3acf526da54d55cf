import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import { LibraryView } from '../library/LibraryView.tsx';
import { PlayerView } from '../player/PlayerView.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { DropZone } from '../upload/DropZone.tsx';
import { UploadPanel } from '../upload/UploadPanel.tsx';
import { Announcer } from './Announcer.tsx';
import { Footer } from './Footer.tsx';
import { Header } from './Header.tsx';
import { lazyView } from './lazyView.tsx';
import { type Route, route } from './route.ts';

const ClusterView = lazyView(async () => (await import('../cluster/ClusterView.tsx')).ClusterView);
const SimView = lazyView<{ seed: number | null }>(async () => (await import('../sim/SimView.tsx')).SimView);

/** The page: what is around the views, and the view of where the viewer is. */
export function App() {
  const place = route.value;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Another view is another page for those who do not see it change: the focus goes to its beginning.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [place.view, place.view === 'play' ? place.id : '']);
  return (
    <>
      <button type="button" class="skip-link" onClick={() => main.current?.focus()}>
        {texts.value.skipToContent}
      </button>
      <Header />
      <main id="content" ref={main} tabIndex={-1} class={`view view-${place.view}`}>
        <View place={place} />
      </main>
      <Footer />
      <DropZone />
      <div class="dock">
        <Toasts />
        <UploadPanel />
      </div>
      <Announcer />
    </>
  );
}

function View({ place }: { readonly place: Route }) {
  switch (place.view) {
    case 'library':
      return <LibraryView />;
    case 'play':
      return <PlayerView key={place.id} id={place.id} />;
    case 'cluster':
      return <ClusterView />;
    case 'sim':
      return <SimView seed={place.seed} />;
    case 'unknown':
      return (
        <Notice icon="search" alone title={texts.value.notFoundTitle}>
          <a class="button" href="#/">
            {texts.value.backToLibrary}
          </a>
        </Notice>
      );
  }
}
