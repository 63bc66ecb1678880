// Where stores under test live.

/** What all subjects of a run share, beside the home that each has for itself. */
export interface Surroundings {
  /** An existing directory, for whatever the data refers to: the same path for every subject of the run. */
  readonly folder: string;
}
