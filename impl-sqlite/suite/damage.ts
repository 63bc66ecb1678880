// A database with something of everything in it, and what its check says after damage by raw SQL.

import type Database from 'better-sqlite3';
import type { CheckReport } from '../index.ts';
import { instanceWith, messageWith, sessionWith, variedSessions } from './sessions.ts';
import type { TestDatabase } from './test-database.ts';

const RICH = sessionWith('rich', {
  task: 'unheard words',
  completedAt: '2025-11-12T15:00:00Z',
  model: 'opus',
  totalDuration: 2n ** 53n + 1n,
  totalFilesChanged: 1,
  totalLinesAdded: 2,
  totalLinesDeleted: 3,
  createdAt: 'no time',
  instances: [
    instanceWith(1, {
      output: 'plain output',
      filesChanged: 1,
      linesAdded: 2,
      linesDeleted: 3,
      runtime: 'claude',
    }),
    // Too compressible: kept as text, and most of the file. The next one is a zstd frame.
    instanceWith(2, { output: 'compressible '.repeat(40_000) }),
    instanceWith(3, { output: 'in a frame '.repeat(2_000) }),
  ],
  chatHistory: [messageWith('m1'), messageWith('m2')],
});

/** Fills the place's database: a workspace of a known path, one without, a file in an old layout; 23 sessions. */
export async function fillTestDatabase(place: TestDatabase): Promise<void> {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('first'));
  await store.createSession(place.workspace, RICH);
  await store.addChatMessage(place.workspace, 'rich', messageWith('m3', { content: 'appended later' }));
  await store.createSession(place.workspace, sessionWith('last'));
  await store.replaceWorkspace('00000000000000aa', variedSessions(20, 9), { original: '[ ]' });
  await store.close();
}

/** What the check says of the place's database after `damage`, done with every guard of the schema off. */
export async function checkAfter(
  place: TestDatabase,
  damage: (raw: Database.Database) => void,
): Promise<CheckReport> {
  const raw = place.raw();
  raw.pragma('foreign_keys = OFF');
  raw.pragma('ignore_check_constraints = ON');
  damage(raw);
  raw.close();
  return (await place.store()).check();
}

export const placesOf = ({ findings }: CheckReport): string[] => [
  ...new Set(findings.map(({ place }) => place)),
];
