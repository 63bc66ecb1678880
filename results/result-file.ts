// Writes and reads result files: NDJSON, a header first, rows as they come, a footer last (docs/result-format.md).
// A file without its footer comes from a run that was cut short; it stays readable, and the reader says so.
// Everything is synchronous on purpose: rows are few, and a row whose append returned is in the file whatever
// happens to the process next. Not here: what the rows mean (reports).

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StoreError } from '../contract/errors.ts';
import { readRegularFile } from '../files/regular-file.ts';
import type { Origins } from './origins.ts';
import type { ReadParts } from './read-run.ts';
import {
  type BodyRow,
  type Footer,
  type Header,
  headerSchema,
  type Machine,
  RESULT_SCHEMA,
  RESULT_SCHEMA_BEFORE,
  type ResultRow,
  resultRowSchema,
} from './result.ts';
import { headerOfToday, rowOfToday } from './result-before.ts';
import { testSchema } from './tests.ts';
import { type DefinitionWords, PLAIN_WORDS } from './words.ts';

/** A larger file is refused: a run of the largest benchmark writes a few MB, and V8 strings end at 512 MB. */
export const RESULT_BYTES_MAX = 256 * 1024 * 1024;

/** What the caller of a run knows at its start; `row` and `schema` are added. */
export type RunHeader = Omit<Header, 'row' | 'schema'>;

/** What the footer says beside the outcome. */
export interface Ending {
  /** Default: now. */
  readonly finishedAt?: Date;
  readonly machine?: Machine | undefined;
}

export class ResultWriter {
  readonly file: string;
  private descriptor: number | null;
  private rows = 0;

  /**
   * Creates the file (and its directories) and writes the header. E_REFUSED when the file exists, because a result
   * is never overwritten; E_IO when it cannot be created; E_RESULT when the header is not one.
   */
  constructor(file: string, header: RunHeader) {
    this.file = file;
    const row = validRow({ ...header, row: 'header', schema: RESULT_SCHEMA }, file);
    this.descriptor = createFile(file);
    this.write(row);
  }

  /** Appends one row, written whole. E_RESULT when it is not a valid row; then the file is as before. */
  append(row: BodyRow): void {
    if (this.descriptor === null) {
      throw new StoreError('E_CLOSED', `The result file ${this.file} has its footer; no row can follow it.`);
    }
    const checked = validRow(row, this.file);
    if (checked.row === 'header' || checked.row === 'footer') {
      throw new StoreError('E_RESULT', `A ${checked.row} is the writer's own row and cannot be appended.`);
    }
    this.write(checked);
  }

  /** Writes the footer and closes the file. A second call does nothing, so that `finally` may close as well. */
  close(outcome: Footer['outcome'], { finishedAt = new Date(), machine }: Ending = {}): void {
    if (this.descriptor === null) return;
    this.write({
      row: 'footer',
      finishedAt: finishedAt.toISOString(),
      outcome,
      rows: this.rows,
      ...(machine !== undefined && { machine }),
    });
    closeSync(this.descriptor);
    this.descriptor = null;
  }

  private write(row: ResultRow): void {
    if (this.descriptor === null) return;
    const line = Buffer.from(`${JSON.stringify(row)}\n`, 'utf8');
    try {
      for (let at = 0; at < line.length; ) at += writeSync(this.descriptor, line, at);
    } catch (cause) {
      throw new StoreError(
        'E_IO',
        `Cannot write to the result file ${this.file}; its last line may be cut.`,
        {
          cause,
        },
      );
    }
    this.rows += 1;
  }
}

export interface Results {
  readonly header: Header;
  readonly rows: readonly BodyRow[];
  /** Null when the run was cut short without a word. */
  readonly footer: Footer | null;
  /** The run came to its end: there is a footer, and it does not say "interrupted". */
  readonly isComplete: boolean;
  /** Of a run that was read in parts. */
  readonly parts?: ReadParts;
  /** Of rows that are of another file than the first. */
  readonly origins?: Origins;
}

/**
 * Reads a result file. One of the schema before is told in today's, and brings no words: `words` are its words. E_NOT_FOUND, E_IO; E_RESULT with the line when it is not NDJSON, has another schema, holds an
 * invalid row, rows behind the footer, or another number of rows than its footer says. A last line without its line
 * end is the rest of an interrupted write: it is left out, and the result is not complete.
 */
export function readResults(file: string, words: DefinitionWords = PLAIN_WORDS): Results {
  const text = readText(file);
  const end = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, end).split('\n').slice(0, -1);
  const values = asToday(
    lines.map((line, index) => parseLine(line, { file, line: index + 1 })),
    words,
  );
  const header = headerOf(values[0], file);
  const rows = values.slice(1).map((value, index) => validRow(value, file, index + 2));
  return assembled(header, rows, { file, isCut: end < text.length });
}

/** The JSON Schema (draft 2020-12) of one line of a result file. */
export const resultJsonSchema = (): Record<string, unknown> => ({
  // Claims and targets are both made of tests.
  ...z.toJSONSchema(resultRowSchema, {
    metadata: z.registry<{ id: string }>().add(testSchema, { id: 'Test' }),
  }),
  $id: RESULT_SCHEMA,
  title: 'One line of a storeproof result file',
});

function createFile(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (cause) {
    throw notCreated(file, cause);
  }
  try {
    return openSync(file, 'wx');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw notCreated(file, cause);
    const message = `The result file ${file} exists and is kept. Choose another name.`;
    throw new StoreError('E_REFUSED', message, { cause });
  }
}

const notCreated = (file: string, cause: unknown): StoreError =>
  new StoreError('E_IO', `Cannot create the result file ${file}: ${(cause as Error).message}`, { cause });

function readText(file: string): string {
  try {
    return readRegularFile(file, RESULT_BYTES_MAX).toString('utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ERR_FS_FILE_TOO_LARGE') refuse(file, `it has more than ${RESULT_BYTES_MAX} bytes`);
    if (code === 'ENOENT') throw new StoreError('E_NOT_FOUND', `There is no result file ${file}.`, { cause });
    // Behind the comma Node says the path again.
    const why = (cause as Error).message.replace(/, \w+ '.*$/s, '');
    throw new StoreError('E_IO', `Cannot read the result file ${file}: ${why}`, { cause });
  }
}

function refuse(file: string, why: string, line?: number): never {
  const where = line === undefined ? file : `${file}, line ${line}`;
  throw new StoreError('E_RESULT', `Not a result file that this version can read: ${where}: ${why}.`, {
    data: line === undefined ? { file } : { file, line },
  });
}

function parseLine(text: string, place: { file: string; line: number }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(place.file, 'the line is not JSON', place.line);
  }
}

/** All rows of a file in today's schema, whichever of the two they are in. */
function asToday(values: readonly unknown[], definition: DefinitionWords): readonly unknown[] {
  const [header, ...rows] = values;
  if ((header as { schema?: unknown } | null | undefined)?.schema !== RESULT_SCHEMA_BEFORE) return values;
  return [
    { ...headerOfToday(header as Readonly<Record<string, unknown>>), schema: RESULT_SCHEMA, definition },
    ...rows.map(rowOfToday),
  ];
}

function headerOf(value: unknown, file: string): Header {
  if (value === undefined) return refuse(file, 'it holds no whole line');
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema === 'string' && schema !== RESULT_SCHEMA) {
    refuse(file, `its schema is ${JSON.stringify(schema.slice(0, 80))}, expected "${RESULT_SCHEMA}"`, 1);
  }
  const header = headerSchema.safeParse(value);
  return header.success ? header.data : refuse(file, `no header: ${firstIssue(header.error)}`, 1);
}

function validRow(value: unknown, file: string, line?: number): ResultRow {
  const row = resultRowSchema.safeParse(value);
  return row.success ? row.data : refuse(file, `invalid row ${firstIssue(row.error)}`, line);
}

/** The place as a JSON Pointer and what is wrong there; never the value. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined
    ? ''
    : `at ${issue.path.map((key) => `/${String(key)}`).join('') || '/'}: ${issue.message}`;
}

function assembled(
  header: Header,
  rows: readonly ResultRow[],
  source: { file: string; isCut: boolean },
): Results {
  const body: BodyRow[] = [];
  let footer: Footer | null = null;
  for (const [index, row] of rows.entries()) {
    const line = index + 2;
    if (footer !== null) refuse(source.file, 'a row follows the footer', line);
    if (row.row === 'header') refuse(source.file, 'a second header', line);
    if (row.row === 'footer') footer = row;
    else body.push(row);
  }
  if (footer !== null && source.isCut) refuse(source.file, 'text follows the footer', rows.length + 2);
  if (footer !== null && footer.rows !== body.length + 1) {
    refuse(source.file, `the footer counts ${footer.rows} rows, the file holds ${body.length + 1}`);
  }
  return { header, rows: body, footer, isComplete: footer?.outcome === 'complete' };
}
