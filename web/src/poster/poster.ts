/** What the page finds out about a video by looking into it. */
export interface Poster {
  /** Seconds. */
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** A frame; null when there is no picture, as in sound alone. */
  readonly picture: Blob | null;
}
