// The way back from rows alone: writes the session file of every workspace of a store, as it was imported or, after later
// writes, as the app writes it, into a directory that then can serve as a home. Never overwrites a file with other content.

import { join } from 'node:path';
import type { Control } from '../contract/progress.ts';
import { bytesAt, createDurably, holdsSame } from '../files/durable-file.ts';
import type { ImportTarget } from './import-target.ts';
import { itemByItem } from './item-by-item.ts';
import { legacyFileOf } from './legacy-files.ts';
import { requireSoundStore } from './sound-source.ts';
import { sha256Of } from './source-file.ts';

export interface RewriteOptions extends Control {
  readonly store: ImportTarget;
  /** Like a home: files go to its .ait42 directory. Made when absent. */
  readonly targetDir: string;
  /** Called once it is known that the store is sound. Default: left to the first file. */
  readonly makeTarget?: () => void;
}

export interface RewrittenFile {
  /** Relative to the target directory. */
  readonly file: string;
  readonly sessions: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** present: the very same bytes stood there already. */
  readonly result: 'written' | 'present';
}

export interface RewriteReport {
  readonly files: readonly RewrittenFile[];
  readonly sessions: number;
  readonly sizeBytes: number;
}

/** E_CORRUPT before anything is written when the store is damaged; E_REFUSED before anything is written when a file with other content is in the way; E_ABORTED between files. */
export async function rewriteFiles(options: RewriteOptions): Promise<RewriteReport> {
  const { store, targetDir } = options;
  // Ordinary reads do not look at digests, and a wrong file would look like a right one.
  await requireSoundStore(store);
  options.makeTarget?.();
  const hashes = (await store.workspaces()).map(({ hash }) => hash);
  for (const hash of hashes) await requireFreeTarget(store, targetDir, hash);
  const files: RewrittenFile[] = [];
  for (const hash of itemByItem('rewriting', hashes, options))
    files.push(await rewriteFile(store, targetDir, hash));
  return {
    files,
    sessions: files.reduce((sum, { sessions }) => sum + sessions, 0),
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** Costs nothing in a fresh directory: a workspace is read only when something stands at its place. */
async function requireFreeTarget(store: ImportTarget, targetDir: string, hash: string): Promise<void> {
  const path = join(targetDir, legacyFileOf(hash));
  if (bytesAt(path) !== undefined) holdsSame(path, await bytesOf(store, hash));
}

async function rewriteFile(store: ImportTarget, targetDir: string, hash: string): Promise<RewrittenFile> {
  const file = legacyFileOf(hash);
  const sessions = await store.sessionsOfHash(hash);
  const bytes = await bytesOf(store, hash);
  const isWritten = createDurably(join(targetDir, file), bytes);
  return {
    file,
    sessions: sessions.length,
    sizeBytes: bytes.length,
    sha256: sha256Of(bytes),
    result: isWritten ? 'written' : 'present',
  };
}

/** A workspace that is gone meanwhile has the file of no sessions. */
const bytesOf = async (store: ImportTarget, hash: string): Promise<Buffer> =>
  Buffer.from((await store.fileText(hash)) ?? '[]', 'utf8');
