// Whole session files, as an import and the way back handle them: what the SQLite store has beside the contract. Another store does
// as much through the contract, so that there is work to hold its own against.

import { join } from 'node:path';
import { sessionsDigest } from '../../contract/canonical.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import type { SessionStore } from '../../contract/store.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { sessionAt } from '../datasets/session.ts';
import { furtherSessions } from './chosen-sessions.ts';
import { together } from './together.ts';
import type { SessionStage, SessionWorkload } from './workload.ts';

interface SessionFile {
  readonly path: string;
  readonly hash: string;
  readonly sessions: readonly WorktreeSession[];
  readonly text: string;
}

/** Files of one session each that the app would have spelled otherwise, so that their layouts are kept. */
const filesOn = (stage: SessionStage): readonly SessionFile[] =>
  furtherSessions(stage.dataset).map((session) => {
    const path = join(stage.folder, `file-${session.id}`);
    return { path, hash: workspaceHash(path), sessions: [session], text: JSON.stringify([session]) };
  });

/** A file that nothing is known of. */
export const importFile: SessionWorkload = onFiles((stage, files) => ({
  begin: () => removeAll(stage.store, files),
  calls: files.map((file) => async () => importInto(stage.store, file)),
  effects: () => Promise.all(files.map(({ path }) => stage.store.getAllSessions(path))),
}));

/** So many sessions that the search index is put in order behind them. */
const LARGE_FILE_SESSIONS = 100;

/** A file of many sessions that nothing is known of. */
export const importLargeFile: SessionWorkload = onFiles((stage, [file]) => {
  const sessions = Array.from({ length: LARGE_FILE_SESSIONS }, (_, at) => sessionAt(stage.dataset, at));
  const large = { ...(file as SessionFile), sessions, text: writeSessions(sessions) };
  return {
    begin: () => removeFrom(stage.store, large),
    calls: [async () => importInto(stage.store, large)],
    effects: async () => sessionsDigest(await stage.store.getAllSessions(large.path)),
    end: () => removeFrom(stage.store, large),
  };
});

/** What is looked at before a file is written again, and its text. */
export const exportFile: SessionWorkload = onFiles((stage, files) => ({
  begin: () => importAll(stage.store, files),
  calls: files.map(({ path, hash }) => async () => {
    const { store } = stage;
    if (!hasFiles(store)) return store.getAllSessions(path);
    await store.workspaces();
    await store.contentVersions();
    await store.damageOf(hash);
    return store.fileText(hash);
  }),
  reveal: (answer) => (typeof answer === 'string' ? JSON.parse(answer) : answer),
}));

/** Of a workspace whose path becomes known by a write to it. */
export const removeFile: SessionWorkload = onFiles((stage, files) => ({
  begin: () => importAll(stage.store, files),
  calls: files.map((file) => async () => {
    await stage.store.deleteSession(file.path, 'none');
    await removeFrom(stage.store, file);
  }),
  effects: () => Promise.all(files.map(({ path }) => stage.store.getAllSessions(path))),
}));

function onFiles(
  roundOn: (
    stage: SessionStage,
    files: readonly SessionFile[],
  ) => Awaited<ReturnType<SessionWorkload['prepare']>>,
): SessionWorkload {
  return {
    group: 'write',
    needs: ['transaction'],
    prepare: (stage) => {
      const files = filesOn(stage);
      return { end: () => removeAll(stage.store, files), ...roundOn(stage, files) };
    },
  };
}

type FileStore = SessionStore & SqliteStore;

const hasFiles = (store: SessionStore): store is FileStore => 'replaceWorkspace' in store;

async function importAll(store: SessionStore, files: readonly SessionFile[]): Promise<void> {
  await removeAll(store, files);
  for (const file of files) await importInto(store, file);
}

async function removeAll(store: SessionStore, files: readonly SessionFile[]): Promise<void> {
  for (const file of files) await removeFrom(store, file);
}

const importInto = (store: SessionStore, { path, hash, sessions, text }: SessionFile): Promise<void> =>
  hasFiles(store)
    ? store.replaceWorkspace(hash, sessions, { original: text })
    : together(store, path, async (operations) => {
        for (const session of sessions) await operations.createSession(path, session);
      });

const removeFrom = (store: SessionStore, { path, hash, sessions }: SessionFile): Promise<void> =>
  hasFiles(store)
    ? store.removeWorkspace(hash)
    : together(store, path, async (operations) => {
        for (const { id } of sessions) await operations.deleteSession(path, id);
      });
