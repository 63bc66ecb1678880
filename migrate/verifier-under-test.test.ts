// The checker checked: planted corruptions of every kind are found at their place, and clean migrations raise no alarm.
// VERIFIER_TRIALS and VERIFIER_CLEAN_RUNS set how many (200 and 1,000 for the published figures).

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { amountOf } from '../contract/suite/amounts.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { openRaw } from '../impl-sqlite/raw-database.ts';
import { type Draws, drawsOf } from '../props/arbitraries/draws.ts';
import { legacySessions } from '../sessions/legacy-home.ts';
import { checkCertificate } from './certificate/check-certificate.ts';
import { certificateOf } from './certificate/keep-certificate.ts';
import { compareRewritten } from './compare-rewritten.ts';
import { CORRUPTIONS, planted } from './fixtures/corruption.ts';
import { certified, type MigratedHome, migrated, writeHome } from './fixtures/migrated-home.ts';
import { rewriteFiles } from './rewrite-files.ts';
import { type VerifyReport, verifyHome } from './verify-home.ts';
import { withDatabase } from './with-database.ts';

const TRIALS = amountOf('VERIFIER_TRIALS');
const CLEAN_RUNS = amountOf('VERIFIER_CLEAN_RUNS');

const { root } = useFolder('verifier');

const sessionsOf = (seed: number): readonly WorktreeSession[] =>
  legacySessions(seed, (of) => [of.outOfTime, of.pair, of.tangled, of.debate, of.longRunning(2n ** 60n)]);

async function freshHome(seed: number): Promise<MigratedHome> {
  const place = writeHome(join(root, `home${seed}`), [sessionsOf(seed), sessionsOf(seed + 1_000_000)]);
  await migrated(place);
  return place;
}

const verify = ({ home, archiveDir, database }: MigratedHome): Promise<VerifyReport> =>
  withDatabase({ file: database }, (store) => verifyHome({ home, store, archiveDir }));

test('every planted corruption of records is found: its class, its session, its place', async () => {
  const place = await freshHome(1);
  const sessions = sessionsOf(1);
  const draws = drawsOf(31);
  const counts = new Map<string, number>();
  await withDatabase({ file: place.database }, async (store) => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const kind = CORRUPTIONS[trial % CORRUPTIONS.length]!;
      const corruption = plantedSomewhere(kind, sessions, draws);
      await store.replaceWorkspace('0'.repeat(16), corruption.sessions);
      const { findings, isVerified } = await verifyHome({ ...place, store });
      expect(isVerified, corruption.what).toBe(false);
      expect(findings, corruption.what).toHaveLength(1);
      const { class: kindFound, sessionId, position, pointers } = findings[0]!;
      const { class: wanted, sessionId: id, position: at } = corruption;
      expect([kindFound, sessionId, position]).toEqual([wanted, id, at]);
      if (corruption.pointer !== undefined) expect(pointers).toEqual([corruption.pointer]);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  });
  expect(counts.size).toBe(CORRUPTIONS.length);
});

/** Not every session has what can be corrupted; one of the choices does. */
function plantedSomewhere(
  kind: (typeof CORRUPTIONS)[number],
  sessions: readonly WorktreeSession[],
  draws: Draws,
): NonNullable<ReturnType<typeof planted>> {
  for (let tries = 0; tries < 100; tries++) {
    const corruption = planted(kind, sessions, (count) => draws.below(count));
    if (corruption !== undefined) return corruption;
  }
  throw new Error(`nothing to corrupt: ${kind}`);
}

test('one flipped bit in the stored content of the database is found', async () => {
  const place = await freshHome(2);
  const draws = drawsOf(32);
  // Pages keep copies of rows that were moved: a flip there changes nothing that is stored.
  const raw = openRaw(place.database);
  raw.pragma('secure_delete = ON');
  raw.exec('VACUUM');
  raw.close();
  const bytes = readFileSync(place.database);
  const used = [...contentOffsets(bytes, sessionsOf(2))];
  for (let trial = 0; trial < TRIALS / 4; trial++) {
    const at = draws.pick(used);
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] as number) ^ (1 << draws.below(8));
    const flipped = { ...place, database: join(root, 'flipped.db') };
    for (const name of ['', '-wal', '-shm']) rmSync(flipped.database + name, { force: true });
    writeFileSync(flipped.database, copy);
    try {
      const { isVerified, findings } = await verify(flipped);
      expect(isVerified, `byte ${at}`).toBe(false);
      expect(findings.every(({ file }) => file !== '')).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(StoreError);
    }
  }
});

/** Where the texts of sessions lie in the database: each flip there changes what is stored. */
function* contentOffsets(bytes: Buffer, sessions: readonly WorktreeSession[]): Generator<number> {
  for (const { task, chatHistory } of sessions) {
    for (const text of [task, ...chatHistory.map(({ content }) => content)]) {
      const start = bytes.indexOf(text);
      if (start < 0 || text === '') continue;
      for (let at = start; at < start + Buffer.byteLength(text); at++) yield at;
    }
  }
}

test('a truncated rewritten file is found', async () => {
  const place = await freshHome(3);
  const draws = drawsOf(33);
  const targetDir = join(root, 'truncated');
  await withDatabase({ file: place.database }, (store) => rewriteFiles({ store, targetDir }));
  for (let trial = 0; trial < TRIALS / 4; trial++) {
    const file = draws.pick(place.files);
    const path = join(targetDir, file);
    const whole = `${path}.whole`;
    copyFileSync(path, whole);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, draws.below(bytes.length)));
    const wrong = (await compareRewritten({ home: place.home, targetDir })).filter(
      ({ result }) => result !== 'identical' && result !== 'unread',
    );
    expect(wrong.map((comparison) => comparison.file)).toEqual([file]);
    copyFileSync(whole, path);
  }
});

test('clean migrations raise no alarm, neither in the verification nor by the certificate', async () => {
  for (let run = 0; run < CLEAN_RUNS; run++) {
    const place = await freshHome(1_000 + run);
    await certified(place);
    const { home, archiveDir, database } = place;
    await withDatabase({ file: database }, async (store) => {
      expect((await verifyHome({ home, store, archiveDir })).findings).toEqual([]);
      expect(
        (await checkCertificate({ path: certificateOf(home), home, archiveDir, store })).findings,
      ).toEqual([]);
    });
    rmSync(home, { recursive: true });
  }
});
