// Imports that are cut short, streamed, salvaged and repeated, backups and restores: what came of them is counted again from the rows of
// the database and the files of the archive alone, and compared with the session files as plain JSON.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import { openSqliteStore, restoreDatabase, type SqliteStore } from '../../impl-sqlite/index.ts';
import { openRaw } from '../../impl-sqlite/raw-database.ts';
import { type ImportReport, importHome, verifyHome } from '../../migrate/index.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { writeLegacyHome } from '../legacy-home.ts';
import { unless } from './checker.ts';
import { backupsToRemove } from './rotation-table.ts';

interface Counted {
  readonly sessions: number;
  readonly instances: number;
  readonly messages: number;
}

export const recount = (seed: number): Promise<string | null> =>
  withMemoryFolder('check', async (folder) => {
    const home = join(folder, 'home');
    const files = writeLegacyHome(home, { seed, sessions: 60 });
    const readable = files.filter(({ isReadable }) => isReadable).map(({ file }) => join(home, file));
    const wanted = sumOf(readable.map(countIn));
    const place = { home, folder };
    return (
      (await interrupted(place, wanted, files.length)) ??
      (await streamed(place, wanted)) ??
      (await replaced(place)) ??
      (await backedUp(place)) ??
      (await salvaged(folder)) ??
      (await guarded(folder)) ??
      backupsToRemove()
    );
  });

interface Place {
  readonly home: string;
  readonly folder: string;
}

/** Ended after each of several steps, and run again: once all is done it is what one import makes. */
async function interrupted({ home, folder }: Place, wanted: Counted, files: number): Promise<string | null> {
  const archiveDir = join(folder, 'archive');
  const database = join(folder, 'interrupted.db');
  for (const stopAt of [1, 3, 4, 6, 9]) {
    const stop = new AbortController();
    let told = 0;
    const onProgress = (): void => {
      if (++told === stopAt) stop.abort();
    };
    const error = await withStore(database, (store) =>
      importHome({ home, store, archiveDir, onProgress, signal: stop.signal }).then(() => null, codeOf),
    );
    if (error !== 'E_ABORTED') return `an import that is ended at step ${stopAt} ends with ${error}`;
  }
  const report = await withStore(database, (store) => importHome({ home, store, archiveDir }));
  const { imported, unchanged } = report.recordAccount;
  const accounted = {
    sessions: imported.sessions + unchanged.sessions,
    instances: imported.instances + unchanged.instances,
    messages: imported.messages + unchanged.messages,
  };
  return (
    said('rows after it was resumed', unless(rowsIn(database), wanted)) ??
    said('the account', unless(accounted, wanted)) ??
    said('what was read', unless(report.recordAccount.read, wanted)) ??
    said('the archive', lackingIn(archiveDir, home, report)) ??
    said('rows of the manifest', unless(manifestOf(archiveDir).length, files - report.foreign.length)) ??
    said(
      'verdicts that stay pending',
      unless(manifestOf(archiveDir).filter(({ verdict }) => verdict === 'pending').length, 0),
    )
  );
}

/** In small batches, though the files are small. */
const streamed = async ({ home, folder }: Place, wanted: Counted): Promise<string | null> => {
  const database = join(folder, 'streamed.db');
  const archiveDir = join(folder, 'archive-of-streams');
  const request = { home, archiveDir, streamedBytesMin: 1 };
  return withStore(database, async (store) => {
    await importHome({ ...request, store, batchSize: 3 });
    const { isVerified } = await verifyHome({ ...request, store });
    if (!isVerified) return 'what was streamed is not verified';
    for (const { hash } of await store.workspaces()) {
      const visited: string[] = [];
      await store.visitSessions(hash, (page) => void visited.push(...page.map(({ id }) => id)));
      const whole = (await store.sessionsOfHash(hash)).map(({ id }) => id);
      const wrong = unless(visited, whole);
      if (wrong !== null) return 'a visit shows other sessions than are stored';
    }
    return said('rows after a stream', unless(rowsIn(database), wanted));
  });
};

/** A file takes the place of what was written since: refused first, and when it may, what it displaces is in the archive. */
const replaced = ({ home, folder }: Place): Promise<string | null> =>
  withStore(join(folder, 'interrupted.db'), async (store) => {
    const archiveDir = join(folder, 'archive');
    const workspace = (await store.workspaces()).find(({ sessions }) => sessions > 1);
    if (workspace === undefined) return 'no workspace has two sessions';
    const { hash } = workspace;
    const [first, ...others] = await store.sessionsOfHash(hash);
    if (first === undefined) return 'there is no session';
    const changed = [{ ...first, task: 'written since' }, ...others];
    await store.replaceWorkspace(hash, changed);
    const before = manifestOf(archiveDir).length;
    const refused = await importHome({ home, store, archiveDir, workspaces: [hash] });
    if (refused.fileAccount.refused !== 1) return 'a file takes the place of what was written since';
    if ((await store.sessionsOfHash(hash))[0]?.task !== 'written since') return 'what was refused is stored';
    await importHome({ home, store, archiveDir, workspaces: [hash], replace: true });
    if ((await store.sessionsOfHash(hash))[0]?.task !== first.task) return 'what may be replaced is not';
    const displaced = readdirSync(join(archiveDir, 'originals')).some((name) =>
      readFileSync(join(archiveDir, 'originals', name), 'utf8').includes('"written since"'),
    );
    if (!displaced) return 'what a file displaced is not in the archive';
    return said(
      'rows of the manifest, with what was displaced',
      unless(manifestOf(archiveDir).length, before + 1),
    );
  });

/** A copy in use has every row; a damaged one is not taken; a restore keeps what it replaces. */
async function backedUp({ folder }: Place): Promise<string | null> {
  const database = join(folder, 'interrupted.db');
  const copy = join(folder, 'copy.db');
  await withStore(database, (store) => store.backup(copy));
  const wrong = unless(rowsIn(copy), rowsIn(database));
  if (wrong !== null) return `rows of a backup: ${wrong}`;
  const damaged = join(folder, 'damaged.db');
  writeFileSync(damaged, readFileSync(copy));
  const raw = openRaw(damaged);
  raw.exec("UPDATE chat_messages SET content = content || '!' WHERE position = 0");
  raw.close();
  const error = await attempt(() => restoreDatabase(damaged, join(folder, 'restored.db')));
  if (error !== 'E_CORRUPT') return `a damaged backup is restored (${error})`;
  const target = join(folder, 'streamed.db');
  const before = rowsIn(target);
  await withStore(target, async (store) => {
    for (const { hash } of await store.workspaces()) await store.removeWorkspace(hash);
  });
  const { keptAs } = restoreDatabase(copy, target);
  return (
    said('rows after a restore', unless(rowsIn(target), before)) ??
    (keptAs === null ? 'the database that was replaced is not kept' : unless(rowsIn(keptAs).sessions, 0))
  );
}

/** A file that ends in the middle of its last record: all others are taken, and every byte of the rest is named. */
const salvaged = async (folder: string): Promise<string | null> => {
  const home = join(folder, 'cut');
  const sessions = join(home, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  const records = ['one', 'two', 'three'].map((id) => ({
    ...{ id, type: 'debate', task: 'x'.repeat(50), status: 'running', createdAt: '', updatedAt: '' },
    ...{ instances: [], chatHistory: [] },
  }));
  const text = JSON.stringify(records, null, 2);
  const start = text.indexOf('{', text.indexOf('"two"'));
  const file = join(sessions, `${'a'.repeat(16)}.json`);
  writeFileSync(file, text.slice(0, -20));
  const archiveDir = join(folder, 'archive-of-cut');
  return withStore(join(folder, 'cut.db'), async (store) => {
    const whole = await importHome({ home, store, archiveDir });
    if (whole.fileAccount.aside !== 1) return 'a file that cannot be read is not put aside';
    const report = await importHome({ home, store, archiveDir, salvage: true });
    const [row] = manifestOf(archiveDir);
    return (
      said(
        'salvaged',
        unless(
          (await store.sessionsOfHash('a'.repeat(16))).map(({ id }) => id),
          ['one', 'two'],
        ),
      ) ??
      said(
        'the account of it',
        unless([report.recordAccount.imported.sessions, report.recordAccount.aside.sessions], [2, 1]),
      ) ??
      said(
        'what was lost',
        unless(
          row?.asideRecords?.map((range) => [range.start, range.end]),
          [[start, text.length - 20]],
        ),
      )
    );
  });
};

/** What is replaced on a condition is not replaced when that does not hold. */
const guarded = (folder: string): Promise<string | null> =>
  withStore(join(folder, 'cut.db'), async (store) => {
    const hash = 'a'.repeat(16);
    const error = await store
      .replaceWorkspace(hash, [], { expected: '0'.repeat(64) })
      .then(() => null, codeOf);
    if (error !== 'E_CHANGED') return `a condition that does not hold ends with ${error}`;
    return said('what was not to be replaced', unless((await store.sessionsOfHash(hash)).length, 2));
  });

async function withStore<T>(file: string, work: (store: SqliteStore) => Promise<T>): Promise<T> {
  const store = await openSqliteStore({ file });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const codeOf = (error: unknown): string => (error instanceof StoreError ? error.code : String(error));

async function attempt(work: () => unknown): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return codeOf(error);
  }
}

const said = (what: string, wrong: string | null): string | null =>
  wrong === null ? null : `${what}: ${wrong}`;

function rowsIn(file: string): Counted {
  const raw = openRaw(file);
  try {
    const count = (table: string): number =>
      Number(raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    return { sessions: count('sessions'), instances: count('instances'), messages: count('chat_messages') };
  } finally {
    raw.close();
  }
}

/** Records may stand as arrays: instances are the eighth of their values, and messages the ninth. */
function countIn(file: string): Counted {
  const text = readFileSync(file, 'utf8');
  const list = text.trim() === '' ? [] : (JSON.parse(text) as (Record<string, unknown[]> | unknown[][])[]);
  const lengthOf = (key: string, at: number): number =>
    list.reduce((sum, each) => sum + ((Array.isArray(each) ? each[at] : each[key])?.length ?? 0), 0);
  return { sessions: list.length, instances: lengthOf('instances', 7), messages: lengthOf('chatHistory', 8) };
}

const sumOf = (all: readonly Counted[]): Counted => ({
  sessions: all.reduce((sum, { sessions }) => sum + sessions, 0),
  instances: all.reduce((sum, { instances }) => sum + instances, 0),
  messages: all.reduce((sum, { messages }) => sum + messages, 0),
});

interface ManifestRow {
  readonly file: string;
  readonly sha256: string;
  readonly verdict: string;
  readonly asideRecords?: readonly { readonly start: number; readonly end: number }[];
}

const manifestOf = (archiveDir: string): readonly ManifestRow[] =>
  JSON.parse(readFileSync(join(archiveDir, 'manifest.json'), 'utf8')).originals;

/** A file whose bytes the archive has not, under their SHA-256. */
function lackingIn(archiveDir: string, home: string, { files }: ImportReport): string | null {
  for (const { file } of files) {
    const bytes = readFileSync(join(home, file));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (!readFileSync(join(archiveDir, 'originals', sha256)).equals(bytes)) return `${file} is not in it`;
  }
  return null;
}
