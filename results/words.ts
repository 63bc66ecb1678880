// How the results of a definition are told: in the header of every result file, so that a report needs nothing but the file.
// Plain data. Where a word is left out, names stand for themselves.

import { z } from 'zod';
import { claimSchema, targetSchema } from './tests.ts';

const text = z.string();

const eachOnce = <T extends z.ZodType<{ readonly id: string }>>(row: T) =>
  z
    .array(row)
    .readonly()
    .refine((rows) => new Set(rows.map(({ id }) => id)).size === rows.length, 'two have the same id');

/** What each of them is for says `Words` (definition/words.ts). */
export const wordsSchema = z.object({
  name: text,
  record: z.tuple([text, text]).readonly(),
  candidate: text,
  baseline: text,
  referenceProfile: text,
  /** A subject that is not here is a peer. */
  roles: z.record(text, z.enum(['model', 'store', 'peer', 'floor'])).readonly(),
  titles: z.record(text, text).readonly(),
  phrases: z
    .record(text, z.object({ text, isPlural: z.boolean() }))
    .readonly()
    .optional(),
  floors: z.record(text, z.array(text).readonly()).readonly().optional(),
  charts: z.object({ growth: z.array(text).readonly(), spread: z.array(text).readonly() }).optional(),
  home: text.optional(),
  about: text.optional(),
  verified: text.optional(),
  promisedBy: z.tuple([text, text]).readonly().optional(),
  notes: z.object({ floors: text.optional(), targets: text.optional() }).optional(),
  claims: eachOnce(claimSchema).optional(),
  targets: eachOnce(targetSchema).optional(),
});

export type DefinitionWords = z.output<typeof wordsSchema>;

/** Of results that bring none. */
export const PLAIN_WORDS: DefinitionWords = {
  name: 'stores',
  record: ['record', 'records'],
  candidate: '',
  baseline: '',
  referenceProfile: 'small',
  roles: {},
  titles: {},
};
