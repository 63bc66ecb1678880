// What a disk holds, read from and put into a folder, and told apart by its digest.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DiskState } from './disk.ts';

/** With the paths that they have there. */
export function stateIn(home: string): DiskState {
  const entries = readdirSync(home, { recursive: true, withFileTypes: true });
  const pathOf = ({ parentPath, name }: (typeof entries)[number]): string => join(parentPath, name);
  return {
    directories: entries.filter((entry) => entry.isDirectory()).map(pathOf),
    files: new Map(
      entries.filter((entry) => entry.isFile()).map((entry) => [pathOf(entry), readFileSync(pathOf(entry))]),
    ),
  };
}

/** What is below `home` comes below `copy`, which is not there yet. */
export function putState({ directories, files }: DiskState, home: string, copy: string): void {
  mkdirSync(copy);
  for (const path of directories) mkdirSync(copy + path.slice(home.length), { recursive: true });
  for (const [path, bytes] of files) {
    const target = copy + path.slice(home.length);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}

/** Of files that no later call changed, the same buffers come again and again. */
const digests = new WeakMap<Buffer, string>();

export function digestOf({ directories, files }: DiskState): string {
  const named = [...files].map(([path, bytes]) => `${path}\0${digestOfBytes(bytes)}`);
  return [...directories.toSorted(), ...named.toSorted()].join('\n');
}

function digestOfBytes(bytes: Buffer): string {
  const known = digests.get(bytes);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(bytes).digest('base64');
  digests.set(bytes, digest);
  return digest;
}
