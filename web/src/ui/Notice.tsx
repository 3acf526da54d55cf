import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

interface NoticeProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** What fills a view that has nothing else to show. */
export function Notice({ icon, title, children }: NoticeProps) {
  return (
    <div class="notice">
      <span class="notice-mark">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
