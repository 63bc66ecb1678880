// Words of erased sessions that another workspace has as well: a copied or moved project has the same ids. They stay there, so
// finding them tells nothing about an erasure. The early version's file is no other workspace: it holds all of them.

import { join } from 'node:path';
import { canonicalText } from '../../../contract/session-writer.ts';
import { unlessRejected } from '../../../contract/unless-failed.ts';
import { GLOBAL_WORKSPACE } from '../../legacy-files.ts';
import { databaseFiles } from '../database-files.ts';
import { textsIn } from './canary-sweep.ts';
import type { EraseReaders } from './erase-plan.ts';

/** `files`: of other workspaces, relative to the home. What cannot be read is passed by: its words count as nobody's. */
export async function wordsOfOthers(
  readers: EraseReaders,
  texts: readonly string[],
  files: readonly string[],
): Promise<Set<string>> {
  const held = new Set<string>();
  const left = (): string[] => texts.filter((text) => !held.has(text));
  for (const file of files) {
    await unlessRejected(() => {
      for (const text of textsIn(join(readers.home, file), left())) held.add(text);
    });
  }
  for (const { path } of databaseFiles(readers.home, () => {})) {
    await unlessRejected(() => addFromDatabase(readers, path, left(), held));
  }
  return held;
}

const addFromDatabase = (
  { workspaces, readDatabase }: EraseReaders,
  path: string,
  texts: readonly string[],
  held: Set<string>,
): Promise<void> =>
  readDatabase(path, async (store) => {
    const written = new Map(texts.map((text) => [text, JSON.stringify(text).slice(1, -1)]));
    for (const { hash } of await store.workspaces()) {
      if (workspaces.includes(hash) || hash === GLOBAL_WORKSPACE) continue;
      await store.visitSessions(hash, (sessions) => {
        for (const text of sessions.map(canonicalText)) {
          for (const [word, escaped] of written) if (text.includes(escaped)) held.add(word);
        }
      });
    }
  });
