// Copies the session files of a home directory, so that nothing later in a run can reach the originals, which are
// only ever read. Foreign files are copied by name alone: their content is nobody's business here.

import { mkdir, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { ProgressListener } from '../../contract/progress.ts';
import { type LegacyFile, type LegacyFiles, legacyFiles } from '../../migrate/legacy-files.ts';
import { readSource } from '../../migrate/source-file.ts';

export interface CopyOptions {
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal;
}

export interface CopySums {
  /** Copied. */
  readonly files: number;
  readonly bytes: number;
  /** Why each file that is not among them cannot be read, by its name. */
  readonly unread: ReadonlyMap<string, string>;
}

/** Copy, database, archive and rewritten files: each is about as large as the sources at most. */
const SPACE_FACTOR = 4;

/**
 * Makes `to` in an existing directory. A session file that cannot be read, or keeps changing, has in its place what cannot be
 * read either, so that an import of the copy refuses it as one of the home would. E_NOT_FOUND and E_IO when the home cannot
 * be read; E_NO_SPACE before anything is written; E_ABORTED.
 */
export async function copyHome(from: string, to: string, options: CopyOptions): Promise<CopySums> {
  const { files, foreign } = requireSessionFiles(from);
  await requireSpace(dirname(to), (await sizeOf(files)) * SPACE_FACTOR);
  await mkdir(join(to, '.ait42', 'sessions'), { recursive: true, mode: 0o700 });
  let bytes = 0;
  const unread = new Map<string, string>();
  for (const [done, file] of files.entries()) {
    if (options.signal.aborted) throw new StoreError('E_ABORTED', 'Copying the session files was stopped.');
    options.onProgress({ stage: 'copying', done, total: files.length, unit: 'files' });
    const source = await readSource(file);
    const copy = join(to, file.file);
    if (source.state === 'blocked') {
      // To nothing: whoever reads it, root too, cannot.
      await symlink(join(to, 'unread'), copy, 'junction');
      unread.set(file.file, source.reason);
    } else {
      await writeFile(copy, source.bytes, { flag: 'wx', mode: 0o600 });
      bytes += source.bytes.length;
    }
  }
  // What has a session file's name and is none must not become one.
  for (const name of foreign)
    await namePlaceholder(join(to, name), name.endsWith('/') || SESSION_FILE.test(name));
  return { files: files.length - unread.size, bytes, unread };
}

const SESSION_FILE = /^\.ait42\/sessions(?:\/[0-9a-f]{16})?\.json$/;

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

async function namePlaceholder(path: string, isDirectory: boolean): Promise<void> {
  await mkdir(isDirectory ? path : dirname(path), { recursive: true, mode: 0o700 });
  if (!isDirectory) await writeFile(path, '', { flag: 'wx', mode: 0o600 });
}
