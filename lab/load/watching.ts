/** What a browser's viewer saw of a video. */
export interface Watching {
  /** Seconds: how far the picture came, and how long the video is. */
  readonly playedTo: number;
  readonly duration: number;
  /** Milliseconds for which the picture went no further, at most, after it had begun. */
  readonly longestStallMs: number;
  /** When the browser asked for the video or a part of it, on the clock of all processes of this machine. */
  readonly askedMs: readonly number[];
}

/** A line of a browser's process: the picture moves, and in the end all of it. */
export type WatchingLine = { readonly isMoving: true } | { readonly watched: Watching };
