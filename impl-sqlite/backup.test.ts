import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { removeAbandoned } from './abandoned-files.ts';
import { stateOfFiles } from './database-state.ts';
import { restoreDatabase, type SqliteStore } from './index.ts';
import { finished, writerProcess } from './suite/child.ts';
import { sessionWith, variedSessions } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const SESSIONS = variedSessions(30, 4);
let store: SqliteStore;
let copy: string;

beforeEach(async () => {
  store = await place.store();
  await store.transaction(place.workspace, async (operations) => {
    for (const session of SESSIONS) await operations.createSession(place.workspace, session);
  });
  copy = join(place.folder, 'backups', 'copy.db');
});

const inBackups = (): string[] => readdirSync(dirname(copy));
const sessionsIn = async (file: string) => {
  const other = await place.store({}, file);
  const sessions = await other.getAllSessions(place.workspace);
  await other.close();
  return sessions;
};

/** Changes a closed database so that its check finds it. */
function spoil(file: string, sql = "UPDATE sessions SET task = task || 'x'"): void {
  const raw = place.raw(file);
  raw.exec(sql);
  raw.close();
}

const overwritten = (whole: Buffer): Buffer => Buffer.from(whole).fill(0x55, 100, 3 * 8192);

describe('a backup', () => {
  test('is one file that only its owner can read, holding everything', async () => {
    expect(await store.backup(copy)).toEqual({ sessions: 30, findings: [] });
    expect(inBackups()).toEqual(['copy.db']);
    expect([statSync(copy).mode & 0o777, statSync(dirname(copy)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(await sessionsIn(copy)).toEqual(SESSIONS);
  });

  test('can be read by nobody else while it is being made', async () => {
    const modes = new Set<number>();
    let isDone = false;
    const backup = store.backup(copy).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const name of inBackups().filter((each) => each.startsWith('copy.db.unfinished-'))) {
        const made = statSync(join(dirname(copy), name), { throwIfNoEntry: false });
        if (made !== undefined) modes.add(made.mode & 0o777);
      }
    }
    await backup;
    expect([...modes]).toEqual([0o600]);
  });

  test('does not hold what is written after it', async () => {
    await store.backup(copy);
    await store.createSession(place.workspace, sessionWith('later'));
    expect(await sessionsIn(copy)).toEqual(SESSIONS);
  });

  test('taken while another process writes is the database at one moment', async () => {
    await store.createSession(place.workspace, sessionWith('busy'));
    const writer = await writerProcess(place.file, place.workspace, 'busy', 300);
    const ended = finished(writer);
    const counts: number[] = [];
    for (let number = 0; number < 3; number++) {
      const file = `${copy}-${number}`;
      expect((await store.backup(file)).findings).toEqual([]);
      const { chatHistory } = (await sessionsIn(file)).at(-1) ?? sessionWith('none');
      expect(chatHistory.map(({ id }) => id)).toEqual(chatHistory.map((_, at) => `${writer.pid}-${at}`));
      counts.push(chatHistory.length);
    }
    expect(await ended).toBe(0);
    expect(counts).toEqual(counts.toSorted((left, right) => left - right));
  });

  test('is of the moment at which it began, beside a writer whose every write comes between two of its steps', async () => {
    await store.createSession(place.workspace, sessionWith('large', { task: 'x'.repeat(4_000_000) }));
    const other = await place.store();
    const writesMax = 200;
    const writing = (async () => {
      for (let write = 0; write < writesMax; write++) {
        await other.createSession(place.workspace, sessionWith(`write ${write}`));
        await nextTurn();
      }
    })();
    await store.backup(copy);
    await writing;
    await other.close();
    const written = (await sessionsIn(copy)).filter(({ id }) => id.startsWith('write'));
    expect(written.length).toBeLessThan(writesMax / 2);
  });

  test('never replaces a file', async () => {
    mkdirSync(dirname(copy));
    writeFileSync(copy, 'precious');
    await expect(store.backup(copy)).rejects.toMatchObject({ code: 'E_REFUSED', exitCode: 10 });
    expect(readFileSync(copy, 'utf8')).toBe('precious');
    expect(inBackups()).toEqual(['copy.db']);
  });

  test('of a damaged database is refused, and nothing is left of it', async () => {
    await store.close();
    spoil(place.file);
    const damaged = await place.store();
    await expect(damaged.backup(copy)).rejects.toMatchObject({ code: 'E_CORRUPT', exitCode: 8 });
    expect(inBackups()).toEqual([]);
  });

  test('of a database with damaged pages is refused, and says that of the database', async () => {
    await store.close();
    const damaged = await place.store();
    writeFileSync(place.file, overwritten(readFileSync(place.file)), { flag: 'r+' });
    await expect(damaged.backup(copy)).rejects.toMatchObject({
      code: 'E_CORRUPT',
      message: expect.stringContaining(`The database ${place.file} is damaged`),
    });
    expect(inBackups()).toEqual([]);
  });

  test('to a place below a file is refused', async () => {
    writeFileSync(dirname(copy), 'a file');
    await expect(store.backup(copy)).rejects.toMatchObject({ name: 'StoreError', code: 'E_IO' });
    expect(readFileSync(dirname(copy), 'utf8')).toBe('a file');
  });

  test('can be taken while reading only', async () => {
    const reader = await place.store({ isReadOnly: true });
    await reader.backup(copy);
    expect(await sessionsIn(copy)).toEqual(SESSIONS);
  });
});

describe('backups by time', () => {
  test('are named by it, and of two in one second the later one stays', async () => {
    const now = new Date('2025-11-12T14:05:06.789Z');
    const folder = dirname(copy);
    expect(await store.backupInto(folder, now)).toBe(join(folder, 'sessions-20251112-140506.db'));
    expect(await store.backupInto(folder, now)).toBe(join(folder, 'sessions-20251112-140506-2.db'));
    expect(inBackups()).toEqual(['sessions-20251112-140506-2.db']);
  });

  test('are thinned out, and other files in the folder are left alone', async () => {
    const folder = dirname(copy);
    mkdirSync(folder);
    const foreign = [
      'notes.txt',
      'sessions-20200101-000000.db.bak',
      'sessions-2020.db',
      'mysessions-20200101-000000.db',
    ];
    for (const name of foreign) writeFileSync(join(folder, name), '');
    for (const name of ['sessions-20200101-000000.db', 'sessions-20200101-000001.db'])
      writeFileSync(join(folder, name), '');
    await store.backupInto(folder, new Date('2025-11-12T14:00:00Z'));
    const left = inBackups().filter((name) => !foreign.includes(name));
    expect(left).toEqual(['sessions-20200101-000001.db', 'sessions-20251112-140000.db']);
    expect(inBackups()).toEqual(expect.arrayContaining(foreign));
  });
});

test('a backup removes what killed ones left unfinished, and not what a running one makes', async () => {
  const folder = dirname(copy);
  mkdirSync(folder);
  const dead = spawnSync(process.execPath, ['--version']).pid;
  const name = 'sessions-20200101-000000.db.unfinished-';
  const running = `${name}${process.ppid}`;
  const beforeImport = `before-import-20200101-000000000.db.unfinished-${dead}`;
  const lefts = [
    `${name}${dead}`,
    `${name}${dead}-journal`,
    running,
    beforeImport,
    `notes.unfinished-${dead}`,
  ];
  for (const left of lefts) writeFileSync(join(folder, left), '');
  await store.backupInto(folder, new Date('2025-11-12T14:00:00Z'));
  expect(inBackups()).toEqual([`notes.unfinished-${dead}`, running, 'sessions-20251112-140000.db']);
});

describe('restoring', () => {
  beforeEach(async () => {
    await store.backup(copy);
    await store.createSession(place.workspace, sessionWith('later'));
  });

  test('puts the backup in the place of the database and keeps that one under another name', async () => {
    await store.close();
    const report = restoreDatabase(copy, place.file);
    expect(report).toMatchObject({ sessions: 30, findings: [] });
    expect(await sessionsIn(place.file)).toEqual(SESSIONS);
    expect(await sessionsIn(report.keptAs ?? '')).toEqual([...SESSIONS, sessionWith('later')]);
    expect(statSync(place.file).mode & 0o777).toBe(0o600);
    expect(await sessionsIn(copy)).toEqual(SESSIONS);
  });

  test('twice keeps both databases that were replaced', async () => {
    await store.close();
    const names = [1, 2, 3].map(() => restoreDatabase(copy, place.file).keptAs);
    expect(new Set(names).size).toBe(3);
    expect(names.every((name) => name !== null && existsSync(name))).toBe(true);
  });

  test('to a place without a database makes one', async () => {
    const fresh = join(place.folder, 'fresh', 'sessions.db');
    expect(restoreDatabase(copy, fresh).keptAs).toBeNull();
    expect(await sessionsIn(fresh)).toEqual(SESSIONS);
  });

  test('is refused while a store in this process or another one uses the database', async () => {
    const locked = expect.objectContaining({ code: 'E_LOCKED', exitCode: 9 });
    expect(() => restoreDatabase(copy, place.file)).toThrow(locked);
    expect(await store.getAllSessions(place.workspace)).toHaveLength(31);
    await store.close();
    const holder = await writerProcess(place.file, '', '', 0);
    expect(() => restoreDatabase(copy, place.file)).toThrow(locked);
    expect(await finished(holder)).toBe(0);
    expect(readdirSync(dirname(place.file))).toEqual(['sessions.db']);
    expect(await sessionsIn(place.file)).toHaveLength(31);
  });

  test('replaces a database that is beyond reading, and keeps its bytes', async () => {
    await store.close();
    writeFileSync(place.file, 'not a database any more');
    const { keptAs } = restoreDatabase(copy, place.file);
    expect(readFileSync(keptAs ?? '', 'utf8')).toBe('not a database any more');
    expect(await sessionsIn(place.file)).toEqual(SESSIONS);
  });

  test('keeps what the log of a killed process held, and does not replay it into the backup', async () => {
    const crashed = join(place.folder, 'crashed', 'sessions.db');
    mkdirSync(dirname(crashed));
    for (const suffix of ['', '-wal']) copyFileSync(place.file + suffix, crashed + suffix);
    const { keptAs } = restoreDatabase(copy, crashed);
    expect(await sessionsIn(crashed)).toEqual(SESSIONS);
    expect(await sessionsIn(keptAs ?? '')).toHaveLength(31);
  });

  test.each([
    ['that is damaged', "UPDATE sessions SET task = task || 'x'", 'E_CORRUPT'],
    ['of a newer version', "INSERT INTO schema_migrations VALUES (4, 'new', 'c', 't')", 'E_NEWER_VERSION'],
    ['with edited migrations', "UPDATE schema_migrations SET checksum = 'x'", 'E_MIGRATION_CHANGED'],
    ['of another program', 'PRAGMA application_id = 7', 'E_NOT_A_DATABASE'],
  ])('refuses a backup %s and leaves the database as it is', async (_what, sql, code) => {
    await store.close();
    spoil(copy, sql);
    const bytes = readFileSync(place.file);
    expect(() => restoreDatabase(copy, place.file)).toThrow(expect.objectContaining({ code }));
    expect(readFileSync(place.file).equals(bytes)).toBe(true);
    expect(readdirSync(dirname(place.file))).toEqual(['sessions.db']);
  });

  test.each([
    ['text', () => Buffer.from('not a database at all'.repeat(100)), 'E_NOT_A_DATABASE'],
    ['nothing', () => Buffer.alloc(0), 'E_NOT_A_DATABASE'],
    ['half of a database', (whole: Buffer) => whole.subarray(0, whole.length / 2), 'E_CORRUPT'],
    ['pages of something else', overwritten, 'E_CORRUPT'],
  ])('refuses a backup that holds %s, and says that of the backup', async (_what, change, code) => {
    await store.close();
    writeFileSync(copy, change(readFileSync(copy)));
    for (const target of [place.file, join(place.folder, 'none.db')])
      expect(() => restoreDatabase(copy, target)).toThrow(
        expect.objectContaining({
          code,
          message: expect.stringMatching(/^The (database|file) \S+copy\.db /),
        }),
      );
    expect(await sessionsIn(place.file)).toHaveLength(31);
    expect(existsSync(join(place.folder, 'none.db'))).toBe(false);
  });

  test('refuses a file that is in use itself: its log holds what the file does not', async () => {
    const fresh = join(place.folder, 'fresh', 'sessions.db');
    expect(() => restoreDatabase(place.file, fresh)).toThrow(expect.objectContaining({ code: 'E_REFUSED' }));
    expect(existsSync(fresh)).toBe(false);
  });

  test('refuses a file beside which a rollback journal stands: a program was killed while it changed it', async () => {
    await store.close();
    writeFileSync(`${copy}-journal`, 'what the file held before');
    expect(() => restoreDatabase(copy, place.file)).toThrow(
      expect.objectContaining({ code: 'E_REFUSED', message: expect.stringContaining('copy.db-journal') }),
    );
    expect(await sessionsIn(place.file)).toHaveLength(31);
  });

  test('is refused when the database is no longer as it was read; tidying alone changes nothing', async () => {
    const asRead = { files: stateOfFiles(place.file), versions: await store.contentVersions() };
    await store.close();
    expect(restoreDatabase(copy, place.file, asRead).keptAs).not.toBeNull();
    const changed = expect.objectContaining({ code: 'E_CHANGED', exitCode: 9 });
    expect(() => restoreDatabase(copy, place.file, asRead)).toThrow(changed);
    const unreadable = { files: stateOfFiles(place.file), versions: undefined };
    await (await place.store()).close();
    writeFileSync(place.file, 'not a database any more');
    expect(() => restoreDatabase(copy, place.file, unreadable)).toThrow(changed);
    expect(readFileSync(place.file, 'utf8')).toBe('not a database any more');
  });

  test('can be tidied up after when it was killed; what a running process makes is left', () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const folder = join(place.folder, 'killed');
    mkdirSync(folder);
    const file = join(folder, 'sessions.db');
    const gone = [
      `rebuilt-${dead}`,
      `rebuilt-${dead}-wal`,
      `unfinished-${dead}`,
      `unfinished-${dead}-journal`,
    ];
    const left = [`rebuilt-${process.ppid}`, `replaced-${dead}`, `unfinished-${dead}.txt`];
    for (const end of [...gone, ...left]) writeFileSync(`${file}.${end}`, '');
    writeFileSync(join(folder, `other.db.rebuilt-${dead}`), '');
    removeAbandoned(file);
    expect(readdirSync(folder)).toEqual(
      [`other.db.rebuilt-${dead}`, ...left.map((end) => `sessions.db.${end}`)].toSorted(),
    );
    expect(() => removeAbandoned(join(place.folder, 'none', 'sessions.db'))).not.toThrow();
  });

  test('refuses a backup that is not there, and a place below a file', async () => {
    await store.close();
    const missing = join(place.folder, 'missing.db');
    expect(() => restoreDatabase(missing, place.file)).toThrow(
      expect.objectContaining({ code: 'E_NOT_FOUND' }),
    );
    const below = join(copy, 'below.db');
    expect(() => restoreDatabase(copy, below)).toThrow(
      expect.objectContaining({ name: 'StoreError', code: 'E_IO' }),
    );
  });
});
