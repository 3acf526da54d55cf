import { Icon, type IconName } from './Icon.tsx';

interface IconButtonProps {
  readonly icon: IconName;
  /** What it does, in words. */
  readonly label: string;
  readonly onClick: () => void;
  readonly class?: string;
}

/** A button that shows a drawing, and its words as a tip. */
export function IconButton({ icon, label, onClick, class: more = '' }: IconButtonProps) {
  return (
    <button type="button" class={`icon-button ${more}`} aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
