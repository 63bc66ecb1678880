// Making, keeping and checking the certificate of a migrated home.

import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sessionDigest, sessionsDigest } from '../../contract/canonical.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { decodeSessions } from '../../impl-json/index.ts';
import { legacySessions } from '../../sessions/legacy-home.ts';
import { Archive, ORIGINALS } from '../archive.ts';
import {
  certified,
  type MigratedHome,
  migrated,
  movedAway,
  VERSIONS,
  writeHome,
} from '../fixtures/migrated-home.ts';
import { importHome } from '../import-home.ts';
import { readPhase, writePhase } from '../live/phase-file.ts';
import { MemoryTarget } from '../memory-target.ts';
import { withDatabase } from '../with-database.ts';
import { buildCertificate } from './build-certificate.ts';
import { readCertificate, writeCertificate } from './certificate-text.ts';
import { type CertificateCheck, checkCertificate } from './check-certificate.ts';
import {
  certificateAt,
  certificateOf,
  certifyHome,
  earlierCertificatesOf,
  newestCertificate,
} from './keep-certificate.ts';
import { rootOfDigests } from './merkle.ts';
import { verifyDeep } from './verify-deep.ts';

const { root, freshPath } = useFolder('certificate');
const LISTS = [
  legacySessions(4, (of) => [of.pair, of.debate, of.tangled, of.longRunning(2n ** 64n - 1n)]),
  legacySessions(5, (of) => [of.outOfTime, of.single, of.talkative(20_000)]),
];
let pristine: MigratedHome;
beforeAll(async () => {
  pristine = writeHome(join(root, 'pristine'), LISTS);
  await migrated(pristine);
  await certified(pristine);
});

function copyOf(original: MigratedHome): MigratedHome {
  const home = freshPath();
  cpSync(original.home, home, { recursive: true, preserveTimestamps: true });
  const below = (name: string): string => join(home, '.ait42', name);
  return { ...original, home, archiveDir: below('archive'), database: below('sessions.db') };
}

const stateOf = (path: string): number[] => {
  const { ino, mtimeMs, ctimeMs } = statSync(path);
  return [ino, mtimeMs, ctimeMs];
};

const check = ({ home, archiveDir, database }: MigratedHome): Promise<CertificateCheck> =>
  withDatabase({ file: database }, (store) =>
    checkCertificate({ path: certificateOf(home), home, archiveDir, store }),
  );

test('a certificate says what was there: digests, roots, sizes and sums, and it matches', async () => {
  const certificate = newestCertificate(pristine.home);
  expect(certificate.totals.files).toEqual({ read: 4, imported: 3, unchanged: 0, aside: 1, refused: 0 });
  expect(certificate.totals.records.imported).toEqual(certificate.totals.records.read);
  for (const [index, sessions] of LISTS.entries()) {
    const entry = certificate.workspaces[index]!;
    expect(entry.sessions.map(({ digest }) => digest)).toEqual(sessions.map(sessionDigest));
    expect(entry.fileRoot).toBe(rootOfDigests(sessions.map(sessionDigest)));
    expect(entry.databaseRoot).toBe(entry.fileRoot);
    const bytes = readFileSync(join(pristine.home, entry.file!));
    for (const [position, { offset, sizeBytes }] of entry.sessions.entries()) {
      const text = bytes.subarray(offset, offset + sizeBytes).toString();
      expect(decodeSessions(Buffer.from(`[${text}]`))).toEqual([sessions[position]]);
    }
  }
  expect(certificate.workspaces[2]).toMatchObject({ verdict: 'aside', reason: 'E_PARSE', fileRoot: null });
  expect(await check(pristine)).toMatchObject({ isMatch: true, findings: [] });
});

test('no session id and no text of a session stands in a certificate', () => {
  const text = readFileSync(certificateOf(pristine.home), 'utf8');
  for (const session of LISTS.flat()) {
    expect(text).not.toContain(session.id);
    expect(text).not.toContain(session.task);
  }
  expect(text).not.toContain(root);
});

test('the same data gives the same certificate but for the time, interrupted or not', async () => {
  const read = newestCertificate(pristine.home);
  const again = join(root, 'again');
  const home = writeHome(again, LISTS);
  // The first file alone, as a killed run leaves it; the next run finds it and does the rest.
  const others = home.files.slice(1).map((file) => join(again, file));
  for (const file of others) renameSync(file, `${file}.later`);
  await migrated(home);
  for (const file of others) renameSync(`${file}.later`, file);
  await migrated(home);
  const { certificate } = await certified(home, '2027-01-01T00:00:00.000Z');
  expect({ ...certificate, createdAt: read.createdAt, selfDigest: read.selfDigest }).toEqual(read);
});

test('keeping the same certificate again writes nothing', async () => {
  const home = copyOf(pristine);
  const before = stateOf(certificateOf(home.home));
  expect((await certified(home, '2030-01-01T00:00:00.000Z')).isNew).toBe(false);
  expect(stateOf(certificateOf(home.home))).toEqual(before);
  expect(readdirSync(join(home.home, '.ait42', 'migration'))).toEqual(['certificate.json']);
});

test('an earlier certificate is kept byte for byte, also one that was damaged', async () => {
  const home = copyOf(pristine);
  const first = readFileSync(certificateOf(home.home));
  writeFileSync(join(home.home, '.ait42/sessions/7777777777777777.json'), '[]');
  await migrated(home);
  expect((await certified(home)).isNew).toBe(true);
  writeFileSync(certificateOf(home.home), 'damaged');
  expect((await certified(home)).isNew).toBe(true);
  const kept = readdirSync(earlierCertificatesOf(home.home)).sort();
  expect(kept).toEqual([expect.stringMatching(/^20260102T030405Z-/), expect.stringMatching(/^damaged-/)]);
  expect(readFileSync(join(earlierCertificatesOf(home.home), kept[0]!))).toEqual(first);
  expect((await check(home)).isMatch).toBe(true);
});

test('nothing is certified that is not the same on both sides, and the earlier certificate stays', async () => {
  const home = copyOf(pristine);
  const before = readFileSync(certificateOf(home.home));
  writeFileSync(join(home.home, home.files[0]!), '[]');
  await expect(certified(home)).rejects.toMatchObject({ code: 'E_CHANGED', data: { file: home.files[0] } });
  expect(readFileSync(certificateOf(home.home))).toEqual(before);
});

test('a change of the database is found at its session', async () => {
  const home = copyOf(pristine);
  const [hash, sessions] = ['0'.repeat(16), LISTS[0]!];
  const changed = sessions.with(2, { ...sessions[2]!, task: 'other' });
  await withDatabase({ file: home.database }, (store) => store.replaceWorkspace(hash, changed));
  const { findings } = await check(home);
  expect(findings).toEqual([
    expect.objectContaining({
      part: 'database',
      place: home.files[0],
      position: 2,
      sessionId: sessions[2]!.id,
    }),
  ]);
});

test('a file that archive moved away is checked in the archive, and a file that is gone is found', async () => {
  const home = copyOf(pristine);
  const bytes = readFileSync(join(home.home, home.files[1]!));
  movedAway(home, home.files[1]!);
  expect((await check(home)).isMatch).toBe(true);
  writePhase(home.home, readPhase(home.home), 'sqlite+json');
  expect((await check(home)).findings).toMatchObject([{ part: 'file', place: home.files[1] }]);
  writeFileSync(join(home.home, home.files[1]!), bytes);
  expect((await check(home)).isMatch).toBe(true);
  movedAway(home, home.files[1]!);
  const { sha256 } = newestCertificate(home.home).workspaces[1]!;
  rmSync(join(home.archiveDir, ORIGINALS, sha256!));
  expect((await check(home)).findings).toEqual([
    expect.objectContaining({
      part: 'file',
      place: home.files[1],
      problem: expect.stringContaining('neither'),
    }),
  ]);
});

test('a file that was removed is found although the archive has its original', async () => {
  const home = copyOf(pristine);
  const unreadable = `.ait42/sessions/${'8'.repeat(16)}.json`;
  for (const file of [home.files[1]!, unreadable]) rmSync(join(home.home, file));
  const { findings } = await check(home);
  expect(findings.map(({ place }) => place)).toEqual([home.files[1], unreadable]);
});

test('a list of archived files that cannot be read counts only where a file is away', async () => {
  const home = copyOf(pristine);
  movedAway(home, home.files[1]!);
  const [list = ''] = readdirSync(home.archiveDir).filter((name) => name.startsWith('archived-'));
  writeFileSync(join(home.archiveDir, list), 'damaged');
  expect((await check(home)).findings).toMatchObject([
    { part: 'file', place: null, problem: expect.stringContaining('is no list of archived files') },
    { part: 'file', place: home.files[1] },
  ]);
  cpSync(join(pristine.home, home.files[1]!), join(home.home, home.files[1]!));
  expect((await check(home)).isMatch).toBe(true);
});

test('the earlier certificate stays while archive holds its files, and what is gone of it is named', async () => {
  const home = copyOf(pristine);
  const before = stateOf(certificateOf(home.home));
  movedAway(home, home.files[1]!);
  const kept = await certified(home);
  expect(kept).toMatchObject({ isNew: false, earlier: { moved: [{ file: home.files[1] }], gone: [] } });
  expect(stateOf(certificateOf(home.home))).toEqual(before);
  writePhase(home.home, readPhase(home.home), 'json');
  const after = await certified(home);
  expect(after).toMatchObject({ isNew: true, earlier: { moved: [], gone: [{ file: home.files[1] }] } });
  expect(after.certificate.workspaces.at(-1)).toMatchObject({ file: null });
});

test('a file of another kind is no certificate, and one that was changed is', async () => {
  const home = copyOf(pristine);
  const path = certificateOf(home.home);
  writeFileSync(path, 'root:x:0:0:root:/root:/bin/sh\n');
  expect(() => certificateAt(path)).toThrow(expect.objectContaining({ code: 'E_NOT_FOUND' }));
  expect((await check(home)).findings[0]?.problem).toBe('this is no certificate of a migration');
  writeFileSync(path, readFileSync(certificateOf(pristine.home), 'utf8').slice(0, -9));
  expect(() => certificateAt(path)).toThrow(expect.objectContaining({ code: 'E_CERTIFICATE' }));
});

test('files and workspaces that came later are found', async () => {
  const home = copyOf(pristine);
  writeFileSync(join(home.home, '.ait42/sessions/7777777777777777.json'), '[]');
  await withDatabase({ file: home.database }, (store) => store.replaceWorkspace('6'.repeat(16), []));
  const { findings } = await check(home);
  expect(findings.map(({ part, place }) => [part, place])).toEqual([
    ['file', '.ait42/sessions/7777777777777777.json'],
    ['database', '6666666666666666'],
  ]);
});

test('a certificate of a later version is refused as such, one that was made to look like it is not', async () => {
  const later = writeCertificate({
    ...newestCertificate(pristine.home),
    schema: 'storeproof.certificate/2' as never,
  });
  expect(() => readCertificate(later, 'c')).toThrow(expect.objectContaining({ code: 'E_NEWER_VERSION' }));
  const forged = readFileSync(certificateOf(pristine.home), 'utf8').replace('certificate/1', 'certificate/2');
  expect(() => readCertificate(forged, 'c')).toThrow(expect.objectContaining({ code: 'E_CERTIFICATE' }));
});

test('workspaces that only the database has are certified as well', async () => {
  const home = writeHome(join(root, 'memory'), LISTS);
  const store = new MemoryTarget();
  await importHome({ home: home.home, store, archiveDir: home.archiveDir });
  await store.replaceWorkspace('5'.repeat(16), LISTS[1]!);
  const options = { home: home.home, store, archiveDir: home.archiveDir, versions: VERSIONS };
  const { workspaces } = await buildCertificate(options);
  expect(workspaces.at(-1)).toMatchObject({
    workspace: '5'.repeat(16),
    file: null,
    databaseRoot: rootOfDigests(LISTS[1]!.map(sessionDigest)),
  });
});

test('of a damaged file whose sound records were imported, the account counts both kinds', async () => {
  const home = writeHome(join(root, 'salvaged'), LISTS);
  const store = new MemoryTarget();
  const options = { home: home.home, store, archiveDir: home.archiveDir, versions: VERSIONS };
  await importHome(options);
  const archive = new Archive(home.archiveDir);
  const damaged = archive.newestOf(`.ait42/sessions/${'8'.repeat(16)}.json`)!;
  const asideRecords = [{ start: 1, end: 16, reason: 'cut off' }];
  const contentDigest = sessionsDigest(LISTS[1]!);
  archive.record({ ...damaged, verdict: 'imported', contentDigest, asideRecords });
  await store.replaceWorkspace('8'.repeat(16), LISTS[1]!);
  const kept = await certifyHome(options);
  const entry = kept.certificate.workspaces[2]!;
  expect(entry).toMatchObject({ verdict: 'imported', reason: 'E_PARSE', fileRoot: null });
  expect(
    [entry.account.read, entry.account.imported, entry.account.aside].map(({ sessions }) => sessions),
  ).toEqual([LISTS[1]!.length + 1, LISTS[1]!.length, 1]);
  expect(await checkCertificate({ ...options, path: kept.path })).toMatchObject({
    isMatch: true,
    findings: [],
  });
});

test('the deepest verification covers content, certificate and rewriting from rows', async () => {
  const home = copyOf(pristine);
  const deep = (): ReturnType<typeof verifyDeep> =>
    withDatabase({ file: home.database }, (store) =>
      verifyDeep({ home: home.home, store, archiveDir: home.archiveDir }),
    );
  expect(await deep()).toMatchObject({ isVerified: true, filesRewritten: 3, filesNotRewritten: [] });
  const file = join(home.home, home.files[0]!);
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  const report = await deep();
  expect(report).toMatchObject({ isVerified: false, filesRewritten: 2, filesNotRewritten: [home.files[0]] });
  expect(report.certificate?.findings).toEqual([
    expect.objectContaining({
      part: 'file',
      place: home.files[0],
      problem: 'white space between its records changed',
    }),
  ]);
});

test('a large file whose layout the database cannot keep is vouched for by the archive', async () => {
  const home = copyOf(pristine);
  const file = home.files[0]!;
  writeFileSync(join(home.home, file), `${readFileSync(join(home.home, file), 'utf8')}\n`);
  const streamedBytesMin = 100;
  const deep = () =>
    withDatabase({ file: home.database }, async (store) => {
      const place = { home: home.home, store, archiveDir: home.archiveDir, streamedBytesMin };
      await store.replaceWorkspace('0'.repeat(16), LISTS[0]!);
      await importHome(place);
      return verifyDeep(place);
    });
  expect(await deep()).toMatchObject({
    filesRewritten: 2,
    filesNotRewritten: [],
    filesWithoutLayout: [file],
  });
  const { sha256 } = new Archive(home.archiveDir).newestOf(file)!;
  writeFileSync(join(home.archiveDir, ORIGINALS, sha256), '[]');
  await withDatabase({ file: home.database }, async (store) => {
    const place = { home: home.home, store, archiveDir: home.archiveDir, streamedBytesMin };
    expect(await verifyDeep(place)).toMatchObject({ filesNotRewritten: [file], filesWithoutLayout: [] });
  });
});
