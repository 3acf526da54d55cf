import { announcement } from '../ui/announce.ts';

/** Where a screen reader finds what has just happened. The same words twice are a new element, so they are read twice. */
export function Announcer() {
  const { text, turn } = announcement.value;
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
}
