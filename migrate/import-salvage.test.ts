// `salvage`: the sound records of a damaged file are imported, the rest is said, counted and kept.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSessions } from '../contract/session-writer.ts';
import { sampleSession } from '../contract/suite/samples.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { Archive } from './archive.ts';
import { certifyHome } from './certificate/index.ts';
import { VERSIONS } from './fixtures/migrated-home.ts';
import { asideOf, importHome, MemoryTarget, verifyHome } from './index.ts';

const { freshPath } = useFolder('import-salvage');
const HASH = 'a'.repeat(16);

const sessions = ['one', 'two', 'three'].map((id) => sampleSession(id, { task: 'CANARY' }));
const DAMAGED = writeSessions(sessions).replace('"id": "two"', '"id": two"');

function homeWith(text: string) {
  const home = freshPath();
  const path = join(home, '.ait42', 'sessions', `${HASH}.json`);
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  writeFileSync(path, text);
  return { home, path, archiveDir: freshPath(), store: new MemoryTarget() };
}

test('complete records are imported, and what is not is told by its bytes', async () => {
  const { path, ...place } = homeWith(DAMAGED);
  const report = await importHome({ ...place, salvage: true });
  const [file] = report.files;
  expect(file).toMatchObject({ verdict: 'imported', archived: 'written' });
  const { recovered, lost } = file!.salvage!;
  expect(recovered.map(({ index, id }) => [index, id])).toEqual([
    [0, 'one'],
    [1, 'three'],
  ]);
  for (const { start, end, id } of recovered) {
    expect(JSON.parse(DAMAGED.slice(start, end)).id).toBe(id);
  }
  expect(lost).toHaveLength(1);
  expect(DAMAGED.slice(lost[0]!.start, lost[0]!.end)).toMatch(/^\{\s+"id": two".*\}$/s);
  expect(report.recordAccount.read.sessions).toBe(3);
  expect(report.recordAccount.imported.sessions).toBe(2);
  expect(report.recordAccount.aside.sessions).toBe(1);
  expect((await place.store.sessionsOfHash(HASH)).map(({ id }) => id)).toEqual(['one', 'three']);
  expect(await place.store.fileText(HASH)).toBe(writeSessions([sessions[0]!, sessions[2]!]));
  const archive = new Archive(place.archiveDir);
  const [aside] = asideOf(archive);
  expect(aside).toMatchObject({ ...lost[0], isWholeFile: false, workspace: HASH });
  expect(archive.read(aside!.sha256)).toEqual(readFileSync(path));
  expect(readFileSync(join(place.archiveDir, 'manifest.json'), 'utf8')).not.toContain('CANARY');
  expect((await verifyHome(place)).findings).toEqual([]);
});

test('again, with or without asking for it, it is unchanged and nothing is written', async () => {
  const { path, ...place } = homeWith(DAMAGED);
  await importHome({ ...place, salvage: true });
  const manifest = readFileSync(join(place.archiveDir, 'manifest.json'), 'utf8');
  for (const salvage of [true, false]) {
    const again = await importHome({ ...place, salvage });
    expect(again.files[0]).toMatchObject({ verdict: 'unchanged', archived: 'present' });
    expect(again.recordAccount.aside.sessions).toBe(1);
  }
  expect(readFileSync(join(place.archiveDir, 'manifest.json'), 'utf8')).toBe(manifest);
});

test('without asking, and where nothing can be had, the file is put aside whole', async () => {
  const { path, ...place } = homeWith(DAMAGED);
  const first = await importHome(place);
  expect(first.files[0]).toMatchObject({ verdict: 'aside', salvage: null });
  expect(asideOf(new Archive(place.archiveDir))).toMatchObject([
    { isWholeFile: true, start: 0, end: DAMAGED.length },
  ]);
  expect((await importHome({ ...place, salvage: true })).files[0]).toMatchObject({ verdict: 'imported' });
  writeFileSync(path, 'nothing here');
  const none = await importHome({ ...place, salvage: true });
  expect(none.files[0]).toMatchObject({ verdict: 'aside' });
  expect(await place.store.sessionsOfHash(HASH)).toHaveLength(2);
});

test('what the store holds from a better time is not replaced by a part of it', async () => {
  const { path, ...place } = homeWith(writeSessions(sessions));
  await importHome(place);
  writeFileSync(path, DAMAGED);
  const report = await importHome({ ...place, salvage: true });
  expect(report.files[0]).toMatchObject({ verdict: 'refused' });
  expect(await place.store.sessionsOfHash(HASH)).toHaveLength(3);
});

test('what was salvaged is compared with the store ever after, and not certified when it differs', async () => {
  const { path, ...place } = homeWith(DAMAGED);
  await importHome({ ...place, salvage: true });
  const certify = () => certifyHome({ ...place, versions: VERSIONS });
  expect((await certify()).certificate.totals.files).toMatchObject({ imported: 1, refused: 0 });
  expect((await verifyHome(place)).files).toMatchObject([{ result: 'unread', isSalvaged: true }]);
  await place.store.replaceWorkspace(HASH, [sessions[0]!]);
  const report = await verifyHome(place);
  expect(report.files).toMatchObject([{ result: 'different', isSalvaged: true }]);
  expect(report.findings).toMatchObject([{ class: 'missing', sessionId: 'three' }]);
  await expect(certify()).rejects.toMatchObject({ code: 'E_CHANGED' });
  // Without an archive nothing is known of it; the archive can be asked for that alone.
  const { archiveDir: salvagedIn, ...live } = place;
  expect((await verifyHome(live)).files).toMatchObject([{ result: 'unread', isSalvaged: false }]);
  expect((await verifyHome({ ...live, salvagedIn })).files).toMatchObject([{ result: 'different' }]);
});
