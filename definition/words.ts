// How results are told. It goes into the header of a result file, so that a report needs nothing but the file.

import type { Claim, Target } from '../contract/tests.ts';

export interface Words {
  /** What one record is, such as ["note", "notes"]. Default: record, records. */
  readonly record?: readonly [one: string, many: string];
  /** The store that is to be proved, and the one that it is compared with. Default: the last and the first that are no model. */
  readonly candidate?: string;
  readonly baseline?: string;
  /** Titles of subjects, workloads and profiles; a name without one is shown as it is. */
  readonly titles?: Readonly<Record<string, string>>;
  /** What somebody promised of the candidate. */
  readonly claims?: readonly Claim[];
  /** What it is to reach, in the report and in the gate. */
  readonly targets?: readonly Target[];
}
