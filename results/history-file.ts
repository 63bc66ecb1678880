// The history of past runs: NDJSON that is only ever appended to, a line for each figure of a run. Each line says all that it
// takes to read it alone: which run, sources and machine. The lines of a run are written at once; a write that was cut leaves
// a line without an end, which is left out, and lines of which some are missing, which say so themselves.
// Not here: what the figures show (reports/history).

import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StoreError } from '../contract/errors.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { RESULT_BYTES_MAX } from './result-file.ts';

export const HISTORY_SCHEMA = 'storeproof.history/1';

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });

const historyLineSchema = z.object({
  schema: z.literal(HISTORY_SCHEMA),
  /** Which run: the same for the same result files. */
  run: z.string(),
  startedAt: z.string(),
  revision: z.string(),
  definition: z.string(),
  /** The kind of machine: figures of another are another series. */
  machine: z.string(),
  /** What the stores were made with. */
  versions: z.string(),
  /** How many lines the run has. */
  lines: z.int().positive(),
  /** Such as `small/1000/getOne/sqlite`. */
  name: z.string(),
  measure: z.string(),
  unit: z.string(),
  isBiggerBetter: z.boolean(),
  /** The median, or the figure. Without an interval `low` and `high` are the value. */
  p50: estimate,
  p95: estimate.optional(),
});

export type HistoryLine = z.infer<typeof historyLineSchema>;

export interface History {
  /** In the order of the file, each figure of a run once for each kind of machine that it was measured on. */
  readonly lines: readonly HistoryLine[];
  /** Lines that could not be read, such as the rest of a write that was cut. */
  readonly unread: number;
}

/** E_NOT_FOUND, E_IO; E_RESULT for a file that is no history, which is not touched. */
export const readHistory = (file: string): History => historyIn(textOf(file), file);

function historyIn(text: string, file: string): History {
  const lines = new Map<string, HistoryLine>();
  let unread = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const value = jsonIn(line);
    if (value === undefined) {
      unread++;
      continue;
    }
    const read = historyLineSchema.safeParse(value);
    if (!read.success) {
      throw new StoreError(
        'E_RESULT',
        `${file} is no history that this version can read: line ${index + 1} is no line of ${HISTORY_SCHEMA}. It is as it was.`,
      );
    }
    const { run, name, measure, machine, versions } = read.data;
    lines.set(JSON.stringify([run, name, measure, machine, versions]), read.data);
  }
  return { lines: [...lines.values()], unread };
}

/**
 * Appends the figures of a run, at least one. E_REFUSED for a run that is there already, because its figures would count twice;
 * one whose lines were cut is written once more. Else throws as {@link readHistory} does.
 */
export function addToHistory(file: string, lines: readonly HistoryLine[]): void {
  const text = textIfThere(file);
  const run = lines[0]?.run;
  const there = historyIn(text, file).lines.filter((line) => line.run === run).length;
  if (there >= lines.length) {
    throw new StoreError(
      'E_REFUSED',
      `The run of ${lines[0]?.startedAt} is in ${file} already, as ${run}. It was not added again.`,
    );
  }
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  try {
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${start}${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}`);
  } catch (cause) {
    throw new StoreError(
      'E_IO',
      `Cannot write to the history ${file}: ${(cause as Error).message}. Its last line may be cut, which readers leave out.`,
      { cause },
    );
  }
}

function textIfThere(file: string): string {
  try {
    return textOf(file);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'E_NOT_FOUND') return '';
    throw error;
  }
}

function textOf(file: string): string {
  try {
    return readRegularFile(file, RESULT_BYTES_MAX).toString('utf8');
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = `Cannot read the history ${file}: ${(cause as Error).message}`;
    throw new StoreError(isMissing ? 'E_NOT_FOUND' : 'E_IO', message, { cause });
  }
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
