// What counts as evidence for a step forward, and what only looks like it.

import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { databaseFile, openSqliteStore } from '../../impl-sqlite/index.ts';
import { certifyHome } from '../certificate/index.ts';
import { VERSIONS } from '../fixtures/migrated-home.ts';
import { legacyFiles } from '../legacy-files.ts';
import type { VerifyReport } from '../verify-home.ts';
import { withDatabase } from '../with-database.ts';
import { readComparisons } from './comparisons.ts';
import { type ConditionName, conditionsOf } from './conditions.ts';
import { archiveDirectory, backupsDirectory, phaseFile } from './live-files.ts';
import { comparisonsNeeded, mismatchRateUpper } from './mismatch-bound.ts';
import { SessionManager } from './session-manager.ts';
import { inDatabase, sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();

async function judged(home: string, name: ConditionName) {
  const conditions = await withDatabase({ home }, (store) =>
    conditionsOf({ home, store, from: 'dual', to: 'sqlite+json', only: [name] }),
  );
  return conditions[0];
}

function moveFollowing(home: string, year: string): void {
  const text = readFileSync(phaseFile(home), 'utf8');
  writeFileSync(phaseFile(home), text.replaceAll(/"20\d\d-(\d\d-\d\dT)/g, `"${year}-$1`));
}

async function homeInDual() {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home, compareOneIn: 1 });
  await manager.createSession(one, sessionWith('a'));
  await manager.setPhase('dual');
  return { home, one, manager };
}

test('a backup counts that is sound and was made since the database follows', async () => {
  const { home, manager } = await homeInDual();
  const folder = backupsDirectory(home);
  expect(await judged(home, 'backup')).toMatchObject({ isMet: false });
  mkdirSync(folder, { recursive: true });
  const empty = join(folder, 'x.db');
  writeFileSync(empty, '');
  expect((await judged(home, 'backup'))?.evidence).toContain('x.db cannot be read');
  rmSync(empty);
  const file = await withDatabase({ home }, (store) => store.backupInto(folder));
  expect(await judged(home, 'backup')).toMatchObject({ isMet: true });
  utimesSync(file, 1, 1);
  expect((await judged(home, 'backup'))?.evidence).toContain('from before the database began to follow');
  await manager.close();
});

test('a backup counts although the clock was ahead when the database began to follow, and a backup of a time to come hides none', async () => {
  const { home, manager } = await homeInDual();
  const real = await manager.backup();
  const ahead = join(backupsDirectory(home), 'sessions-20990101-000000.db');
  writeFileSync(ahead, 'no database');
  utimesSync(ahead, 4_070_908_800, 4_070_908_800);
  expect((await judged(home, 'backup'))?.evidence).toContain(basename(real));
  moveFollowing(home, '2099');
  const judgement = await judged(home, 'backup');
  expect(judgement).toMatchObject({ isMet: true });
  expect(judgement?.evidence).toContain('the clock was ahead when the database began to follow');
  await manager.close();
});

test.each([
  ['the database began to follow', ({ home }: { home: string }) => moveFollowing(home, '2099')],
  ['it was made', ({ file }: { file: string }) => utimesSync(file, 4_070_908_800, 4_070_908_800)],
])(
  'a backup that lacks what the database holds does not count because the clock was ahead when %s',
  async (_when, setAhead) => {
    const { home, one } = freshHome();
    const manager = await SessionManager.open({ home });
    await manager.createSession(one, sessionWith('a'));
    await manager.setPhase('dual');
    const file = await manager.backup();
    await manager.setPhase('json');
    await manager.createSession(one, sessionWith('b'));
    await manager.setPhase('dual');
    setAhead({ home, file });
    expect(await judged(home, 'backup')).toMatchObject({
      isMet: false,
      evidence: expect.stringMatching(/lacks what the database holds .* make another with backup$/),
    });
    const later = await manager.backup();
    expect(await judged(home, 'backup')).toMatchObject({
      isMet: true,
      evidence: expect.stringContaining(basename(later)),
    });
    await manager.close();
  },
);

test('a certificate counts while its files are there, whatever the app writes since', async () => {
  const { home, one, manager } = await homeInDual();
  expect((await judged(home, 'certificate'))?.evidence).toContain('E_NOT_FOUND');
  const store = await openSqliteStore({ home });
  const archiveDir = archiveDirectory(home);
  const { path } = await certifyHome({ home, store, archiveDir, versions: VERSIONS });
  await store.close();
  const met = await judged(home, 'certificate');
  expect(met).toMatchObject({ isMet: true, evidence: expect.stringMatching(/is there$/) });
  await manager.createSession(one, sessionWith('b'));
  await manager.settle();
  writeFileSync(join(home, '.ait42/sessions/00000000000000aa.json'), '[]');
  const live = await judged(home, 'certificate');
  expect(live).toMatchObject({ isMet: true });
  expect(live?.evidence).toContain('since then 1 file changed, 1 file added, which contents-equal compares');
  await manager.close();

  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"createdAt": "2', '"createdAt": "3'));
  expect((await judged(home, 'certificate'))?.evidence).toContain('E_CERTIFICATE');
  writeFileSync(path, text);
  renameSync(archiveDir, `${archiveDir}.away`);
  expect(await judged(home, 'certificate')).toMatchObject({
    isMet: false,
    evidence: expect.stringContaining('another home'),
  });
  renameSync(`${archiveDir}.away`, archiveDir);
  for (const { path: gone } of legacyFiles(home).files) rmSync(gone);
  expect((await judged(home, 'certificate'))?.evidence).toMatch(/gone since: .*\.json; migrate/);
});

test('the condition says how many comparisons it takes', async () => {
  expect(comparisonsNeeded(0, 0.001)).toBe(2_995);
  for (const mismatches of [0, 1, 7]) {
    const needed = comparisonsNeeded(mismatches, 0.01);
    expect(mismatchRateUpper(needed, mismatches)).toBeLessThanOrEqual(0.01);
    expect(mismatchRateUpper(needed - 1, mismatches)).toBeGreaterThan(0.01);
  }
  const { home, manager } = await homeInDual();
  expect((await judged(home, 'comparisons'))?.evidence).toContain(
    'needed: at most 0.001, that is 2995 compared without a difference',
  );
  await manager.close();
});

test('evidence is of one time in phase dual', async () => {
  const { home, one, manager } = await homeInDual();
  await manager.createSession(one, sessionWith('b'));
  await manager.settle();
  await manager.getAllSessions(one);
  await manager.settle();
  expect(readComparisons(home).reads).toBe(1);
  await manager.setPhase('sqlite+json', { waived });
  await manager.setPhase('dual');
  expect(readComparisons(home)).toEqual({ writes: 0, writeMismatches: 0, reads: 0, readMismatches: 0 });
  await manager.close();
});

test.each([
  ['json', 'dual'],
  ['dual', 'sqlite+json'],
] as const)('a file that is gone does not empty the database on the way from %s to %s', async (from, to) => {
  const { home, one, fileOf } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await manager.setPhase('dual');
  if (from === 'json') await manager.setPhase('json');
  const bytes = readFileSync(fileOf(one));
  rmSync(fileOf(one));
  await expect(manager.setPhase(to, { waived })).rejects.toThrow(
    /no-missing-files: no file of .* \(1 session /,
  );
  expect([manager.phase, (await inDatabase(home, one)).length]).toEqual([from, 1]);
  writeFileSync(fileOf(one), bytes);
  expect(await manager.setPhase(to, { waived })).toBe(to);
  expect(await inDatabase(home, one)).toHaveLength(1);
  await manager.close();
});

test('a file that is gone with the database is known from its last import', async () => {
  const { home, one, fileOf } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await manager.migrate();
  rmSync(fileOf(one));
  for (const suffix of ['', '-wal', '-shm']) rmSync(databaseFile(home) + suffix, { force: true });
  await expect(manager.setPhase('dual')).rejects.toThrow(
    /1 session at its last import; "restore-originals --sha/,
  );
  expect(await manager.setPhase('dual', { waived: ['no-missing-files'] })).toBe('dual');
  await manager.close();
});

test('the steps of one moment are judged on one verification', async () => {
  const { home, manager } = await homeInDual();
  await manager.close();
  const store = await openSqliteStore({ home });
  const made: VerifyReport[] = [];
  const request = { home, store, onVerified: (report: VerifyReport) => made.push(report) };
  const first = await conditionsOf({ ...request, from: 'dual', to: 'sqlite+json' });
  const [verification] = made;
  if (verification === undefined) throw new Error('no verification');
  const seen: VerifyReport = { ...verification, counts: { ...verification.counts, store: 1 } };
  const second = await conditionsOf({ ...request, from: 'sqlite+json', to: 'dual', verification: seen });
  await store.close();
  expect(made).toHaveLength(1);
  expect([first[0]?.isMet, second[0]?.isMet]).toEqual([true, false]);
});
