// The parts of a verification, by the names that results and options carry, and what was planted to see whether they find it.

import { z } from 'zod';

export const PARTS = [
  ...(['sequences', 'losslessness', 'isolation', 'crash', 'damage', 'faults'] as const),
  ...(['known bugs', 'mutants', 'checkers'] as const),
] as const;
export type PartName = (typeof PARTS)[number];

/** Something wrong that was put there on purpose, to see whether it is found. */
export const plantedSchema = z.object({
  row: z.literal('planted'),
  part: z.enum(PARTS),
  name: z.string(),
  what: z.string(),
  /** Where it happened for real: a public tracker. */
  source: z.string().optional(),
  /** What has to find it. */
  check: z.string(),
  found: z.boolean(),
  /** Why it changes nothing that anybody can see, so that it need not be found. */
  equivalent: z.string().optional(),
  tookMs: z.number().nonnegative(),
  /** What the check said, or why it said nothing. */
  detail: z.string(),
});
