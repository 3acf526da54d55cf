import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { asApiError, explain } from '../api/apiError.ts';
import { about, aboutError, loadAbout } from '../api/viewer.ts';
import { SignInForm } from '../app/SignInForm.tsx';
import { useTitle } from '../app/useTitle.ts';
import { texts } from '../i18n/language.ts';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { showToast } from '../ui/toasts.ts';
import { UploadButton } from '../upload/UploadButton.tsx';
import { FileGrid } from './FileGrid.tsx';
import { files, libraryState, loadingMore, loadLibrary, loadMore, nextPage } from './files.ts';
import { PlayById } from './PlayById.tsx';
import { SkeletonGrid } from './SkeletonGrid.tsx';

/** How far down the viewer was when it left the library. */
let scrolledTo = 0;

/** The user's files. */
export function LibraryView() {
  const t = texts.value;
  const [query, setQuery] = useState('');
  useTitle('');
  useLayoutEffect(() => {
    scrollTo(0, scrolledTo);
    return () => {
      scrolledTo = scrollY;
    };
  }, []);
  useEffect(() => {
    void loadLibrary();
  }, []);
  const locked = about.value?.read.allowed === false;
  const many = files.value.length > 0 && !locked;
  return (
    <>
      <div class="view-head">
        <h1>{t.library}</h1>
        <span class="view-count">{many && t.fileCount(files.value.length, nextPage.value !== null)}</span>
        <div class="view-tools">
          {many && files.value.length > 6 && <SearchField label={t.filterFiles} value={query} onInput={setQuery} />}
          {about.value?.write.allowed && <UploadButton main={many} />}
        </div>
      </div>
      <Body query={query} />
    </>
  );
}

function Body({ query }: { readonly query: string }) {
  const t = texts.value;
  const state = libraryState.value;
  if (about.value?.read.allowed === false) {
    return (
      <Notice icon="key" title={t.signInToWatch}>
        {about.value?.login.possible ? <SignInForm /> : <p>{t.linksOnly}</p>}
      </Notice>
    );
  }
  if (aboutError.value !== undefined && state.kind !== 'ready') return <Failed why={t.gatewayUnreachable} />;
  if (state.kind === 'failed' && files.value.length === 0) return <Failed why={explain(state.error, t)} />;
  if (state.kind === 'loading') return <SkeletonGrid />;
  if (state.kind === 'unsupported') {
    return (
      <>
        <Notice icon="alert" title={t.listingUnsupportedTitle}>
          <p>{t.listingUnsupportedText}</p>
          <PlayById />
        </Notice>
        <FileGrid files={files.value} />
      </>
    );
  }
  if (files.value.length === 0) return <Empty />;
  const wanted = query.trim().toLowerCase();
  const shown = files.value.filter(({ name, id }) => `${name}\n${id}`.toLowerCase().includes(wanted));
  return (
    <>
      {shown.length === 0 ? <p class="nothing">{t.nothingMatches(query)}</p> : <FileGrid files={shown} />}
      {nextPage.value !== null && <More />}
    </>
  );
}

function More() {
  const more = (): void => {
    loadMore().catch((error: unknown) => showToast(explain(asApiError(error), texts.value), { tone: 'bad' }));
  };
  return (
    <div class="more">
      <button type="button" class="button" disabled={loadingMore.value} onClick={more}>
        {texts.value.loadMore}
      </button>
    </div>
  );
}

function Failed({ why }: { readonly why: string }) {
  const again = (): void => {
    void loadAbout();
    void loadLibrary();
  };
  return (
    <Notice icon="alert" title={texts.value.libraryFailed}>
      <p>{why}</p>
      <button type="button" class="button" onClick={again}>
        <Icon name="retry" />
        {texts.value.retry}
      </button>
    </Notice>
  );
}

function Empty() {
  const t = texts.value;
  const writable = about.value?.write.allowed ?? false;
  return (
    <Notice icon="film" title={t.emptyTitle}>
      <p>{writable ? t.emptyUpload : t.emptyReadOnly}</p>
      {writable && <UploadButton main />}
    </Notice>
  );
}
