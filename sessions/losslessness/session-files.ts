// The session files of a home as they stand on the disk, for comparing homes byte by byte.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By their names relative to `home`, with forward slashes. */
export type FilesOnDisk = ReadonlyMap<string, Buffer>;

const SESSION_FILE = /^\.ait42\/(?:sessions\.json|sessions\/[0-9a-f]{16}\.json)$/;

export const sessionFilesIn = (home: string): FilesOnDisk =>
  new Map([...filesBelow(home)].filter(([name]) => SESSION_FILE.test(name)));

/** Of everything below a directory but what a database keeps in memory shared by its users. */
export function stateOf(directory: string): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of filesBelow(directory))
    if (!name.endsWith('-shm')) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
}

function filesBelow(directory: string): [string, Buffer][] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => [path.slice(directory.length + 1).replaceAll('\\', '/'), readFileSync(path)]);
}

/** The first file that differs, in a few words; null where all are the same. */
export function fileDifference(expected: FilesOnDisk, actual: FilesOnDisk): string | null {
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    const [wanted, got] = [expected.get(name), actual.get(name)];
    if (wanted === undefined) return `${name} is there and should not be`;
    if (got === undefined) return `${name} is missing`;
    if (!wanted.equals(got)) return `${name} differs at byte ${firstDifference(wanted, got)}`;
  }
  return null;
}

const firstDifference = (left: Buffer, right: Buffer): number => {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? left.length : at;
};
