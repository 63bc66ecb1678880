// The migration into the real store: the whole way, twice, and killed at every step in between.

import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeSessions } from '../contract/session-writer.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { debateRecord } from '../impl-json/debate-record.ts';
import { decodeSessions } from '../impl-json/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { rewriteChecks } from '../sessions/migration-checks.ts';
import { compareRewritten } from './compare-rewritten.ts';
import { importHome } from './import-home.ts';
import { rewriteFiles } from './rewrite-files.ts';
import { verifyHome } from './verify-home.ts';
import { withDatabase } from './with-database.ts';

const { freshPath } = useFolder('sqlite-target');

const home = freshPath();
const files = writeLegacyHome(home, { seed: 21, sessions: 60 });
const readable = files.filter(({ isReadable }) => isReadable).length;

test('what is changed in the database after the import is found at its pointer', async () => {
  const workspace = '/Users/mika/src/storefront';
  await withDatabase({ file: ':memory:' }, async (store) => {
    const archiveDir = freshPath();
    await importHome({ home, store, archiveDir });
    const [session] = await store.getAllSessions(workspace);
    await store.updateInstanceStatus(workspace, session!.id, session!.instances[0]!.instanceId, 'paused?');
    const { findings } = await verifyHome({ home, store, archiveDir });
    expect(findings).toMatchObject([
      { class: 'mismatch', position: 0, pointers: ['/0/updatedAt', '/0/instances/0/status'] },
    ]);
  });
});

test('a session that another connection writes while an import runs is not overwritten', async () => {
  const workspace = '/Users/mika/src/storefront';
  const hash = workspaceHash(workspace);
  const file = join(freshPath(), 'sessions.db');
  await withDatabase({ file }, (store) =>
    withDatabase({ file }, async (other) => {
      const replace = store.replaceWorkspace.bind(store);
      store.replaceWorkspace = async (wanted, sessions, replacement) => {
        const input = debateRecord('acknowledged', 'round_1', 'then', 'now');
        if (wanted === hash) await other.createSession(workspace, input);
        await replace(wanted, sessions, replacement);
      };
      const report = await importHome({ home, store, archiveDir: freshPath() });
      expect(report.fileAccount).toMatchObject({ imported: readable - 1, refused: 1 });
      expect(report.files.find((each) => each.workspace === hash)?.verdict).toBe('refused');
      expect((await other.getAllSessions(workspace)).map(({ id }) => id)).toEqual(['acknowledged']);
    }),
  );
});

test('another layout of the same sessions comes back byte for byte as well', async () => {
  const changed = freshPath();
  cpSync(home, changed, { recursive: true });
  await withDatabase({ file: ':memory:' }, async (store) => {
    const archiveDir = freshPath();
    await importHome({ home: changed, store, archiveDir });
    for (const { file, isReadable } of files) {
      const path = join(changed, file);
      if (isReadable) writeFileSync(path, `\n${writeSessions(decodeSessions(readFileSync(path)))}`);
    }
    const report = await importHome({ home: changed, store, archiveDir });
    expect(report.fileAccount).toMatchObject({ imported: 0, unchanged: readable });
    const targetDir = freshPath();
    await rewriteFiles({ store, targetDir });
    const comparisons = await compareRewritten({ home: changed, targetDir });
    expect(rewriteChecks(comparisons, 'sqlite')[0]?.verdict).toBe('ok');
  });
});

/** Imports in a process of its own, which kills itself around the nth write to the store. */
const KILLED_IMPORT = `
  const [index, sqlite, home, file, archiveDir, nth, when] = process.argv.slice(1);
  const { importHome } = await import(index);
  const { openSqliteStore } = await import(sqlite);
  const store = await openSqliteStore({ file });
  const replace = store.replaceWorkspace.bind(store);
  let writes = 0;
  const die = () => process.kill(process.pid, 'SIGKILL');
  store.replaceWorkspace = async (hash, sessions, replacement) => {
    writes++;
    if (writes === Number(nth) && when === 'before') die();
    // Between the first record and the last: the transaction is open then.
    await replace(hash, writes === Number(nth) && when === 'during' ? cut(sessions) : sessions, replacement);
    if (writes === Number(nth) && when === 'after') die();
  };
  function* cut(sessions) { for (const [at, session] of [...sessions].entries()) { if (at > 0) die(); yield session; } }
  await importHome({ home, store, archiveDir });
`;

test.each([
  ['before', 1],
  ['during', 5],
  ['after', 9],
  ['before', 14],
])('killed %s write %i, the import goes on and ends complete', async (when, nth) => {
  const archiveDir = freshPath();
  const file = join(freshPath(), 'sessions.db');
  const [index, sqlite] = ['./index.ts', '../impl-sqlite/index.ts'].map(
    (path) => pathToFileURL(join(import.meta.dirname, path)).href,
  );
  const argv = [
    '--input-type=module',
    '-e',
    KILLED_IMPORT,
    index!,
    sqlite!,
    home,
    file,
    archiveDir,
    `${nth}`,
    when,
  ];
  await expect(promisify(execFile)(process.execPath, argv)).rejects.toMatchObject({ signal: 'SIGKILL' });
  await withDatabase({ file }, async (store) => {
    const { fileAccount } = await importHome({ home, store, archiveDir });
    expect(fileAccount.unchanged).toBe(when === 'after' ? nth : nth - 1);
    expect(fileAccount.imported + fileAccount.unchanged).toBe(readable);
    expect((await verifyHome({ home, store, archiveDir })).findings).toEqual([]);
  });
  expect(readdirSync(archiveDir).sort()).toEqual(['manifest.json', 'originals']);
});
