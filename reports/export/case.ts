// A verdict as services take it that show them one by one: test views of build servers, annotations of a pull request.

export interface Case {
  readonly name: string;
  /** Skipped: it could not be decided, or decides nothing. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** With the figures; of one that passed it may be empty. */
  readonly message: string;
  /** What kind of failure it is; default: a check. */
  readonly type?: 'check' | 'threshold' | 'regression';
  /** How long it took to find out, where that is known. */
  readonly durationNs?: number;
  /** Where what was asked stands. */
  readonly place?: Place;
  /** It has no vote: nobody is to be disturbed by it. */
  readonly isQuiet?: boolean;
}

/** In sources. */
export interface Place {
  /** As the reader of the cases names it, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
}
