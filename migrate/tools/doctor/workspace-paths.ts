// The workspace behind a session file. The file holds only a hash, but its instances' working trees lie below or beside
// the workspace: a directory above one whose path has the hash in question is it.

import { dirname } from 'node:path';
import type { WorktreeSession } from '../../../contract/session.ts';
import { hashRaw, workspaceHash } from '../../../contract/workspace.ts';

/** Directories looked at above each working tree. */
const DEPTH_MAX = 40;
/** Distinct working trees looked at in a file. */
const TREES_MAX = 200;

/** Every path with the hash; more than one is a collision of hashes, unless they are the same directory. */
export function pathsOfHash(sessions: readonly WorktreeSession[], hash: string): readonly string[] {
  const trees = new Set<string>();
  for (const { instances } of sessions) {
    for (const { worktreePath } of instances) if (trees.size < TREES_MAX) trees.add(worktreePath);
  }
  const seen = new Set<string>();
  const found = new Set<string>();
  for (const tree of trees) {
    for (let path = tree, depth = 0; depth < DEPTH_MAX && !seen.has(path); path = dirname(path), depth++) {
      seen.add(path);
      if (path !== '' && (hashRaw(path) === hash || workspaceHash(path) === hash)) found.add(path);
    }
  }
  return [...found];
}
