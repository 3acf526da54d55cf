import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

interface NoticeProps {
  readonly icon: IconName;
  readonly title: string;
  /** Whether it is all there is, so that its title is the view's. */
  readonly alone?: boolean;
  readonly children?: ComponentChildren;
}

/** What fills a view that has nothing else to show. */
export function Notice({ icon, title, alone = false, children }: NoticeProps) {
  return (
    <div class="notice">
      <span class="notice-mark">
        <Icon name={icon} />
      </span>
      {alone ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}
