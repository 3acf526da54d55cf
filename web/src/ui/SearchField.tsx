import { Icon } from './Icon.tsx';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** Narrows down what is shown, while one types. */
export function SearchField({ label, value, onInput }: SearchFieldProps) {
  return (
    <span class="search">
      <Icon name="search" />
      <input
        class="field"
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </span>
  );
}
