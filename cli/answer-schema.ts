// The schema of what a verb answers with --json, for those who check documents against it; writing one needs no check.

import { z } from 'zod';
import { CLI_SCHEMA } from './answer.ts';

/** A process cannot end with more. */
const EXIT_MAX = 255;

const frame = {
  schema: z.literal(CLI_SCHEMA),
  tool: z.string(),
  /** Words of the verb, as in "aside list"; null when the command line names none. */
  verb: z.string().nullable(),
  /** docs/exit-codes.md. */
  exitCode: z.int().min(0).max(EXIT_MAX),
  /** What the user should know though the verb went on. */
  warnings: z.array(z.string()),
};

const failure = z.strictObject({
  /** docs/errors.md. Not listed here: a new code is no new schema. */
  code: z.string().regex(/^E_[A-Z0-9_]+$/),
  message: z.string(),
  /** Ids, file names, positions; never content. */
  data: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A verb either answers or fails; a check that found something is an answer with an exit code. */
export const answerSchema: z.ZodUnion<
  [
    z.ZodObject<typeof frame & { result: z.ZodJSONSchema }>,
    z.ZodObject<typeof frame & { error: typeof failure }>,
  ]
> = z.union([z.strictObject({ ...frame, result: z.json() }), z.strictObject({ ...frame, error: failure })]);
