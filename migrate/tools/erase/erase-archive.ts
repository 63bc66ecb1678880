// The archive without the originals of some workspaces. The one place where something leaves an archive.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf, ORIGINALS } from '../../archive.ts';
import { attempt } from '../../attempt.ts';
import { bytesAt, writeDurably } from '../../durable-file.ts';
import { readManifest, writeManifest } from '../../manifest.ts';
import { archivedLists, archivedListText } from '../archived-list.ts';

/**
 * To be called with the archive's lock held. Bytes go first and the manifest last, so that a kill in between leaves the
 * rows by which running again finds what is left. Equal bytes of another workspace stay. Answers the rows removed.
 */
export function eraseFromArchive(archiveDir: string, workspaces: readonly string[]): number {
  eraseFromLists(archiveDir, workspaces);
  const path = manifestOf(archiveDir);
  const text = bytesAt(path)?.toString('utf8');
  if (text === undefined) return 0;
  const rows = readManifest(text, path);
  const kept = rows.filter(({ workspace }) => !workspaces.includes(workspace));
  if (kept.length === rows.length) return 0;
  const needed = new Set(kept.map(({ sha256 }) => sha256));
  for (const { sha256 } of rows) {
    const original = join(archiveDir, ORIGINALS, sha256);
    if (!needed.has(sha256)) attempt('remove', original, () => rmSync(original, { force: true }));
  }
  writeDurably(path, Buffer.from(writeManifest(kept)));
  return rows.length - kept.length;
}

function eraseFromLists(archiveDir: string, workspaces: readonly string[]): void {
  for (const { path, at, files } of archivedLists(archiveDir)) {
    const kept = files.filter(({ workspace }) => !workspaces.includes(workspace));
    if (kept.length < files.length) writeDurably(path, Buffer.from(archivedListText(at, kept)));
  }
}
