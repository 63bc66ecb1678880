// Originals that an archive holds without a row in its manifest: an import was killed between keeping the bytes and noting
// them. Whose they are only their sessions tell.

import { join } from 'node:path';
import { namesIn } from '../../../files/attempt.ts';
import { bytesAt } from '../../../files/durable-file.ts';
import { type Archive, ORIGINALS } from '../../archive.ts';
import { sizeAt } from '../../stream/file-source.ts';
import type { NotErased } from './failures.ts';

export interface UnlistedOriginals {
  /** Digests of originals with sessions of the erased workspaces and of no other. */
  readonly digests: readonly string[];
  readonly skipped: readonly NotErased[];
}

/** Relative to the home. */
const PLACE = `.ait42/archive/${ORIGINALS}`;
/** A text of more bytes cannot be looked at whole. */
const SIZE_MAX = 256 * 1024 * 1024;

/**
 * `ours`: ids of the sessions of the erased workspaces; `idsOfOthers` is asked only when an original has one of them.
 * An id that both have tells nothing. E_IO.
 */
export async function unlistedOriginals(
  archiveDir: string,
  archive: Archive,
  ours: ReadonlySet<string>,
  idsOfOthers: () => Promise<ReadonlySet<string>>,
): Promise<UnlistedOriginals> {
  const digests: string[] = [];
  const skipped: NotErased[] = [];
  let others: ReadonlySet<string> | undefined;
  for (const sha256 of unlistedDigests(archiveDir, archive)) {
    const ids = idsIn(join(archiveDir, ORIGINALS, sha256));
    if (ids === undefined) {
      const reason = `No row of the manifest says whose it is, and it has more than ${SIZE_MAX} bytes. Look into it yourself.`;
      skipped.push({ file: `${PLACE}/${sha256}`, reason });
      continue;
    }
    if (!ids.some((id) => ours.has(id))) continue;
    others ??= await idsOfOthers();
    const theirs = others;
    if (!ids.some((id) => ours.has(id) && !theirs.has(id))) continue;
    if (!ids.some((id) => theirs.has(id) && !ours.has(id))) digests.push(sha256);
    else skipped.push({ file: `${PLACE}/${sha256}`, reason: SHARED });
  }
  return { digests, skipped };
}

const SHARED =
  'No row of the manifest says whose it is, and it holds sessions of other workspaces as well. Look into it yourself.';

/** Sorted. E_IO. */
export function unlistedDigests(archiveDir: string, archive: Archive): string[] {
  const listed = new Set(archive.originals().map(({ sha256 }) => sha256));
  return namesIn(join(archiveDir, ORIGINALS))
    .filter((name) => /^[0-9a-f]{64}$/.test(name) && !listed.has(name))
    .toSorted();
}

/** The text may be damaged, so it is not parsed. Ids of messages are among them. */
function idsIn(path: string): string[] | undefined {
  if (sizeAt(path) > SIZE_MAX) return undefined;
  const text = bytesAt(path)?.toString('utf8') ?? '';
  return [...text.matchAll(/"id"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '""']) => unquoted(quoted));
}

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
