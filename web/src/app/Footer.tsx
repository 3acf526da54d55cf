import { about } from '../api/viewer.ts';

/** Whose files these are, and by what they are served. */
export function Footer() {
  const known = about.value;
  return (
    <footer class="footer">
      <span>{known === undefined ? '\u00a0' : `${known.appid} / ${known.userid}`}</span>
      <span>{known === undefined ? 'TNV' : `TNV ${known.version}`}</span>
    </footer>
  );
}
