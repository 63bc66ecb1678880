// The targets file of before, `storeproof.targets/1`, which is still read. It names records "sessions", has six kinds of targets of
// one operation each, and its times never have a vote.

import { z } from 'zod';
import type { Target, Test } from '../../results/tests.ts';

export const TARGETS_SCHEMA_BEFORE = 'storeproof.targets/1';

const name = z.string().min(1);
const told = { id: z.string().min(1).max(80), why: name };
const pair = { store: name, baseline: name };
const data = { sessions: z.int().positive(), profile: name.default('small') };
const limit = z.number().positive();

export const targetBeforeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('complete'), ...told }),
    z.strictObject({ kind: z.literal('checks'), ...told, areas: z.array(name).default([]) }),
    z.strictObject({ kind: z.literal('writes'), ...told, store: name }),
    z.strictObject({
      kind: z.literal('ratio'),
      ...told,
      operation: name,
      ...data,
      ...pair,
      timeRatioMax: limit,
    }),
    z.strictObject({ kind: z.literal('size'), ...told, ...data, ...pair, sizeRatioMax: limit }),
    z.strictObject({
      kind: z.literal('time'),
      ...told,
      operation: name,
      ...data,
      store: name,
      quantile: z.enum(['p50', 'p95', 'p99']),
      msMax: limit,
    }),
  ])
  .transform((before): Target => ({ id: before.id, why: before.why, tests: [testOf(before)] }));

type Before = z.input<typeof targetBeforeSchema> & { readonly profile?: string; readonly areas?: string[] };

function testOf(before: Before): Test {
  switch (before.kind) {
    case 'complete':
      return { quantity: 'complete' };
    case 'checks':
      return { quantity: 'failed checks', areas: before.areas ?? [], isEach: true };
    case 'writes':
      return { quantity: 'lost writes', store: before.store };
    case 'ratio':
      return { quantity: 'ratio', ...scopeOf(before), over: before.baseline, atMost: before.timeRatioMax };
    case 'size': {
      const { store, baseline, sessions, profile, sizeRatioMax } = before;
      return {
        quantity: 'size ratio',
        store,
        over: baseline,
        records: [sessions],
        profile,
        atMost: sizeRatioMax,
      };
    }
    case 'time':
      return {
        quantity: 'time',
        ...scopeOf(before),
        quantile: before.quantile,
        atMost: before.msMax,
        votes: false,
      };
  }
}

const scopeOf = ({
  store,
  operation,
  sessions,
  profile,
}: Extract<Before, { readonly operation: string }>) => ({
  store,
  operations: [operation],
  records: [sessions],
  profile,
});
