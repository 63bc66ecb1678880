// The lists of session files that `archive` moved out of the app's directory: one per run, in the archive, written before
// the first file goes, so that a run that was killed is known as well.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StoreError } from '../../contract/errors.ts';
import { namesIn } from '../../files/attempt.ts';
import { bytesAt, createDurably, writeDurably } from '../../files/durable-file.ts';

export const ARCHIVED_SCHEMA = 'storeproof.archived/1';

const fileSchema = z.object({
  /** Relative to the home. */
  file: z.string(),
  workspace: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().nonnegative(),
  modifiedAt: z.string(),
  /** Permission bits. */
  mode: z.int().nonnegative(),
});
export type ArchivedFile = z.infer<typeof fileSchema>;

const listSchema = z.object({
  schema: z.literal(ARCHIVED_SCHEMA),
  at: z.string(),
  files: z.array(fileSchema),
});

const LIST_NAME = /^archived-\d{8}T\d{9}Z(?:-\d+)?\.json$/;
const NAMES_MAX = 1_000;

/** Under a name that is free. E_IO, E_NO_SPACE. */
export function writeArchivedList(archiveDir: string, files: readonly ArchivedFile[], now: Date): string {
  const at = now.toISOString();
  const path = freePath(join(archiveDir, `archived-${at.replaceAll(/[-:.]/g, '')}`));
  createDurably(path, Buffer.from(archivedListText(at, files)));
  return path;
}

/** A list as its run came out; it keeps its time. E_CORRUPT, E_IO, E_NO_SPACE. */
export function rewriteArchivedList(path: string, files: readonly ArchivedFile[]): void {
  const { at } = readList(path);
  writeDurably(path, Buffer.from(archivedListText(at, files)));
}

export const archivedListText = (at: string, files: readonly ArchivedFile[]): string =>
  `${JSON.stringify({ schema: ARCHIVED_SCHEMA, at, files }, null, 2)}\n`;

export interface ArchivedList {
  readonly path: string;
  readonly at: string;
  readonly files: readonly ArchivedFile[];
}

/** The oldest first. E_CORRUPT for one that cannot be understood, E_IO. */
export function archivedLists(archiveDir: string): ArchivedList[] {
  return namesIn(archiveDir)
    .filter((name) => LIST_NAME.test(name))
    .toSorted()
    .map((name) => readList(join(archiveDir, name)));
}

function readList(path: string): ArchivedList {
  try {
    const { at, files } = listSchema.parse(JSON.parse(bytesAt(path)?.toString('utf8') ?? ''));
    return { path, at, files };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(
      'E_CORRUPT',
      `${path} is no list of archived files. Nothing was changed. "restore-originals" brings the files back without it.`,
      { data: { path }, cause },
    );
  }
}

function freePath(stem: string): string {
  for (let number = 1; number < NAMES_MAX; number++) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}.json`;
    if (!existsSync(path)) return path;
  }
  throw new StoreError('E_REFUSED', `There are ${NAMES_MAX} lists named like ${stem}. Nothing was changed.`);
}
