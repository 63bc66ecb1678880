// Opens and reads files that anybody may have put where they are. A pipe or a device in the place of a file must not keep
// the process waiting: an open without O_NONBLOCK stops its whole thread, timers and signal handlers included. And no
// file, however large or endless, may fill the memory.
//
// Failures are errors like the system's own, with a code: who calls says what it was for and what state things are in.

import { constants as bufferLimits } from 'node:buffer';
import { type BigIntStats, closeSync, constants, copyFileSync, fstatSync, openSync, readSync } from 'node:fs';

/** What fits into one text. */
export const READ_BYTES_MAX = bufferLimits.MAX_STRING_LENGTH;

/** A file of size 0 may have content all the same, as those of /proc have. */
const CHUNK_BYTES = 64 * 1024;

/** Runs work on the open file and closes it. ERR_NOT_REGULAR_FILE; EISDIR; what opening throws. */
export function withRegularFile<T>(
  path: string,
  work: (descriptor: number, stats: BigIntStats) => T,
  flags: number = constants.O_RDONLY,
  mode?: number,
): T {
  const descriptor = openWithoutWaiting(path, flags, mode);
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    requireRegular(path, descriptor, stats);
    return work(descriptor, stats);
  } finally {
    closeSync(descriptor);
  }
}

/** As {@link withRegularFile}, for one who closes the file himself. */
export function openRegularFile(path: string, flags: number = constants.O_RDONLY): number {
  const descriptor = openWithoutWaiting(path, flags);
  try {
    requireRegular(path, descriptor, fstatSync(descriptor, { bigint: true }));
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The whole file. ERR_FS_FILE_TOO_LARGE above the limit; what {@link withRegularFile} throws. */
export const readRegularFile = (path: string, bytesMax: number = READ_BYTES_MAX): Buffer =>
  withRegularFile(path, (descriptor, stats) => readOpened(descriptor, Number(stats.size), bytesMax));

/** All of an open file that had this size; what was written behind that meanwhile is left out. */
export function readOpened(descriptor: number, sizeBytes: number, bytesMax: number = READ_BYTES_MAX): Buffer {
  if (sizeBytes > bytesMax) throw tooLarge(bytesMax);
  if (sizeBytes === 0) return readUnsized(descriptor, bytesMax);
  const bytes = Buffer.allocUnsafe(sizeBytes);
  let length = 0;
  while (length < sizeBytes) {
    const count = readSync(descriptor, bytes, length, sizeBytes - length, null);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}

/** Copies a regular file under a name that nothing has yet; blocks are shared where the file system can. EEXIST. */
export function copyRegularFile(from: string, to: string): void {
  withRegularFile(from, () => copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE));
}

/** Windows has neither pipes in directories nor the flag. */
const openWithoutWaiting = (path: string, flags: number, mode?: number): number =>
  openSync(path, flags | (constants.O_NONBLOCK ?? 0), mode);

function requireRegular(path: string, descriptor: number, stats: BigIntStats): void {
  if (stats.isFile()) return;
  // Reading a directory fails, in the system's own words.
  if (stats.isDirectory()) readSync(descriptor, Buffer.alloc(1));
  throw coded('ERR_NOT_REGULAR_FILE', `${path} is not a regular file but a pipe, a socket or a device`);
}

function readUnsized(descriptor: number, bytesMax: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= bytesMax; ) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSync(descriptor, chunk);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  throw tooLarge(bytesMax);
}

const tooLarge = (bytesMax: number): Error =>
  coded('ERR_FS_FILE_TOO_LARGE', `it has more than ${bytesMax} bytes, the most that is read at once`);

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });
