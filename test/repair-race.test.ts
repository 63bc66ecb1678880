// What programs commit to a damaged database while it is rebuilt, and a new database that cannot be finished.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { openRaw, type RawDatabase } from '../impl-sqlite/raw-database.ts';
import { readPhase, writePhase } from '../migrate/live/phase-file.ts';
import { diagnose, fileStateAt, nothingLeft } from '../migrate/tools/repair/diagnosis.ts';
import { repairDatabase } from '../migrate/tools/repair/repair-database.ts';
import type { ReadDatabase } from '../migrate/with-database.ts';

const root = mkdtempSync(join(tmpdir(), 'repair-race-'));
afterAll(() => rmSync(root, { recursive: true }));
let next = 0;
const SOUND = 'a'.repeat(16);
const SPOILT = 'b'.repeat(16);

const sessionOf = (id: string) =>
  checkedSession({
    ...{ id, type: 'debate', task: 't', status: 's', createdAt: '', updatedAt: '' },
    instances: [],
    chatHistory: [],
  });

const reading: ReadDatabase = async (file, work) => {
  const store = await openSqliteStore({ file }, { isReadOnly: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

async function write(file: string, ids: readonly string[]): Promise<void> {
  const store = await openSqliteStore({ file });
  await store.replaceWorkspace(SOUND, ids.map(sessionOf));
  await store.close();
}

/** A home in phase sqlite whose database has a sound and a spoilt workspace. */
async function damagedHome() {
  const home = join(root, `h${next++}`);
  mkdirSync(join(home, '.ait42', 'migration'), { recursive: true });
  writePhase(home, readPhase(home), 'sqlite');
  const file = join(home, '.ait42', 'sessions.db');
  await write(file, ['first']);
  const store = await openSqliteStore({ file });
  await store.replaceWorkspace(SPOILT, [sessionOf('spoilt')]);
  await store.close();
  const raw = openRaw(file);
  raw.exec("UPDATE sessions SET task = task || 'x' WHERE id = 'spoilt'");
  raw.close();
  return { home, file, archiveDir: join(home, '.ait42', 'archive') };
}

const idsIn = (file: string) =>
  reading(file, async (store) => (await store.sessionsOfHash(SOUND)).map(({ id }) => id));
const names = (home: string): string[] => readdirSync(join(home, '.ait42')).toSorted();

test('a session that is acknowledged while the database is rebuilt is in the new one', async () => {
  const place = await damagedHome();
  const diagnosis = await diagnose(reading, place.file);
  let readings = 0;
  const readDatabase: ReadDatabase = async (file, work) => {
    const answer = await reading(file, work);
    if (++readings === 1) await write(file, ['first', 'acknowledged']);
    return answer;
  };
  const report = await repairDatabase({ ...place, readDatabase, diagnosis });
  expect(report.workspaces).toMatchObject([{ workspace: SOUND, source: 'database', sessions: 2 }]);
  expect(report.lost).toEqual([SPOILT]);
  expect(report.diagnosis.intact).toMatchObject([{ hash: SOUND, sessions: 2 }]);
  expect(await idsIn(place.file)).toEqual(['first', 'acknowledged']);
});

test('a program that writes all the time ends the repair, and nothing was changed', async () => {
  const place = await damagedHome();
  const diagnosis = await diagnose(reading, place.file);
  let readings = 0;
  const readDatabase: ReadDatabase = async (file, work) => {
    const answer = await reading(file, work);
    await write(file, [`acknowledged-${++readings}`]);
    return answer;
  };
  await expect(repairDatabase({ ...place, readDatabase, diagnosis })).rejects.toMatchObject({
    code: 'E_CHANGED',
    exitCode: 9,
  });
  expect(await idsIn(place.file)).toEqual([`acknowledged-${readings}`]);
  expect(names(place.home).filter((name) => !name.endsWith('-shm') && !name.endsWith('-wal'))).toEqual([
    'migration',
    'sessions.db',
  ]);
});

test('a database that comes to stand where there was none is not replaced', async () => {
  const place = await damagedHome();
  const folder = join(place.home, '.ait42', 'sessions');
  mkdirSync(folder);
  writeFileSync(join(folder, `${'c'.repeat(16)}.json`), writeSessions([sessionOf('in-file')]));
  const diagnosis = nothingLeft('it is missing', fileStateAt(join(place.home, 'none.db')));
  const report = await repairDatabase({ ...place, readDatabase: reading, diagnosis });
  expect(report.diagnosis.intact).toMatchObject([{ hash: SOUND }]);
  expect(report.workspaces).toMatchObject([{ source: 'database' }, { source: 'file' }]);
});

test('a new database of which a part stays in its log is not put in place', async () => {
  const place = await damagedHome();
  const diagnosis = await diagnose(reading, place.file);
  let holder: RawDatabase | undefined;
  // As on a full disk, closing it cannot bring the log into the file.
  const readDatabase: ReadDatabase = async (file, work) => {
    const rebuilt = names(place.home).find((name) => /\.rebuilt-\d+-[0-9a-f]+$/.test(name)) ?? '';
    const other = openRaw(join(place.home, '.ait42', rebuilt));
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM sessions').get();
    holder = other;
    return reading(file, work);
  };
  const repair = repairDatabase({ ...place, readDatabase, diagnosis });
  await expect(repair).rejects.toMatchObject({
    code: 'E_NO_SPACE',
    message: expect.stringContaining('no room on the disk to rebuild'),
  });
  holder?.close();
  expect(await idsIn(place.file)).toEqual(['first']);
});
