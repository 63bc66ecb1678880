// What a run must reach: the targets file. Targets for time are ratios between two stores of the same run, because they
// carry over from machine to machine; milliseconds are told, never enforced.

import { z } from 'zod';
import { StoreError } from '../../contract/errors.ts';
import { withRecords } from '../../contract/result-before.ts';
import { readRegularFile } from '../../files/regular-file.ts';

export const TARGETS_SCHEMA = 'storeproof.targets/2';
/** Still read: it says `sessions` for `records`. */
const TARGETS_SCHEMA_BEFORE = 'storeproof.targets/1';

const name = z.string().min(1);
/** Of every target. */
const told = { id: z.string().min(1).max(80), why: name };
const pair = { store: name, baseline: name };
const workload = {
  operation: name,
  records: z.int().positive(),
  profile: name.default('small'),
};

const targetSchema = z.discriminatedUnion('kind', [
  /** The run came to its end. */
  z.strictObject({ kind: z.literal('complete'), ...told }),
  /** Checks were made in every area named (or at all), and none failed. */
  z.strictObject({ kind: z.literal('checks'), ...told, areas: z.array(name).default([]) }),
  /** Every acknowledged write of the load runs of a store was found again. */
  z.strictObject({ kind: z.literal('writes'), ...told, store: name }),
  /** Median time of `store` over median time of `baseline`. */
  z.strictObject({
    kind: z.literal('ratio'),
    ...told,
    ...workload,
    ...pair,
    timeRatioMax: z.number().positive(),
  }),
  /** Size of `store` over size of `baseline`. */
  z.strictObject({
    kind: z.literal('size'),
    ...told,
    records: workload.records,
    profile: workload.profile,
    ...pair,
    sizeRatioMax: z.number().positive(),
  }),
  /** Absolute time: informational, it never fails a gate. */
  z.strictObject({
    kind: z.literal('time'),
    ...told,
    ...workload,
    store: name,
    quantile: z.enum(['p50', 'p95', 'p99']),
    msMax: z.number().positive(),
  }),
]);

const targetsSchema = z.strictObject({
  schema: z.literal(TARGETS_SCHEMA),
  targets: z
    .array(targetSchema)
    .min(1)
    .max(1_000)
    .refine((targets) => new Set(targets.map((target) => target.id)).size === targets.length, {
      error: 'two targets have the same id',
    }),
});

export type Target = z.output<typeof targetSchema>;
export type Targets = z.output<typeof targetsSchema>;

/** A thousand targets take a fraction of it. */
const TARGETS_BYTES_MAX = 16 * 1024 * 1024;

/** E_NOT_FOUND, E_IO; E_USAGE with the place when the file is no targets file of this version. */
export function readTargets(file: string): Targets {
  let text: string;
  try {
    text = readRegularFile(file, TARGETS_BYTES_MAX).toString('utf8');
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = `Cannot read the targets file ${file}: ${(cause as Error).message}`;
    throw new StoreError(isMissing ? 'E_NOT_FOUND' : 'E_IO', message, { cause });
  }
  return parseTargets(text, file);
}

const FORM = 'docs/result-format.md has the form, with an example.';

function asToday(value: unknown): unknown {
  const { schema, targets } = (value ?? {}) as { schema?: unknown; targets?: unknown };
  if (schema !== TARGETS_SCHEMA_BEFORE || !Array.isArray(targets)) return value;
  return { ...(value as object), schema: TARGETS_SCHEMA, targets: targets.map(withRecords) };
}

/** E_USAGE. `name` stands for the text in messages. */
export function parseTargets(text: string, name = 'targets'): Targets {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StoreError('E_USAGE', `The targets file ${name} is not JSON. ${FORM}`, { cause });
  }
  const targets = targetsSchema.safeParse(asToday(value));
  if (targets.success) return targets.data;
  const issue = targets.error.issues[0];
  const pointer = `/${issue?.path.map(String).join('/') ?? ''}`;
  throw new StoreError(
    'E_USAGE',
    `The targets file ${name} is wrong at ${pointer}: ${issue?.message}. ${FORM}`,
    {
      data: { pointer },
    },
  );
}
