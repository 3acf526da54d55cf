/** A choice that is kept in this browser. */
export interface Remembered<T extends string> {
  /** undefined when nothing that makes sense was kept. */
  read(): T | undefined;
  /** Keeps it; undefined forgets it. */
  write(value: T | undefined): void;
}

/** A browser that keeps nothing (private windows, storage switched off) costs the memory, never the page. */
export function remembered<T extends string>(name: string, known: (text: string) => text is T): Remembered<T> {
  const key = `tnv.${name}`;
  return {
    read() {
      try {
        const text = localStorage.getItem(key);
        return text !== null && known(text) ? text : undefined;
      } catch {
        return undefined;
      }
    },
    write(value) {
      try {
        if (value === undefined) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // Then it holds until the page is left.
      }
    },
  };
}
