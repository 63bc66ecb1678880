// The one machine-readable form of what a verb answered or why it failed (docs/cli-json.md): a single JSON document on
// standard output. What `result` holds is the verb's own affair; the frame around it is the same for all.

import { z } from 'zod';
import { writeJson } from '../contract/session-writer.ts';

export const CLI_SCHEMA = 'storeproof.cli/1';

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

export type AnswerFailure = z.infer<typeof failure>;

export interface Answer {
  readonly schema: typeof CLI_SCHEMA;
  readonly tool: string;
  readonly verb: string | null;
  readonly exitCode: number;
  readonly result?: unknown;
  readonly error?: AnswerFailure;
  readonly warnings: readonly string[];
}

/** One line. Integers above 2^53 keep their digits. */
export const answerText = (answer: Answer): string => writeJson(answer);
