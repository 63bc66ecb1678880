// What lies in a folder, byte for byte, so that it can be said whether something has changed it.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** By the path of each file in it: what stands for its content. */
export type FilesIn = ReadonlyMap<string, string>;

export function filesIn(folder: string): FilesIn {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile() ? readFileSync(path) : entry.isSymbolicLink() ? readlinkSync(path) : '';
      return [path.slice(folder.length + 1), createHash('sha256').update(content).digest('hex')];
    }),
  );
}

/** The first path at which two folders differ; null: none. */
export const changedFile = (before: FilesIn, after: FilesIn): string | null =>
  [...new Set([...before.keys(), ...after.keys()])].find((path) => before.get(path) !== after.get(path)) ??
  null;
