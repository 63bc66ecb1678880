// Compares what was imported of a damaged file with the store: the app cannot read the file, but the archive's manifest
// says which sessions were taken from its very bytes.

import type { Archive } from './archive.ts';
import { type Finding, wholeFile } from './finding.ts';
import type { DamagedSource } from './import-source.ts';
import type { ImportTarget } from './import-target.ts';
import type { ArchivedOriginal } from './manifest.ts';
import { salvagedSource } from './salvage/salvaged-source.ts';
import { reasonOf } from './source-file.ts';
import { compareWithStore } from './verify-file.ts';
import { storedContent } from './visit-workspace.ts';

/** The row of a damaged file whose complete records were imported; undefined for a file that is aside as a whole. */
export function salvagedOriginal(
  archive: Archive,
  file: string,
  sha256: string,
): ArchivedOriginal | undefined {
  const newest = archive.newestOf(file);
  return newest?.sha256 === sha256 && newest.asideRecords !== undefined ? newest : undefined;
}

/** `isKnown`: whether the store knows the workspace. */
export async function compareSalvaged(
  store: ImportTarget,
  { source, contentDigest }: { readonly source: DamagedSource; readonly contentDigest: string | null },
  isKnown: boolean,
): Promise<Finding[]> {
  const { file } = source;
  try {
    const stored = await storedContent(store, source.workspace);
    if (stored?.digest === contentDigest) return [];
    // Salvaged again for the places of the differences alone: another version may take other records.
    const again = salvagedSource(source);
    if (again.state === 'readable' && again.content.digest === contentDigest)
      return await compareWithStore(store, again, isKnown);
    return [wholeFile('mismatch', file, 'the store holds other sessions than were salvaged from the file')];
  } catch (error) {
    return [wholeFile('store', file, reasonOf(error))];
  }
}
