// A way from the files of one store to those of another, and back.

export interface Migration {
  /** Names of subjects. */
  readonly from: string;
  readonly to: string;
  /** Moves everything from the home of the one to the empty home of the other; what it read stays as it is. */
  run(fromHome: string, toHome: string): void | Promise<void>;
  /** The way back, into an empty home. Without it nothing is said about one. */
  back?(fromHome: string, toHome: string): void | Promise<void>;
}
