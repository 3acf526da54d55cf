/** What the three databases have in common. Methods reject with a `StoreError`. */
export interface Store {
  /** Resolves when the database has answered a question. */
  ping(): Promise<void>;
  /** Ends its connections. */
  close(): Promise<void>;
}
