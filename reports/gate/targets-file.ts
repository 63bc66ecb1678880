// The targets of a gate, from a file. They are those of a definition: what they are made of is in results/tests.ts.

import { z } from 'zod';
import { StoreError } from '../../contract/errors.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { type Target, targetSchema } from '../../results/tests.ts';
import { TARGETS_SCHEMA_BEFORE, targetBeforeSchema } from './targets-before.ts';

const TARGETS_SCHEMA = 'storeproof.targets/2';

export type Targets = readonly Target[];

const listOf = <T extends z.ZodType<{ readonly id: string }>>(one: T) =>
  z
    .array(one)
    .min(1)
    .max(1_000)
    .refine((targets) => new Set(targets.map(({ id }) => id)).size === targets.length, {
      error: 'two targets have the same id',
    });

const fileSchema = z.discriminatedUnion('schema', [
  z.strictObject({ schema: z.literal(TARGETS_SCHEMA), targets: listOf(targetSchema) }),
  z.strictObject({ schema: z.literal(TARGETS_SCHEMA_BEFORE), targets: listOf(targetBeforeSchema) }),
]);

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

/** E_USAGE. `name` stands for the text in messages. */
export function parseTargets(text: string, name = 'targets'): Targets {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StoreError('E_USAGE', `The targets file ${name} is not JSON. ${FORM}`, { cause });
  }
  const file = fileSchema.safeParse(value);
  if (file.success) return file.data.targets;
  const issue = file.error.issues[0];
  const pointer = `/${issue?.path.map(String).join('/') ?? ''}`;
  throw new StoreError(
    'E_USAGE',
    `The targets file ${name} is wrong at ${pointer}: ${issue?.message}. ${FORM}`,
    { data: { pointer } },
  );
}
