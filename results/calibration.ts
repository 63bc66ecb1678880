// What a calibration leaves in a result file: how often the gate called a benchmark regressed, by what was planted in it.

import { z } from 'zod';
import { plantedSchema } from './comparison.ts';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** A gate that compares one process of the head with one of the base from the gate before, as a stored figure. */
const fixedSchema = z.object({
  quantile: z.enum(['p50', 'p95']),
  /** What is above it by more is called regressed. */
  percent: z.number().positive(),
  gates: count,
  regressed: count,
});

/** Of one benchmark on one machine. Sums go on from calibration to calibration; the evidence is in `comparison` rows. */
export const calibrationSchema = z.object({
  row: z.literal('calibration'),
  operation: z.string(),
  store: z.string(),
  records: count,
  profile: z.string(),
  /** Null: nothing, the head is the base. */
  planted: plantedSchema.nullable(),
  gates: count,
  /** Confirmed by a second pass. */
  regressed: count,
  /** By the first pass. */
  seemedRegressed: count,
  cannotTell: count,
  /** Wall time of all these gates, shared among their benchmarks. */
  durationNs: count,
  /** Bounds of the share that was regressed; each holds with 95%. */
  shareLow: share,
  shareHigh: share,
  fixed: z.array(fixedSchema),
  /** The ratios of head to base that were found, one a gate. */
  ratios: z.object({ p50: z.array(z.number().positive()), p95: z.array(z.number().positive()) }),
});

export type CalibrationRow = z.infer<typeof calibrationSchema>;
