// What base against head leaves in a result file: what was compared, and of each benchmark the raw pairs and the verdict.

import { z } from 'zod';

const count = z.int().nonnegative();

/** `regressed`: head is slower than base, `improved`: faster, each by more than the floor. */
const comparisonVerdictSchema = z.enum(['regressed', 'fine', 'cannot tell', 'improved']);

/** Of one quantile. Ratios are of head to base: 1.05 is 5% slower. */
const comparedJudgementSchema = z.object({
  ratio: z.number().positive(),
  /** Bounds of its 98% interval: each end is to hold with 99%. */
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
  /** Differences up to this one are none: 0.03 is 3%. */
  floor: z.number().nonnegative(),
  /** The smallest slowdown that these pairs could have shown, as the floor. */
  smallestEffect: z.number().nonnegative(),
  verdict: comparisonVerdictSchema,
});

/**
 * One block of calls of each side, next to each other: p50, p95 and number of calls of base, then of head. Durations are of one
 * call, whatever that does, with what it takes beside the operation.
 */
const comparedPairSchema = z.tuple([count, count, count, count, count, count]);

const comparedProcessSchema = z.object({
  /** The side that was loaded first. */
  first: z.enum(['base', 'head']),
  /** 2: it was to confirm what the first pass had found. */
  pass: z.union([z.literal(1), z.literal(2)]),
  pairs: z.array(comparedPairSchema),
});

/** Of what is not compared: who has it, or that the sides do other work. Of what cannot be told: that the time was over. */
const comparisonReasonSchema = z.enum(['only base', 'only head', 'neither', 'other work', 'time over']);

/** One operation of a store on one dataset, on both sides. */
export const comparisonSchema = z.object({
  row: z.literal('comparison'),
  /** `head against itself`: it is loaded twice, and whatever differs is noise. */
  kind: z.enum(['base against head', 'head against itself']),
  operation: z.string(),
  store: z.string(),
  records: count,
  profile: z.string(),
  /** Whether both sides were loaded in each process, or each has one of its own and they took turns. */
  manner: z.enum(['one process', 'two processes']),
  processes: z.array(comparedProcessSchema),
  /** What playing it took in all processes, with what is not timed. Absent in older files and of what was not played. */
  durationNs: count.optional(),
  /** Null where there are none. Of the second pass, where there was one. */
  p50: comparedJudgementSchema.nullable(),
  /** Null too where all blocks were too short for it. Of the pairs whose blocks have 20 calls. */
  p95: comparedJudgementSchema.nullable(),
  /** `not compared`: only one side has it, neither offers it, or the two do other work. `failed`: a side could not play it. */
  verdict: z.enum([...comparisonVerdictSchema.options, 'not compared', 'failed']),
  /** Why it is not compared, or was not decided; an improvement or a failure needs none. */
  reason: comparisonReasonSchema.optional(),
  /** For people: which side, and why. */
  detail: z.string(),
});

/** A head that was made slower on purpose, to see whether that is found: by which share of their durations, and which calls. */
export const plantedSchema = z.object({
  share: z.number().positive(),
  calls: z.enum(['all', 'every tenth']),
});

/** Once a run, behind its comparisons. */
export const comparingSchema = z.object({
  row: z.literal('comparing'),
  /** What the two sides are, for people. */
  base: z.string(),
  head: z.string(),
  /** Of base against head, those that were not compared left out. */
  comparisons: count,
  processes: count,
  /** How likely a run on two equal sides is to call any of the comparisons regressed, at most. */
  familyAlarmRate: z.number().min(0).max(1),
  /** The largest of all comparisons: any slowdown of at least this would have been shown. Null without one. */
  smallestEffect: z.object({
    p50: z.number().nonnegative().nullable(),
    p95: z.number().nonnegative().nullable(),
  }),
  planted: plantedSchema.optional(),
});

export type ComparisonReason = z.infer<typeof comparisonReasonSchema>;
export type ComparisonVerdict = z.infer<typeof comparisonVerdictSchema>;
export type ComparedJudgement = z.infer<typeof comparedJudgementSchema>;
export type ComparedPair = z.infer<typeof comparedPairSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Comparing = z.infer<typeof comparingSchema>;
