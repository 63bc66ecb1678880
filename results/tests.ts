// What a run is judged by, as data. A test asks one thing of the figures of a run: of a quantity of a store that it keeps a bound.
// Claims and targets of a definition are made of tests, and so is a file of targets for the gate. They travel in the header of
// a result file. Not here: how a test is judged and told (reports/judge).

import { z } from 'zod';

const name = z.string().min(1);
const size = z.int().positive();

const told = {
  /** In the words of whoever asks; default: made from the bound. */
  asked: name.optional(),
  /** Whether it counts for the exit code of a gate; if not, it is only told. Default: it does. */
  votes: z.boolean().optional(),
};

/** The whole interval must keep every one of those that are given. */
const bound = {
  atMost: z.number().optional(),
  below: z.number().optional(),
  atLeast: z.number().optional(),
};

const subject = {
  /** Default: the candidate. */
  store: name.optional(),
  /** The store that it is compared with, or told beside. */
  over: name.optional(),
};

const data = {
  /** Default: the profile on which promises are judged. */
  profile: name.optional(),
  /** Numbers of records; default: all at which the store was measured, at least one. */
  records: z.array(size).min(1).readonly().optional(),
};

/**
 * Of which runs under load. What is left out is not asked: every setting that was run (mix, arrival, processes, records) is judged on
 * its own then, and the worst decides.
 */
const underLoad = {
  mix: name.optional(),
  /** `closed`, or the calls a second that were asked for. */
  arrival: z.union([z.literal('closed'), z.number().positive()]).optional(),
  processes: size.optional(),
  records: size.optional(),
};

const does = z.enum(['read', 'write']);

/** Of calls under load: each of the operations on its own. */
const calls = {
  ...underLoad,
  /** Default: both. */
  does: does.optional(),
  /** Default: all that were called. */
  operations: z.array(name).min(1).readonly().optional(),
  /** Default: p99. */
  quantile: z.enum(['p50', 'p95', 'p99', 'p99.9', 'p99.99', 'max']).optional(),
};

/** Every one of the operations, on every one of the numbers of records. */
const scope = { operations: z.array(name).min(1).readonly(), ...data };

/** Of a ratio, instead of one store: all stores by others, but these. */
const peersSchema = z.strictObject({ peersBut: z.array(name).readonly() });

const quantile = z.enum(['p50', 'p95', 'p99']).optional();

export const testSchema = z.discriminatedUnion('quantity', [
  /** Time of one call, in milliseconds. With `over`, that store must have done the same work, if it was timed. */
  z.strictObject({
    quantity: z.literal('time'),
    ...told,
    ...subject,
    ...scope,
    ...bound,
    /** Default: p50. */
    quantile,
    /** Told as calls a second. */
    isRate: z.boolean().optional(),
  }),
  /** Time of the store, divided by that of another one. */
  z.strictObject({
    quantity: z.literal('ratio'),
    ...told,
    ...scope,
    ...bound,
    store: subject.store,
    /** More than this is no pass, even where it is surely within `atMost`: a slowdown that its bound is too wide to fail. */
    passAtMost: z.number().positive().optional(),
    /** Default: the baseline. */
    over: z.union([name, peersSchema]).optional(),
    /** Of the other store; default: the same. */
    overOperation: name.optional(),
    /** Default: p50. */
    quantile,
    /** Told the other way round, as how many times as fast. */
    isSpeed: z.boolean().optional(),
  }),
  /** How the time of each operation grows over a range of numbers of records, as an exponent. */
  z.strictObject({
    quantity: z.literal('exponent'),
    ...told,
    ...subject,
    operations: scope.operations,
    profile: data.profile,
    ...bound,
    from: size,
    to: size,
  }),
  /** Bytes of the closed store. */
  z.strictObject({ quantity: z.literal('size'), ...told, ...subject, ...data, ...bound }),
  /** The same, divided by those of `over`, which by default is the baseline. */
  z.strictObject({ quantity: z.literal('size ratio'), ...told, ...subject, ...data, ...bound }),
  /** A single figure of the run, by its name; `records` and `profile` are those of its row, if they are given. */
  z.strictObject({
    quantity: z.literal('figure'),
    ...told,
    store: subject.store,
    ...data,
    ...bound,
    figure: name,
    unit: z.enum(['bytes', 'percent']),
    /** Every trial takes it: a value that stands alone decides nothing. */
    isRepeated: z.literal(true).optional(),
  }),
  /** Milliseconds in which so many records are imported, by a figure that counts them a second. */
  z.strictObject({
    quantity: z.literal('import'),
    ...told,
    store: subject.store,
    ...bound,
    figure: name,
    records: size,
  }),
  /** Calls a second of several processes on one store in a closed loop, none of which may fail and no write be lost. */
  z.strictObject({
    quantity: z.literal('rate'),
    ...told,
    ...subject,
    ...underLoad,
    ...bound,
    does,
  }),
  /** The same, divided by that of another store in the same setting. */
  z.strictObject({
    quantity: z.literal('rate ratio'),
    ...told,
    store: subject.store,
    /** Default: the baseline. */
    over: name.optional(),
    ...underLoad,
    ...bound,
    does,
  }),
  /** Time of a call under load, in milliseconds, from its intended start. */
  z.strictObject({ quantity: z.literal('latency'), ...told, ...subject, ...calls, ...bound }),
  /** The same, divided by that of another store, or of the same one with another mix; all else is the same. */
  z.strictObject({
    quantity: z.literal('latency ratio'),
    ...told,
    store: subject.store,
    /** Default: the same store where `overMix` is given, else the baseline. */
    over: name.optional(),
    overMix: name.optional(),
    ...calls,
    ...bound,
  }),
  /** What the slowest process did, in percent of what the fastest of its group did. */
  z.strictObject({ quantity: z.literal('fairness'), ...told, store: subject.store, ...underLoad, ...bound }),
  /** The highest rate at which the p99 stays below what is promised: calls a second. */
  z.strictObject({
    quantity: z.literal('knee'),
    ...told,
    ...subject,
    mix: underLoad.mix,
    processes: underLoad.processes,
    records: underLoad.records,
    ...bound,
    /** Milliseconds that are promised. A search that allowed more shows nothing of it. */
    p99: z.number().positive(),
  }),
  /** What grows over the time of a load, in an hour. */
  z.strictObject({
    quantity: z.literal('slope'),
    ...told,
    store: subject.store,
    ...underLoad,
    ...bound,
    /** Such as: resident memory. */
    of: name,
    unit: z.enum(['bytes', 'count']),
  }),
  /** Percent of the calls under load that were answered. */
  z.strictObject({
    quantity: z.literal('availability'),
    ...told,
    store: subject.store,
    ...underLoad,
    ...bound,
  }),
  /** Failed checks, of which there may be none. */
  z.strictObject({
    quantity: z.literal('failed checks'),
    ...told,
    /** Default: all. */
    areas: z.array(name).readonly().optional(),
    /** Whether there must be a check in each of the areas. */
    isEach: z.boolean().optional(),
    /** Default: checks of whatever store. */
    subject: name.optional(),
  }),
  /** Acknowledged writes that were not found again, of which there may be none. */
  z.strictObject({ quantity: z.literal('lost writes'), ...told, store: subject.store, ...underLoad }),
  /** What the checked histories of calls cannot have been: lost, doubled, reordered, stale. There may be none. */
  z.strictObject({ quantity: z.literal('anomalies'), ...told, store: subject.store, ...underLoad }),
  /** The run came to its end. */
  z.strictObject({ quantity: z.literal('complete'), ...told }),
  /** What no result file can show: `why` says where it is shown. */
  z.strictObject({ quantity: z.literal('elsewhere'), ...told, asked: name, why: name }),
]);

const id = name.max(80);

/** Of these there is nothing to measure, or none may be. */
const UNBOUNDED: readonly string[] = ['failed checks', 'lost writes', 'anomalies', 'complete', 'elsewhere'];

/** A test that nothing can miss is none. */
const hasBound = (test: Test): boolean =>
  UNBOUNDED.includes(test.quantity) || Object.keys(bound).some((side) => Object.hasOwn(test, side));

const tests = z
  .array(testSchema.refine(hasBound, { error: 'it has no bound: atMost, below or atLeast' }))
  .min(1)
  .readonly();

/** A figure that somebody promised. It holds when all its tests do. */
export interface Claim {
  readonly id: string;
  /** Where it is promised, such as a document and a line of it. */
  readonly source: string;
  /** What is promised, as it is written there. */
  readonly text: string;
  /** At least one; docs/result-format.md has the quantities and their fields. */
  readonly tests: readonly Test[];
  /** What is said there of the baseline, in milliseconds of the same operation. */
  readonly beforeMs?: number | undefined;
  /** What it is about, where its tests do not say it well. */
  readonly about?: string | undefined;
  /** How it is measured, where its tests do not say it well. */
  readonly method?: string | undefined;
  /** What its sentence calls the two stores, where their titles do not say it well. */
  readonly called?:
    | { readonly candidate?: string | undefined; readonly baseline?: string | undefined }
    | undefined;
  /** Operations that answer the same with less to read, told where it does not hold. */
  readonly related?: readonly string[] | undefined;
}

/** What a store is to reach. It is reached when all its tests hold. */
export interface Target {
  readonly id: string;
  /** Of its rows in a report; default: the id. */
  readonly title?: string | undefined;
  /** Shown where it is missed. */
  readonly why?: string | undefined;
  /** At least one; docs/result-format.md has the quantities and their fields. */
  readonly tests: readonly Test[];
}

/** A schema for each field and no other: the compiler finds what is in one of the two only. */
type Fields<T> = { readonly [Key in keyof Required<T>]: z.ZodType<T[Key]> };

export const claimSchema = z.strictObject({
  id,
  source: name,
  text: name,
  tests,
  beforeMs: z.number().positive().optional(),
  about: name.optional(),
  method: name.optional(),
  called: z.strictObject({ candidate: name.optional(), baseline: name.optional() }).optional(),
  related: z.array(name).readonly().optional(),
} satisfies Fields<Claim>);

export const targetSchema = z.strictObject({
  id,
  title: name.optional(),
  why: name.optional(),
  tests,
} satisfies Fields<Target>);

export type Test = z.output<typeof testSchema>;
export type Quantity = Test['quantity'];
export type TestOf<Q extends Quantity> = Extract<Test, { readonly quantity: Q }>;
