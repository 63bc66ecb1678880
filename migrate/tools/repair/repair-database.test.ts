// A damaged database rebuilt from sources of different ages, some of them bad.

import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WorktreeSession } from '../../../contract/session.ts';
import { writeSessions } from '../../../contract/session-writer.ts';
import { sampleSession } from '../../../contract/suite/samples.ts';
import { useFolder } from '../../../contract/suite/test-folder.ts';
import { type ContentVersion, openSqliteStore } from '../../../impl-sqlite/index.ts';
import { importHome } from '../../import-home.ts';
import { readPhase, writePhase } from '../../live/phase-file.ts';
import { writeStamps } from '../../live/snapshot-stamps.ts';
import { sha256Of } from '../../source-file.ts';
import { readingDatabaseFile as readDatabase, withDatabase } from '../../with-database.ts';
import { diagnose, fileStateAt, nothingLeft } from './diagnosis.ts';
import { timeOfBackup } from './newest-backup.ts';
import { repairDatabase } from './repair-database.ts';

const { root, freshPath } = useFolder('repair');
const HASH = 'a'.repeat(16);
const EARLY = '2026-01-01T00:00:00.000Z';
const LATE = '2026-03-01T00:00:00.000Z';
const BACKUP = 'sessions-20260201-000000.db';

const KEPT = sampleSession('kept', { updatedAt: '2025-01-01T00:00:00Z' });
/** Changed later than the other one, and then deleted. */
const DELETED = sampleSession('deleted', { updatedAt: '2025-06-01T00:00:00Z' });

/** A home with the text as its one session file, imported; the database backed up, then made unreadable. */
async function damagedHome(text: string) {
  const home = freshPath();
  const below = (name: string): string => join(home, '.ait42', name);
  const path = below(`sessions/${HASH}.json`);
  for (const folder of ['sessions', 'backups', 'migration']) mkdirSync(below(folder), { recursive: true });
  writeFileSync(path, text);
  const place = { home, archiveDir: below('archive'), file: below('sessions.db') };
  await withDatabase(place, async (store) => {
    await importHome({ ...place, store, salvage: true });
    await store.backup(below(`backups/${BACKUP}`));
  });
  rmSync(place.file);
  writeFileSync(place.file, 'no database '.repeat(900));
  const stamped = (written: string, at: string, version?: ContentVersion): void => {
    writeFileSync(path, written);
    const ours = [sha256Of(Buffer.from(written))];
    writeStamps(home, { [HASH]: { ours, at, isForked: false, ...(version && { version }) } });
  };
  const lead = (phase: 'sqlite+json' | 'sqlite'): unknown => writePhase(home, readPhase(home), phase);
  const repair = async () =>
    repairDatabase({ ...place, readDatabase, diagnosis: await diagnose(readDatabase, place.file) });
  const held = () =>
    readDatabase(place.file, async (rebuilt) => (await rebuilt.sessionsOfHash(HASH)).map(({ id }) => id));
  return { ...place, below, path, stamped, lead, repair, held };
}

const BOTH = writeSessions([KEPT, DELETED]);
const ONE = writeSessions([KEPT]);

test('a file that we wrote after the backup comes before it: what was deleted does not return', async () => {
  const home = await damagedHome(BOTH);
  home.lead('sqlite+json');
  home.stamped(ONE, LATE);
  expect(await home.repair()).toMatchObject({
    workspaces: [{ source: 'file', asOf: LATE, sessions: 1 }],
    leftOut: [{ workspace: HASH, sessionId: 'deleted', source: 'backup' }],
    hasEarlierStates: true,
  });
  expect(await home.held()).toEqual(['kept']);
});

test('a backup that is later than our file comes before it, and what only the file has is named', async () => {
  const home = await damagedHome(ONE);
  home.lead('sqlite');
  home.stamped(BOTH, EARLY);
  expect(await home.repair()).toMatchObject({
    workspaces: [{ source: 'backup', asOf: '2026-02-01T00:00:00.000Z', sessions: 1 }],
    leftOut: [{ sessionId: 'deleted', source: 'file' }],
    hasEarlierStates: true,
  });
});

test('where both tell their version, that decides and not the time', async () => {
  const home = await damagedHome(ONE);
  const backup = home.below(`backups/${BACKUP}`);
  const [version] = await readDatabase(backup, (store) => store.contentVersions());
  home.lead('sqlite+json');
  // Written from an earlier state of the same workspace, though noted later.
  home.stamped(BOTH, LATE, { ...version!, revision: version!.revision - 1 });
  expect((await home.repair()).workspaces).toMatchObject([{ source: 'backup' }]);
});

test('a database that is gone is rebuilt as one of which nothing is known', async () => {
  const home = await damagedHome(ONE);
  home.lead('sqlite');
  rmSync(home.file);
  const report = await repairDatabase({
    ...home,
    readDatabase,
    diagnosis: nothingLeft('it is missing', fileStateAt(home.file)),
  });
  expect(report).toMatchObject({ keptAs: null, hasEarlierStates: true, workspaces: [{ sessions: 1 }] });
  expect(await home.held()).toEqual(['kept']);
});

test('while the files are the truth nothing is said to be of an earlier time', async () => {
  const home = await damagedHome(ONE);
  // What a killed repair left is not built upon.
  writeFileSync(`${home.file}.rebuilt-${process.pid}`, 'no database '.repeat(900));
  expect(await home.repair()).toMatchObject({
    workspaces: [{ source: 'file', sessions: 1 }],
    leftOut: [],
    badSources: [],
    hasEarlierStates: false,
  });
});

test('a salvaged original gives again what was salvaged', async () => {
  const home = await damagedHome(BOTH.replace('"id": "deleted"', '"id": 4'));
  rmSync(home.below(`backups/${BACKUP}`));
  expect(await home.repair()).toMatchObject({
    workspaces: [{ source: 'archive', sessions: 1 }],
    badSources: [{ place: `.ait42/sessions/${HASH}.json` }],
  });
  expect(await home.held()).toEqual(['kept']);
});

test('bad sources are named and do not keep the others from being used', async () => {
  const home = await damagedHome(ONE);
  writeFileSync(home.below('backups/sessions-20260301-000000.db'), 'no database '.repeat(900));
  writeFileSync(home.below('archive/manifest.json'), '{');
  writeFileSync(home.below('migration/snapshots.json'), '{');
  writeFileSync(home.path, '{');
  const { workspaces, badSources } = await home.repair();
  expect(workspaces).toMatchObject([{ source: 'backup', sessions: 1 }]);
  expect(badSources.map(({ place }) => place)).toEqual([
    'snapshots.json',
    `.ait42/sessions/${HASH}.json`,
    'archive',
    '.ait42/backups/sessions-20260301-000000.db',
  ]);
});

test('the time of a backup is that of its name, exact where the file was not touched since', () => {
  const path = join(root, 'before-import-20260201-000000123.db');
  writeFileSync(path, '');
  expect(timeOfBackup(path)).toBe('2026-02-01T00:00:00.000Z');
  const near = new Date('2026-02-01T00:00:00.750Z');
  utimesSync(path, near, near);
  expect(timeOfBackup(path)).toBe(near.toISOString());
  const other = join(root, 'mine.db');
  writeFileSync(other, '');
  expect(timeOfBackup(other)).toBe(statSync(other).mtime.toISOString());
});

test('a backup of a time to come does not hide a later one, and counts where it holds more', async () => {
  const { below, lead, repair, held, home } = await damagedHome(ONE);
  lead('sqlite');
  rmSync(below(`sessions/${HASH}.json`));
  const database = await openSqliteStore({ file: join(home, 'from.db') });
  const backUp = async (name: string, ...list: WorktreeSession[]): Promise<void> => {
    await database.replaceWorkspace(HASH, list);
    await database.backup(below(`backups/${name}`));
  };
  rmSync(below(`backups/${BACKUP}`));
  await backUp('sessions-20990101-000000.db', KEPT);
  await backUp('sessions-20260102-000000.db', KEPT, DELETED);
  expect((await repair()).workspaces).toMatchObject([
    { source: 'backup', place: '.ait42/backups/sessions-20260102-000000.db' },
  ]);
  expect(await held()).toEqual(['kept', 'deleted']);
  writeFileSync(below('sessions.db'), 'no database '.repeat(900));
  await backUp('sessions-20980101-000000.db', KEPT);
  await database.close();
  const [taken] = (await repair()).workspaces;
  expect(taken).toMatchObject({ place: '.ait42/backups/sessions-20980101-000000.db' });
  expect(Date.parse(taken?.asOf ?? '')).toBeLessThanOrEqual(Date.now());
});
