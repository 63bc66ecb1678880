// One digest for the content of a migration, both sides of it: the Merkle root over one leaf per workspace. Versions,
// times and the history of the import are left out, so that two migrations of the same data agree.

import type { WorkspaceEntry } from './certificate.ts';
import { MerkleTree } from './merkle.ts';

type Content = Pick<
  WorkspaceEntry,
  'workspace' | 'file' | 'sizeBytes' | 'sha256' | 'fileRoot' | 'databaseRoot'
>;

/** 64 hex digits. The order of the entries counts. */
export function contentRootOf(entries: Iterable<Content>): string {
  const tree = new MerkleTree();
  for (const { workspace, file, sizeBytes, sha256, fileRoot, databaseRoot } of entries) {
    const values = [workspace, file, sizeBytes, sha256, fileRoot, databaseRoot];
    tree.add(Buffer.from(values.map((value) => `${value ?? '-'}\n`).join(''), 'utf8'));
  }
  return tree.root();
}
