// Databases are not kept on network disks: SQLite's documentation names them as a way to corrupt one, because locks there
// are often not kept and the write-ahead log needs memory that processes share.

import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../contract/errors.ts';

/** Magic numbers of Linux's statfs(2). Not FUSE and 9p, which may be local. */
const NETWORK_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x5346414f, 'afs'],
]);

/** The name of a network file system by its type number on this platform; undefined for any other. */
export const networkFileSystem = (type: number, platform: string = process.platform): string | undefined =>
  platform === 'linux' ? NETWORK_TYPES.get(type >>> 0) : undefined;

/** Throws E_NETWORK_DISK when the file's directory, which must exist, is on a network disk. */
export function requireLocalDisk(file: string, typeOf: (directory: string) => number = systemTypeOf): void {
  const name = networkFileSystem(typeOf(dirname(file)));
  if (name === undefined) return;
  throw new StoreError(
    'E_NETWORK_DISK',
    `The database ${file} would be on a network disk (${name}), where SQLite's locks are not reliable and databases get damaged. Nothing was changed. Keep the session files, or move the home to a local disk.`,
    { data: { file, fileSystem: name } },
  );
}

const systemTypeOf = (directory: string): number => statfsSync(directory).type;
