// After an erasure the bytes are gone from the file, and everything else is as it was.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { readSessions } from '../contract/session-reader.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { openSqliteStore } from './index.ts';

const ERASED = '00000000000000aa';
const KEPT = '00000000000000bb';

/** Texts long enough to be compressed, and short ones. */
function sessionsWith(mark: string, count: number) {
  const list = Array.from({ length: count }, (_, index) => ({
    id: `${mark}id${index}`,
    type: 'debate',
    task: `${mark}task ${mark}word${index}`,
    status: 'completed',
    createdAt: `2025-11-12T14:00:00.${100 + index}Z`,
    updatedAt: `2025-11-12T14:00:00.${100 + index}Z`,
    instances: [
      {
        instanceId: 0,
        worktreePath: `/${mark}tree`,
        branch: `${mark}branch`,
        agentName: `${mark}agent`,
        status: 'idle',
        tmuxSessionId: 't',
        output: `${mark}output `.repeat(index % 5 === 0 ? 4_000 : 3),
      },
    ],
    chatHistory: [{ id: 'm', role: 'user', content: `${mark}chat日本${index}`, timestamp: 'now' }],
  }));
  return readSessions(JSON.stringify(list));
}

test('bytes of an erased workspace are in no page, index, sample or log; the rest stays exact', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'erasure-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sessions.db');
  const store = await openSqliteStore({ file });
  const kept = sessionsWith('keepme', 150);
  await store.replaceWorkspace(KEPT, kept);
  for (let round = 0; round < 3; round++) {
    await store.replaceWorkspace(ERASED, sessionsWith('zqxjcanary', 150 - round), {
      original: writeSessions(sessionsWith('zqxjcanary', 150 - round)).replace('[', ' ['),
    });
  }
  await store.close();
  const analysed = new Database(file);
  analysed.exec('ANALYZE');
  analysed.close();
  expect(readFileSync(file).includes('zqxjcanary')).toBe(true);

  const again = await openSqliteStore({ file });
  const reader = new Database(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM sessions').get();
  await expect(again.eraseWorkspaces([ERASED, '00000000000000cc'])).rejects.toMatchObject({
    code: 'E_LOCKED',
    data: { removedSessions: 148 },
  });
  reader.close();
  expect(await again.eraseWorkspaces([ERASED])).toBe(0);
  for (const suffix of ['', '-wal', '-shm']) {
    if (!existsSync(file + suffix)) continue;
    const bytes = readFileSync(file + suffix);
    // The index leaves out what a word shares with the one before it.
    for (const piece of ['zqxjcanary', 'qxjcanary', 'jcanary', ERASED])
      expect(bytes.includes(piece), `${piece} ${suffix}`).toBe(false);
  }
  expect((await again.check()).findings).toEqual([]);
  expect(writeSessions(await again.sessionsOfHash(KEPT))).toBe(writeSessions(kept));
  expect((await again.searchHash(KEPT, { text: 'keepmeword7' })).hits).toHaveLength(1);
  await again.close();
  const settings = new Database(file, { readonly: true });
  expect(settings.pragma('auto_vacuum', { simple: true })).toBe(2);
  settings.close();
});
