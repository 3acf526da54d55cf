/**
 * A setting of things that several faults may want at once: the newest one that still lasts counts, and when none
 * does the setting is what it was before.
 */
export class Layers<Owner extends object, Value> {
  readonly #read: (owner: Owner) => Value;
  readonly #write: (owner: Owner, value: Value) => void;
  readonly #layers = new WeakMap<Owner, { readonly before: Value; values: { readonly value: Value }[] }>();

  constructor(read: (owner: Owner) => Value, write: (owner: Owner, value: Value) => void) {
    this.#read = read;
    this.#write = write;
  }

  /** Sets `value`; the function that is returned takes it back. */
  add(owner: Owner, value: Value): () => void {
    const layers = this.#layers.get(owner) ?? { before: this.#read(owner), values: [] };
    this.#layers.set(owner, layers);
    const layer = { value };
    layers.values.push(layer);
    this.#write(owner, value);
    return () => {
      if (!layers.values.includes(layer)) return;
      layers.values = layers.values.filter((other) => other !== layer);
      const newest = layers.values.at(-1);
      this.#write(owner, newest === undefined ? layers.before : newest.value);
      if (newest === undefined) this.#layers.delete(owner);
    };
  }
}
