// The one machine-readable form of what a verb answered or why it failed (docs/cli-json.md): a single JSON document on
// standard output. What `result` holds is the verb's own affair; the frame around it is the same for all.

import { writeJson } from '../contract/json-text.ts';

export const CLI_SCHEMA = 'storeproof.cli/1';

/** docs/errors.md explains the codes; ids, file names and positions are in `data`, never content. */
export interface AnswerFailure {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number>>;
}

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
