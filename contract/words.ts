// How the results of a definition are told: in the header of every result file, so that a report needs nothing but the file.
// Plain data. Where a word is left out, names stand for themselves.

import { z } from 'zod';
import { claimSchema, targetSchema } from './tests.ts';

const text = z.string();
const texts = z.record(text, text).readonly();

const eachOnce = <T extends z.ZodType<{ readonly id: string }>>(row: T) =>
  z
    .array(row)
    .readonly()
    .refine((rows) => new Set(rows.map(({ id }) => id)).size === rows.length, 'two have the same id');

export const wordsSchema = z.object({
  /** What the stores hold, such as "notes". */
  name: text,
  /** What one record is called, and several. */
  record: z.tuple([text, text]).readonly(),
  /** The store that is to be proved, and the one that it is compared with. */
  candidate: text,
  baseline: text,
  /** Of the data on which promises are judged. */
  referenceProfile: text,
  /** Of the subjects of the definition; another one is a peer. */
  roles: z.record(text, z.enum(['model', 'store', 'peer', 'floor'])).readonly(),
  /** Of subjects, workloads, profiles and figures, in the order of a report. */
  titles: texts,
  /** What stores are called inside a sentence, where it is not the title: "JSON files", of which there are many. */
  phrases: z
    .record(text, z.object({ text, isPlural: z.boolean() }))
    .readonly()
    .optional(),
  /** The floors of a store, the one that does nearest the same first. */
  floors: z.record(text, z.array(text).readonly()).readonly().optional(),
  /** Workloads that have a chart of how times grow, and of how they are spread. */
  charts: z.object({ growth: z.array(text).readonly(), spread: z.array(text).readonly() }).optional(),
  /** What several processes share under load, such as "workspace". */
  home: text.optional(),
  /** The title of a page: what is moved to what. */
  about: text.optional(),
  /** What a run that verified everything has shown, as a sentence. */
  verified: text.optional(),
  /** Who promised what is claimed, such as "the design document". */
  promisedBy: text.optional(),
  /** What the floors do, and what else the targets need to be understood. */
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
