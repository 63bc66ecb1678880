// What a run writes down: NDJSON, one row a line, a header first and a footer last. A file without its footer comes
// from a run that was cut short, and readers say so. Durations are integer nanoseconds, sizes are bytes.
// Not here: statistics over samples and verdicts on claims (reports), and any content of a record.

import { z } from 'zod';
import { calibrationSchema } from './calibration.ts';
import { comparingSchema, comparisonSchema } from './comparison.ts';
import { kneeSchema, loadSchema } from './load.ts';
import { PARTS, plantedSchema } from './verification.ts';
import { wordsSchema } from './words.ts';

export const RESULT_SCHEMA = 'storeproof.result/2';
/** Still read: it says `sessions` for `records`. */
export const RESULT_SCHEMA_BEFORE = 'storeproof.result/1';

const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** Where and with what the run was made. */
export const environmentSchema = z.object({
  platform: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  cpuCount: count,
  memoryBytes: count,
  nodeVersion: z.string(),
  /** Of what else the stores are made with, by name. */
  versions: z.record(z.string(), z.string()),
  fileSystem: z.string(),
  /** Median of a few fsyncs of one page on the file system of the run. */
  fsyncNsP50: count,
  /** Programs that ran or wanted to, over the last minute before the run; absent where the system does not say. */
  loadAverage: z.number().nonnegative().optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

export const headerSchema = z.object({
  row: z.literal('header'),
  schema: z.literal(RESULT_SCHEMA),
  command: z.string(),
  version: z.string(),
  /** Of the working tree, "unknown" outside one; "+changes" behind it when files differ from it, then a digest of the differences. */
  revision: z.string(),
  startedAt: z.string(),
  seed: count,
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  environment: environmentSchema,
  /** What the run calls its stores, operations and records. */
  definition: wordsSchema,
  /** Of the working tree that a definition of the user's own is in, said as `revision` is. Absent in older files. */
  definitionRevision: z.string().optional(),
  /** Where it is a part of a run: from 1, and of how many. */
  shard: z.object({ number: z.int().positive(), of: z.int().positive() }).optional(),
});

/** Something that was checked. `unknown` is for time-outs and checks that could not be made. */
export const checkSchema = z.object({
  row: z.literal('check'),
  area: z.enum(['equivalence', 'import', 'rewrite', 'verify', 'load', 'bench', ...PARTS]),
  subject: z.string(),
  name: z.string(),
  verdict: z.enum(['ok', 'fail', 'expected-fail', 'unknown']),
  /** Sums and sizes behind the verdict, such as { operations: 20000 } or { read: 10, imported: 9, aside: 1 }. */
  counts: z.record(z.string(), z.number()),
  /** For people; on a failure the counterexample and how to replay it. */
  detail: z.string(),
  /** Within which bounds it was checked, such as "every sequence of one or two of 6 changes". Absent: its counts say it. */
  bounds: z.string().optional(),
  /** The command that plays the finding again. */
  again: z.string().optional(),
  tookMs: z.number().nonnegative().optional(),
  /** It cannot be made with this definition or on this machine, for the reason in `detail`: nothing is held against it. */
  isMissing: z.literal(true).optional(),
});

/** What a trial got of the processors. Absent where the system does not say. */
const schedulingSchema = z.object({
  wallNs: count,
  cpuNs: count,
  /** Ready to run, and kept waiting for a processor. */
  waitNs: count.optional(),
  /** How often the processor was taken away. */
  involuntarySwitches: count,
});

/** What the engine of the benchmark makes of the samples of a trial. Absent in older files. */
const engineFiguresSchema = z.object({
  meanNs: count,
  /** Standard deviation. */
  sdNs: count,
  /** Half the 95% interval of the mean, in percent of it. Of this process alone: others scatter more. */
  rmePercent: z.number().nonnegative(),
  p99Ns: count,
});

/** Raw samples of one operation in one child process, in time order. */
const trialSchema = z.object({
  row: z.literal('trial'),
  operation: z.string(),
  store: z.string(),
  records: count,
  profile: z.string(),
  /** Position in the shuffled order of trials. */
  order: count,
  samplesNs: z.array(count).min(1),
  /** Of what the operation answered or left behind; equal for every store, or the trial measured something else. */
  workDigest: digest,
  scheduling: schedulingSchema.optional(),
  tinybench: engineFiguresSchema.optional(),
});

const sizeSchema = z.object({
  row: z.literal('size'),
  store: z.string(),
  records: count,
  profile: z.string(),
  bytes: count,
});

/** A figure that is neither a sample nor a load, such as records imported per second. */
const figureSchema = z.object({
  row: z.literal('figure'),
  name: z.string(),
  store: z.string(),
  records: count,
  /** Of the dataset, where it is one of the benchmark's. */
  profile: z.string().optional(),
  /** Of the benchmark that took it, once in every trial. Absent in older files, and of what a run takes once. */
  operation: z.string().optional(),
  /** Of the trial that took it, as in its row: two figures of one trial are one. */
  order: count.optional(),
  unit: z.string(),
  value: z.number(),
});

const share = z.number().min(0).max(1);

/** How busy the machine was during the run. Shares are of the time of all its processors, from the kernel's counters. */
export const machineSchema = z.object({
  processors: count,
  wallNs: count,
  loadAverage: z.number().nonnegative().optional(),
  idleShare: share,
  /** Used by programs that are not part of the run; absent where the system does not say. */
  othersShare: share.optional(),
  /** Given to other machines by the host. */
  stealShare: share,
});

const footerSchema = z.object({
  row: z.literal('footer'),
  finishedAt: z.string(),
  outcome: z.enum(['complete', 'interrupted']),
  /** Rows before the footer, the header included. */
  rows: count,
  machine: machineSchema.optional(),
});

export const resultRowSchema = z.discriminatedUnion('row', [
  headerSchema,
  checkSchema,
  plantedSchema,
  trialSchema,
  sizeSchema,
  loadSchema,
  kneeSchema,
  figureSchema,
  comparisonSchema,
  comparingSchema,
  calibrationSchema,
  footerSchema,
]);

export type { Arrival, Knee, Load, LoadOperation } from './load.ts';
export type Header = z.infer<typeof headerSchema>;
export type Check = z.infer<typeof checkSchema>;
export type Planted = z.infer<typeof plantedSchema>;
export type Scheduling = z.infer<typeof schedulingSchema>;
export type EngineFigures = z.infer<typeof engineFiguresSchema>;
export type Machine = z.infer<typeof machineSchema>;
export type Trial = z.infer<typeof trialSchema>;
export type Size = z.infer<typeof sizeSchema>;
export type Figure = z.infer<typeof figureSchema>;
export type Footer = z.infer<typeof footerSchema>;
export type ResultRow = z.infer<typeof resultRowSchema>;
/** A row that a part of a run produces; header and footer are the run's own. */
export type BodyRow = Exclude<ResultRow, Header | Footer>;
