// A chart that is drawn: what stands above it, and itself.

export interface Chart {
  readonly title: string;
  /** Escaped; goes into the page as it is. */
  readonly svg: string;
}
