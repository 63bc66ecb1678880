// A folder in memory for the homes of our own stores while a sequence is played on them: every operation writes a file
// whole or commits, and what is compared are answers, not how fast a disk is. Timings and kills need a disk and do not ask
// here; power cuts are made from recorded calls, whatever took them.
//
// Only where it cannot fill the memory: on Linux, on a tmpfs that has room, of a machine (or container) that has more than
// that to spare. Homes take some tens of megabytes. Who names a folder for temporary files (TMPDIR) gets that one.

import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';
/** statfs(2): TMPFS_MAGIC. */
const TMPFS = 0x01021994;
const FREE_BYTES_MIN = 1024 ** 3;

/** Undefined where there is none to be used. */
export function memoryFolder(
  folder: string = SHARED_MEMORY,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  if (process.platform !== 'linux' || environment.TMPDIR !== undefined) return undefined;
  try {
    const { type, bavail, bsize } = statfsSync(folder);
    const isRoomy = bavail * bsize >= FREE_BYTES_MIN && process.availableMemory() >= 2 * FREE_BYTES_MIN;
    return type === TMPFS && isRoomy ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** A folder for the work alone, in memory where that can be. */
export async function withMemoryFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(memoryFolder() ?? tmpdir(), `storeproof-${name}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
