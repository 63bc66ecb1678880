// What a load run writes down: what was asked of how many processes, what each operation took, how the run went second by
// second, and what its history showed. Latencies are of calls that succeeded, from the intended start.

import { z } from 'zod';

const count = z.int().nonnegative();
const rate = z.number().nonnegative();

/**
 * How many values lie in which bucket: [bucket, count] pairs, buckets rising (`statistics/histogram.ts` says what a bucket spans).
 * Histograms of processes, seconds and shards are merged by adding counts.
 */
export const histogramSchema = z.array(z.tuple([count, z.int().positive()]));

export const loadOperationSchema = z.object({
  operation: z.string(),
  does: z.enum(['read', 'write']),
  count,
  failed: count,
  throughputPerSecond: rate,
  /**
   * From the intended start: the end of the worker's operation before it, or in an open loop the time at which the
   * rate had it due. Null when none succeeded.
   */
  latencyNsP50: count.nullable(),
  latencyNsP95: count.nullable(),
  latencyNsP99: count.nullable(),
  latencyNsMax: count.nullable(),
  /**
   * As callers at a steady pace would have met it: calls that a worker could not begin while one took long count as
   * well, from when they were due. In an open loop this is `latencyNsP99`.
   */
  steadyNsP99: count.nullable().optional(),
  /** Of all latencies. Absent in older files. */
  latencyNs: histogramSchema.optional(),
});

/** Closed: each worker begins when its call before has ended. Else calls are due at a rate, whatever the store does. */
export const arrivalSchema = z.union([
  z.literal('closed'),
  z.object({
    /** Of all workers together. */
    askedPerSecond: z.number().positive(),
    achievedPerSecond: rate,
    /** How late the workers began calls that they were free for: the load generator's own lag. */
    lagNsP99: count.nullable(),
    lagNsMax: count.nullable(),
  }),
]);

/** One process of the load. */
export const loadWorkerSchema = z.object({
  /** Of the mix. */
  group: z.string(),
  succeeded: count,
  failed: count,
  /** Calls that met another process and waited. */
  waits: count,
  /** Null: it worked to the end. Else what a fault did to it, or why it died. */
  ended: z.string().nullable(),
});

/** What happened from `atNs` on, for as long as the time line's step. */
export const loadStepSchema = z.object({
  /** From the common start. */
  atNs: count,
  operations: z.record(
    z.string(),
    z.object({ count, failed: count, latencyNsP50: count, latencyNsP99: count, latencyNsMax: count }),
  ),
  waits: count,
  /** Of all workers together, at the end of the step; absent where the system does not say. */
  residentBytes: count.optional(),
  handles: count.optional(),
  /** Of the store's files, by name, such as the database and its log. */
  fileBytes: z.record(z.string(), count),
});

export const loadFaultSchema = z.object({
  fault: z.string(),
  /** Null: of no single one. */
  worker: count.nullable(),
  fromNs: count,
  toNs: count,
});

/** What the checker of histories found: how many of which anomaly, and one of them in words. */
export const loadAnomalySchema = z.object({
  name: z.string(),
  count: z.int().positive(),
  example: z.string(),
});

export const loadHistorySchema = z.object({
  /** Calls that were checked: appends and reads. */
  appends: count,
  reads: count,
  anomalies: z.array(loadAnomalySchema),
});

/** A straight line through a quantity over the time of the load, without its first tenth (memory in use: its first half). */
export const loadSlopeSchema = z.object({
  /** Such as: memory in use (of a soak: what is left after collections), resident memory, handles, write-ahead log. */
  of: z.string(),
  unit: z.string(),
  perHour: z.number(),
  /** 95 % interval, with what neighbouring seconds have in common allowed for. */
  low: z.number(),
  high: z.number(),
});

/** One load run: several processes on one store. */
export const loadSchema = z.object({
  row: z.literal('load'),
  store: z.string(),
  processes: count,
  records: count,
  /** From the first worker's start to the last one's end; in an open loop no less than calls were offered for. */
  durationNs: count,
  /** Absent in older files, whose runs were closed loops. */
  arrival: arrivalSchema.optional(),
  operations: z.array(loadOperationSchema),
  /** Writes that a worker was told had happened, how many of them the store held afterwards, and the rest. */
  acknowledged: count,
  found: count,
  lost: count,
  // From here on absent in older files.
  mix: z.string().optional(),
  /** Operations of the mix that the store does not offer. */
  leftOut: z.array(z.string()).optional(),
  workers: z.array(loadWorkerSchema).optional(),
  timeline: z.object({ stepNs: z.int().positive(), steps: z.array(loadStepSchema) }).optional(),
  faults: z.array(loadFaultSchema).optional(),
  history: loadHistorySchema.optional(),
  slopes: z.array(loadSlopeSchema).optional(),
});

/** The highest rate whose p99 stayed below what was promised, and the runs that it was searched by. */
export const kneeSchema = z.object({
  row: z.literal('knee'),
  store: z.string(),
  mix: z.string(),
  processes: count,
  records: count,
  promisedNsP99: z.int().positive(),
  /** In the order in which they were tried. `isKept`: the rate was achieved, and its p99 was below. */
  tried: z.array(
    z.object({
      askedPerSecond: z.number().positive(),
      achievedPerSecond: rate,
      latencyNsP99: count.nullable(),
      isKept: z.boolean(),
      /** It was not kept, and perhaps only because the load generator could not begin the calls in time. */
      isUnknown: z.literal(true).optional(),
    }),
  ),
  /** Null: not even the lowest rate was kept. */
  keptPerSecond: z.number().positive().nullable(),
  /** Null: none that was tried was missed. */
  missedPerSecond: z.number().positive().nullable(),
});

export type Histogram = z.infer<typeof histogramSchema>;
export type Load = z.infer<typeof loadSchema>;
export type Arrival = z.infer<typeof arrivalSchema>;
export type LoadOperation = z.infer<typeof loadOperationSchema>;
export type LoadWorker = z.infer<typeof loadWorkerSchema>;
export type LoadStep = z.infer<typeof loadStepSchema>;
export type LoadFaultShown = z.infer<typeof loadFaultSchema>;
export type LoadSlope = z.infer<typeof loadSlopeSchema>;
export type LoadHistory = z.infer<typeof loadHistorySchema>;
export type Knee = z.infer<typeof kneeSchema>;
