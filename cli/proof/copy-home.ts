// Copies the session files of a home directory, so that nothing later in a run can reach the originals, which are
// only ever read. Foreign files are copied by name alone: their content is nobody's business here.

import { mkdir, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { ProgressListener } from '../../contract/progress.ts';
import { type LegacyFile, type LegacyFiles, legacyFiles } from '../../migrate/legacy-files.ts';
import { readStable } from '../../migrate/stable-read.ts';

export interface CopyOptions {
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

export interface CopySums {
  readonly files: number;
  readonly bytes: number;
}

/** Copy, database, archive and rewritten files: each is about as large as the sources at most. */
const SPACE_FACTOR = 4;

/**
 * Makes `to` in an existing directory. E_NOT_FOUND and E_IO when the home, or any session file in it, cannot be read: a partial copy
 * would prove too little. E_LOCKED when a file keeps changing; E_NO_SPACE before anything is written; E_ABORTED.
 */
export async function copyHome(from: string, to: string, options: CopyOptions): Promise<CopySums> {
  const { files, foreign } = legacyFiles(from);
  if (files.length === 0) {
    throw new StoreError(
      'E_NOT_FOUND',
      `There are no session files in ${from}, so there is nothing to prove.`,
    );
  }
  await requireSpace(dirname(to), (await sizeOf(files)) * SPACE_FACTOR);
  await mkdir(join(to, '.ait42', 'sessions'), { recursive: true, mode: 0o700 });
  let bytes = 0;
  for (const [done, file] of files.entries()) {
    if (options.signal.aborted) throw new StoreError('E_ABORTED', 'Copying the session files was stopped.');
    options.onProgress({ stage: 'copying', done, total: files.length, unit: 'files' });
    bytes += await copyFile(file, to);
  }
  for (const name of foreign) await namePlaceholder(join(to, name), name.endsWith('/'));
  return { files: files.length, bytes };
}

/** Throws E_NOT_FOUND and E_IO for a home that cannot be listed or has no session files. Reads no file. */
export function requireSessionFiles(home: string): LegacyFiles {
  const listed = legacyFiles(home);
  if (listed.files.length > 0) return listed;
  throw new StoreError('E_NOT_FOUND', `There are no session files in ${home}, so there is nothing to prove.`);
}

/** Files that vanish or are unreadable count nothing here; copying them says what is wrong. */
async function sizeOf(files: readonly LegacyFile[]): Promise<number> {
  let bytes = 0;
  for (const { path } of files) bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  return bytes;
}

async function requireSpace(target: string, bytesNeeded: number): Promise<void> {
  const { bavail, bsize } = await statfs(target);
  if (bavail * bsize >= bytesNeeded) return;
  throw new StoreError(
    'E_NO_SPACE',
    `The run needs about ${bytesNeeded} bytes in ${target}, and ${bavail * bsize} are free. Nothing was written.`,
  );
}

async function copyFile({ file, path }: LegacyFile, to: string): Promise<number> {
  const { bytes } = await readStable(path);
  await writeFile(join(to, file), bytes, { flag: 'wx', mode: 0o600 });
  return bytes.length;
}

async function namePlaceholder(path: string, isDirectory: boolean): Promise<void> {
  await mkdir(isDirectory ? path : dirname(path), { recursive: true, mode: 0o700 });
  if (!isDirectory) await writeFile(path, '', { flag: 'wx', mode: 0o600 });
}
