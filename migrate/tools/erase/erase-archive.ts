// The archive without the originals of some workspaces. The one place where something leaves an archive.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../../../files/attempt.ts';
import { bytesAt, writeDurably } from '../../../files/durable-file.ts';
import { manifestOf, ORIGINALS } from '../../archive.ts';
import { damagedManifests, openMended } from '../../damaged-manifest.ts';
import { writeManifest } from '../../manifest.ts';
import { archivedLists, archivedListText } from '../archived-list.ts';
import type { Failures } from './failures.ts';

/** Relative to the home. */
const PLACE = '.ait42/archive';

/**
 * To be called with the archive's lock held. `unlisted`: digests that go although no row names them; one that has a row
 * by now is left to its row. Answers how many originals went.
 */
export async function eraseFromArchive(
  archiveDir: string,
  workspaces: readonly string[],
  unlisted: readonly string[],
  failures: Failures,
): Promise<number> {
  await failures.visit(PLACE, () => eraseFromLists(archiveDir, workspaces));
  const gone = await failures.visit(PLACE, () => eraseOriginals(archiveDir, workspaces, unlisted, failures));
  await failures.visit(PLACE, () => eraseDamagedManifests(archiveDir, workspaces));
  return gone ?? 0;
}

/**
 * Bytes go first and the manifest last, so that a kill in between leaves the rows by which running again finds what is
 * left; a row whose bytes cannot be removed stays as well. Equal bytes of another workspace stay.
 */
async function eraseOriginals(
  archiveDir: string,
  workspaces: readonly string[],
  unlisted: readonly string[],
  failures: Failures,
): Promise<number> {
  const rows = openMended(archiveDir).originals();
  const isErased = ({ workspace }: { workspace: string }): boolean => workspaces.includes(workspace);
  const needed = new Set(rows.filter((row) => !isErased(row)).map(({ sha256 }) => sha256));
  const listed = new Set(rows.map(({ sha256 }) => sha256));
  const strays = unlisted.filter((sha256) => !listed.has(sha256));
  const gone = new Set<string>();
  for (const sha256 of [...strays, ...listed].filter((each) => !needed.has(each))) {
    const original = join(archiveDir, ORIGINALS, sha256);
    const remove = (): void => attempt('remove', original, () => rmSync(original, { force: true }));
    if (await failures.isDone(`${PLACE}/${ORIGINALS}/${sha256}`, remove)) gone.add(sha256);
  }
  const kept = rows.filter((row) => !isErased(row) || !(gone.has(row.sha256) || needed.has(row.sha256)));
  if (kept.length < rows.length) writeDurably(manifestOf(archiveDir), Buffer.from(writeManifest(kept)));
  return rows.length - kept.length + strays.filter((sha256) => gone.has(sha256)).length;
}

/** Those that were set aside and name a workspace: they list nothing that is needed any more. */
function eraseDamagedManifests(archiveDir: string, workspaces: readonly string[]): void {
  for (const path of damagedManifests(archiveDir)) {
    const text = bytesAt(path)?.toString('utf8') ?? '';
    if (workspaces.some((workspace) => text.includes(workspace)))
      attempt('remove', path, () => rmSync(path, { force: true }));
  }
}

function eraseFromLists(archiveDir: string, workspaces: readonly string[]): void {
  for (const { path, at, files } of archivedLists(archiveDir)) {
    const kept = files.filter(({ workspace }) => !workspaces.includes(workspace));
    if (kept.length < files.length) writeDurably(path, Buffer.from(archivedListText(at, kept)));
  }
}
