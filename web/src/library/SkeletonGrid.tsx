import { texts } from '../i18n/language.ts';

/** Cards of the size of those to come. */
export function SkeletonGrid() {
  return (
    <div role="status">
      <span class="visually-hidden">{texts.value.loadingFiles}</span>
      <ul class="grid skeleton" aria-hidden="true">
        {Array.from({ length: 8 }, (_, at) => (
          <li key={at} class="card">
            <div class="poster" />
            <div class="card-text">
              <span class="skeleton-line" />
              <span class="skeleton-line skeleton-short" />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
