/** Keeps one copy of each text, however often it comes over the wire. */
export class SameText {
  readonly #known = new Map<string, string>();

  /** The copy of `text` that is kept. */
  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, text);
    return text;
  }
}
