// A bug planted into one file of the sources: a piece of its text and what takes its place. The file itself is never changed: a process
// that runs a check loads it with the piece replaced (patched-child.ts).

import type { CheckName } from '../checks/checks.ts';

export interface Patch {
  readonly name: string;
  /** The bug, in a sentence. */
  readonly what: string;
  /** From the root of the sources. */
  readonly file: string;
  /** Stands in the file exactly once: otherwise the patch is of another time. */
  readonly from: string;
  readonly to: string;
  /** Which of the product's own checks has to report it. */
  readonly check: CheckName;
  /** Why no check can report it: whatever is asked, the answer is the same. */
  readonly equivalent?: string;
}

/** The patches of one file. */
export const inFile = (
  file: string,
  check: CheckName,
  patches: readonly (readonly [
    name: string,
    what: string,
    from: string,
    to: string,
    more?: Partial<Pick<Patch, 'check' | 'equivalent'>>,
  ])[],
): Patch[] => patches.map(([name, what, from, to, more]) => ({ name, what, file, from, to, check, ...more }));
