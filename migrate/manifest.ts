// The list of what an archive holds: one row per original, with the file it came from and what became of it. The
// last row of a file is its newest original; earlier ones stay.

import { dirname } from 'node:path';
import { z } from 'zod';
import { StoreError } from '../contract/errors.ts';
import { legacyFileOf } from './legacy-files.ts';

export const ARCHIVE_SCHEMA = 'storeproof.archive/1';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const asideRecordSchema = z.object({
  /** Bytes of the original from `start` to before `end`. */
  start: count,
  end: count,
  /** Why it was not imported. */
  reason: z.string(),
});

const originalSchema = z.object({
  /** Relative to the home. */
  file: z.string(),
  workspace: z.string(),
  sizeBytes: count,
  sha256: digest,
  modifiedAt: z.string(),
  /**
   * pending: kept, its records not yet known to be in the store; imported; aside: the app cannot read it;
   * unchanged: the store held the same content before. replaced: no file, but what the store held for the workspace
   * before the file took its place, as the app would write it; `modifiedAt` is when that happened.
   */
  verdict: z.enum(['pending', 'imported', 'unchanged', 'aside', 'replaced']),
  /** Why it was put aside, else null. */
  reason: z.string().nullable(),
  /** Sessions in it and the digest of their content (sessionsDigest); null where it cannot be read. */
  sessions: count.nullable(),
  contentDigest: digest.nullable(),
  /** Of a damaged file whose sound records were imported: what was not. Absent everywhere else. */
  asideRecords: z.array(asideRecordSchema).optional(),
});
export type ArchivedOriginal = z.infer<typeof originalSchema>;

const manifestSchema = z.object({
  schema: z.literal(ARCHIVE_SCHEMA),
  originals: z.array(originalSchema),
});

export const writeManifest = (originals: readonly ArchivedOriginal[]): string =>
  `${JSON.stringify({ schema: ARCHIVE_SCHEMA, originals }, null, 2)}\n`;

/** Throws E_NEWER_VERSION for another schema of ours, E_CORRUPT for anything else that is no manifest. */
export function readManifest(text: string, path: string): ArchivedOriginal[] {
  const value = parsed(text, path);
  const schema = z.object({ schema: z.string() }).safeParse(value).data?.schema ?? '';
  if (schema.startsWith('storeproof.archive/') && schema !== ARCHIVE_SCHEMA) {
    throw new StoreError(
      'E_NEWER_VERSION',
      `${path} has the schema ${schema}; this version reads ${ARCHIVE_SCHEMA}.`,
    );
  }
  const manifest = manifestSchema.safeParse(value);
  if (!manifest.success) throw notAManifest(path, manifest.error);
  return manifest.data.originals;
}

/** Whether a text that readManifest refused can be a manifest of this schema, rather than of a later one. */
export const isOfThisSchema = (text: string): boolean =>
  [...text.matchAll(/"schema":\s*"(storeproof\.archive\/[^"]*)/g)].every(
    ([, schema]) => schema === ARCHIVE_SCHEMA,
  );

const ROW_START = /\n {4}(?=\{\n)/;
const ROW_END = '\n    }';

/** The rows of a damaged manifest that are whole, as writeManifest lays them out: JSON strings hold no line breaks. */
export function soundRows(text: string): ArchivedOriginal[] {
  const parts = text.split(ROW_START).slice(1);
  return parts.flatMap((part) => {
    const end = part.indexOf(ROW_END);
    const row = end < 0 ? undefined : rowIn(part.slice(0, end + ROW_END.length));
    return row === undefined ? [] : [row];
  });
}

/** Undefined as well for a row that contradicts itself: the damage may be in the middle of a name. */
function rowIn(text: string): ArchivedOriginal | undefined {
  try {
    const row = originalSchema.parse(JSON.parse(text));
    return legacyFileOf(row.workspace) === row.file ? row : undefined;
  } catch {
    return undefined;
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notAManifest(path, error);
  }
}

const notAManifest = (path: string, cause: unknown): StoreError =>
  new StoreError(
    'E_CORRUPT',
    `${path} is damaged: it is not a manifest of an archive. The originals beside it are untouched. The next verb that ` +
      'writes to the archive, such as "ait42-migrate migrate", keeps it under another name and lists again what is sound in it and every present file.',
    { data: { path, archive: dirname(path) }, cause },
  );
