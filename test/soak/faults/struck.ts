/** Something that went wrong, as it was done. */
export interface Struck {
  readonly kind: string;
  /** What, and whom it struck. */
  readonly text: string;
  readonly fromMs: number;
  /** undefined while it lasts. */
  untilMs: number | undefined;
}
