// Small JSON files of state: written durably, checked against their schema when read. A file that does not hold what it
// should is refused and never guessed at: it decides which store tells the truth.

import { z } from 'zod';
import { StoreError } from '../../contract/errors.ts';
import { bytesAt, writeDurably } from '../../files/durable-file.ts';

export interface StateFormat<T> {
  /** As in `storeproof.phase/1`. */
  readonly schema: string;
  readonly shape: z.ZodType<T>;
  /** What to do when the file cannot be read. */
  readonly advice: string;
}

/** The largest, of the home's known files, has some hundred bytes for each of them. */
export const STATE_BYTES_MAX = 256 * 1024 * 1024;

/** Undefined when there is no such file. E_CORRUPT, E_NEWER_VERSION, E_IO. */
export function readState<T>(path: string, format: StateFormat<T>): T | undefined {
  const text = bytesAt(path, STATE_BYTES_MAX)?.toString('utf8');
  if (text === undefined) return undefined;
  const value = parsed(text, path, format);
  requireKnownSchema(value, path, format);
  const state = format.shape.safeParse(value);
  if (!state.success) throw notState(path, format, state.error);
  return state.data;
}

/** E_IO, E_NO_SPACE, E_READ_ONLY. */
export const writeState = (path: string, state: object): void =>
  writeDurably(path, Buffer.from(`${JSON.stringify(state, null, 2)}\n`));

function parsed(text: string, path: string, format: StateFormat<unknown>): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notState(path, format, error);
  }
}

function requireKnownSchema(value: unknown, path: string, { schema }: StateFormat<unknown>): void {
  const found = z.object({ schema: z.string() }).safeParse(value).data?.schema ?? schema;
  if (found === schema || found.split('/')[0] !== schema.split('/')[0]) return;
  throw new StoreError(
    'E_NEWER_VERSION',
    `${path} has the schema ${found}; this version reads ${schema}. Nothing was changed.`,
    { data: { path } },
  );
}

const notState = (path: string, { schema, advice }: StateFormat<unknown>, cause: unknown): StoreError =>
  new StoreError('E_CORRUPT', `${path} does not hold ${schema}. Nothing was changed. ${advice}`, {
    data: { path },
    cause,
  });
