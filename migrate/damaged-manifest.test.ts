// A damaged manifest keeps nobody from going on, least of all from going back.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeSessions } from '../contract/session-writer.ts';
import { sampleSession } from '../contract/suite/samples.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { Archive } from './archive.ts';
import { readArchive } from './damaged-manifest.ts';
import { importHome } from './import-home.ts';
import { changePhase, rollBack } from './live/phase-change.ts';
import { waived } from './live/suite/live-home.ts';
import { manifestChannel } from './manifest-event.ts';
import { sha256Of } from './source-file.ts';
import { eraseFromArchive } from './tools/erase/erase-archive.ts';
import { Failures } from './tools/erase/failures.ts';
import { unlistedOriginals } from './tools/erase/unlisted-originals.ts';
import { findSession } from './tools/find-session.ts';
import { verifyHome } from './verify-home.ts';
import { withDatabase } from './with-database.ts';

const { freshPath } = useFolder('manifest');

const HASHES = ['a', 'b', 'c'].map((letter) => letter.repeat(16));

/** A home of three files, imported. */
async function importedHome() {
  const home = freshPath();
  const archiveDir = join(home, '.ait42', 'archive');
  const sessions = join(home, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  const fileOf = (hash: string): string => join(sessions, `${hash}.json`);
  for (const hash of HASHES) writeFileSync(fileOf(hash), writeSessions([sampleSession(`of-${hash}`)]));
  await withDatabase({ home }, (store) => importHome({ home, store, archiveDir }));
  const manifest = join(archiveDir, 'manifest.json');
  return { home, archiveDir, fileOf, manifest, text: readFileSync(manifest, 'utf8') };
}

const keptOf = (archiveDir: string): string[] =>
  readdirSync(archiveDir).filter((name) => name.startsWith('manifest.json.damaged-'));

test('what is sound in a damaged manifest counts, and looking at it changes nothing', async () => {
  const { archiveDir, manifest, text } = await importedHome();
  const all = new Archive(archiveDir).originals();
  const damages: [string, number][] = [
    [text.slice(0, text.lastIndexOf('"verdict"')), 2],
    [text.replace('"imported"', '"impopted"'), 2],
    [text.replace(`sessions/${HASHES[1]}`, `sessions/${HASHES[2]}`).replace('\n    {\n', '\n    {{\n'), 1],
    ['', 0],
    ['{', 0],
  ];
  for (const [damaged, rows] of damages) {
    writeFileSync(manifest, damaged);
    const { archive, damage } = readArchive(archiveDir);
    expect(damage?.code).toBe('E_CORRUPT');
    expect(archive.originals()).toHaveLength(rows);
    for (const row of archive.originals()) expect(all).toContainEqual(row);
  }
  expect(keptOf(archiveDir)).toEqual([]);
});

test('a manifest of a later version is refused, also when it is damaged', async () => {
  const { archiveDir, manifest, text } = await importedHome();
  writeFileSync(manifest, text.replace('archive/1', 'archive/2'));
  expect(() => readArchive(archiveDir)).toThrow(expect.objectContaining({ code: 'E_NEWER_VERSION' }));
  writeFileSync(manifest, text.replace('archive/1', 'archive/2').slice(0, -9));
  expect(() => readArchive(archiveDir)).toThrow(expect.objectContaining({ code: 'E_CORRUPT' }));
});

test('verify finds it, and the next import keeps it aside, says so and lists every file again', async () => {
  const { home, archiveDir, manifest } = await importedHome();
  writeFileSync(manifest, '{');
  const told: unknown[] = [];
  const listener = (message: unknown): void => void told.push(message);
  manifestChannel.subscribe(listener);
  onTestFinished(() => void manifestChannel.unsubscribe(listener));
  await withDatabase({ home }, async (store) => {
    const before = await verifyHome({ home, store, archiveDir });
    expect(before.isVerified).toBe(false);
    expect(before.findings).toContainEqual(
      expect.objectContaining({ class: 'original', file: '.ait42/archive/manifest.json' }),
    );
    await importHome({ home, store, archiveDir });
    expect(await verifyHome({ home, store, archiveDir })).toMatchObject({ isVerified: true });
  });
  const [kept = ''] = keptOf(archiveDir);
  expect(readFileSync(join(archiveDir, kept), 'utf8')).toBe('{');
  expect(told).toEqual([{ manifest, keptAs: join(archiveDir, kept), rows: 0 }]);
  expect(new Archive(archiveDir).originals()).toHaveLength(HASHES.length);
});

test.each(['sqlite+json', 'sqlite'] as const)(
  'rollback from %s brings every session along',
  async (phase) => {
    const { home, archiveDir, fileOf, manifest } = await importedHome();
    for (const to of ['dual', 'sqlite+json', 'sqlite'] as const) {
      await changePhase(home, to, { waived });
      if (to === phase) break;
    }
    const [hash = ''] = HASHES;
    const store = await openSqliteStore({ home });
    const sessions = [sampleSession('first'), sampleSession('later')];
    await store.replaceWorkspace(hash, sessions);
    await store.close();
    writeFileSync(manifest, '{"schema": "storeproof.archive/1", "originals": [');
    expect(await rollBack(home)).toMatchObject({ phase: 'json' });
    expect(readFileSync(fileOf(hash), 'utf8')).toBe(writeSessions(sessions));
    expect(keptOf(archiveDir)).toHaveLength(1);
  },
);

test('an erasure takes the originals that a damaged manifest no longer lists, and the copy of it that names them', async () => {
  const { archiveDir, fileOf, manifest, text } = await importedHome();
  const [hash = '', ...others] = HASHES;
  const ours = sha256Of(readFileSync(fileOf(hash)));
  // The row of the workspace is the one that is broken.
  writeFileSync(manifest, text.replace(`"sha256": "${ours}"`, `"sha256": "${ours}`));
  const { archive } = readArchive(archiveDir);
  expect(archive.originals()).toHaveLength(others.length);
  const idsOfOthers = async () => new Set(others.map((other) => `of-${other}`));
  const { digests } = await unlistedOriginals(archiveDir, archive, new Set([`of-${hash}`]), idsOfOthers);
  const failures = new Failures([]);
  expect(await eraseFromArchive(archiveDir, [hash], digests, failures)).toBe(1);
  expect(failures.failed).toEqual([]);
  expect(keptOf(archiveDir)).toEqual([]);
  expect(readdirSync(join(archiveDir, 'originals'))).not.toContain(ours);
  expect(new Archive(archiveDir).originals()).toHaveLength(others.length);
});

test('find looks into originals that a damaged manifest no longer lists, and names the file', async () => {
  const { home, archiveDir, fileOf, manifest } = await importedHome();
  const [hash = ''] = HASHES;
  const digest = sha256Of(readFileSync(fileOf(hash)));
  rmSync(fileOf(hash));
  writeFileSync(manifest, '{');
  const readDatabase = async (): Promise<void> => {};
  const { found, unread } = await findSession({ home, archiveDir, wanted: `of-${hash}`, readDatabase });
  expect(found).toMatchObject([
    {
      source: 'archive',
      file: `.ait42/archive/originals/${digest}`,
      workspace: 'unknown',
      sha256: null,
      position: 0,
    },
  ]);
  expect(unread).toMatchObject([{ file: '.ait42/archive' }]);
});
