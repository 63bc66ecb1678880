// The checker is checked: one corruption of every class and of every field is planted and must be found in its place.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { INSTANCE_SHAPE, MESSAGE_SHAPE, SESSION_SHAPE, type WorktreeSession } from '../contract/session.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { encodeSessions } from '../impl-json/index.ts';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { rewriteChecks, verifyChecks } from '../sessions/migration-checks.ts';
import { compareRewritten } from './compare-rewritten.ts';
import { importHome } from './import-home.ts';
import { legacyFileOf } from './legacy-files.ts';
import { MemoryTarget } from './memory-target.ts';
import { rewriteFiles } from './rewrite-files.ts';
import { type VerifyReport, verifyHome } from './verify-home.ts';

const { root } = useFolder('verify');

const home = join(root, 'home');
const files = writeLegacyHome(home, { seed: 11, sessions: 30 });
const archiveDir = join(root, 'archive');
const imported = new MemoryTarget();
await importHome({ home, store: imported, archiveDir });

/** The workspace that has two records of one id, instances and chat. */
const hash = files.find(({ what }) => what.includes('instance 0'))!.file.slice(-21, -5);
const file = legacyFileOf(hash);
const original = imported.lists.get(hash)!;
const at = original.findIndex(({ instances, chatHistory }) => instances.length > 1 && chatHistory.length > 1);

/** A copy of the store in which one workspace holds another list. */
function planted(list: readonly WorktreeSession[]): MemoryTarget {
  const store = new MemoryTarget();
  for (const [key, value] of imported.lists) store.lists.set(key, value);
  store.lists.set(hash, list);
  return store;
}

const findingsOf = async (list: readonly WorktreeSession[]): Promise<string[]> => {
  const report = await verifyHome({ home, store: planted(list), archiveDir });
  expect(report.isVerified).toBe(report.findings.length === 0);
  expect(report.findings.every((finding) => finding.file === file)).toBe(true);
  return report.findings.map((finding) => `${finding.class} ${finding.pointers.join(' ')}`);
};

test('without a corruption nothing is found', async () => {
  expect(at).toBeGreaterThanOrEqual(0);
  expect(await findingsOf(original)).toEqual([]);
});

/** Another value of the same type that no field of the record has. */
const otherThan = (value: unknown): unknown => {
  if (Array.isArray(value)) return [];
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return 'was null';
};

const changeOf = (field: string): WorktreeSession => {
  const session = original[at]!;
  return { ...session, [field]: otherThan(session[field as keyof WorktreeSession]) };
};

test.each(SESSION_SHAPE.fields.map(({ name }) => name))(
  'a changed %s of a session is found',
  async (field) => {
    const isList = Array.isArray(original[at]![field as keyof WorktreeSession]);
    const found = await findingsOf(original.with(at, changeOf(field)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^mismatch /${at}/${field}${isList ? '/' : '$'}`));
  },
);

test.each(INSTANCE_SHAPE.fields.map(({ name }) => name))(
  'a changed %s of an instance is found',
  async (field) => {
    const session = original[at]!;
    const instance = session.instances[1]!;
    const changed = { ...instance, [field]: otherThan(instance[field as keyof typeof instance]) };
    const list = original.with(at, { ...session, instances: session.instances.with(1, changed) });
    expect(await findingsOf(list)).toEqual([`mismatch /${at}/instances/1/${field}`]);
  },
);

test.each(MESSAGE_SHAPE.fields.map(({ name }) => name))(
  'a changed %s of a message is found',
  async (field) => {
    const session = original[at]!;
    const message = session.chatHistory[1]!;
    const changed = { ...message, [field]: otherThan(message[field as keyof typeof message]) };
    const list = original.with(at, { ...session, chatHistory: session.chatHistory.with(1, changed) });
    expect(await findingsOf(list)).toEqual([`mismatch /${at}/chatHistory/1/${field}`]);
  },
);

test('a lost session, one too many, one twice and two exchanged are told apart', async () => {
  const last = original.length - 1;
  const foreign = { ...original[0]!, id: 'foreign', task: 'not of this file' };
  expect(await findingsOf(original.slice(0, -1))).toEqual([`missing /${last}`]);
  expect(await findingsOf([...original, foreign])).toEqual([`extra /${last + 1}`]);
  expect(await findingsOf([...original, original[0]!])).toEqual([`duplicate /${last + 1}`]);
  expect(await findingsOf([original[1]!, original[0]!, ...original.slice(2)])).toHaveLength(1);
});

test('a rounded integer is found', async () => {
  const big = files.find(({ what }) => what.includes('2^53'))!.file;
  const store = new MemoryTarget();
  for (const [key, list] of imported.lists) {
    const round = (session: WorktreeSession): WorktreeSession =>
      typeof session.totalDuration === 'bigint'
        ? { ...session, totalDuration: BigInt(Number(session.totalDuration)) }
        : session;
    store.lists.set(key, list.map(round));
  }
  const report = await verifyHome({ home, store, archiveDir });
  expect(report.counts.mismatch).toBe(3);
  expect(report.findings.map((finding) => `${finding.file} ${finding.pointers}`)).toEqual(
    [0, 1, 2].map((index) => `${big} /${index}/totalDuration`),
  );
});

test('a workspace that the store does not know is missing, with and without sessions', async () => {
  const store = planted(original);
  store.lists.delete(hash);
  const empty = files.find(({ what }) => what === 'an empty list')!.file;
  store.lists.delete(empty.slice(-21, -5));
  const report = await verifyHome({ home, store, archiveDir });
  expect(report.counts.missing).toBe(original.length + 2);
  expect(
    report.files
      .filter(({ result }) => result === 'different')
      .map((each) => each.file)
      .sort(),
  ).toEqual([empty, file].sort());
});

test('a session in the wrong workspace is missing in one and extra in the other', async () => {
  const store = planted(original.slice(1));
  const other = files.find(({ what }) => what === 'an empty list')!.file.slice(-21, -5);
  store.lists.set(other, [original[0]!]);
  const { counts } = await verifyHome({ home, store, archiveDir });
  expect(counts).toMatchObject({ missing: 1, extra: 1 });
});

test('a store that cannot answer or finds itself corrupt is a finding', async () => {
  const store = planted(original);
  store.sessionsOfHash = async () => {
    throw new StoreError('E_CORRUPT', 'the row does not have its digest');
  };
  store.check = async () =>
    ({ findings: [{ place: 'sessions 7', problem: 'bad digest' }], sessions: 1 }) as never;
  const report = await verifyHome({ home, store });
  const readable = files.filter(({ isReadable }) => isReadable).length;
  expect(report.counts.store).toBe(readable + 1);
  expect(report.findings.at(-1)).toMatchObject({ file: 'sessions 7', problem: 'bad digest' });
});

test('an original that is changed, gone or older than its file is found', async () => {
  const damagedArchive = join(root, 'damaged-archive');
  await importHome({ home, store: new MemoryTarget(), archiveDir: damagedArchive });
  const [first, second] = readdirSync(join(damagedArchive, 'originals'));
  writeFileSync(join(damagedArchive, 'originals', first!), 'changed');
  rmSync(join(damagedArchive, 'originals', second!));
  const report = await verifyHome({ home, store: imported, archiveDir: damagedArchive });
  // Two files of the home have the same bytes and share an original.
  expect(report.counts.original).toBeGreaterThanOrEqual(2);
  expect(new Set(report.findings.map(({ problem }) => /[0-9a-f]{64} is \w+/.exec(problem)?.[0]))).toEqual(
    new Set([`${first} is damaged`, `${second} is absent`]),
  );

  const truncated = files.find(({ what }) => what.includes('cut off'))!.file;
  const before = readFileSync(join(home, truncated));
  writeFileSync(join(home, truncated), 'another damage');
  const older = await verifyHome({ home, store: imported, archiveDir });
  writeFileSync(join(home, truncated), before);
  expect(older.findings).toMatchObject([{ class: 'original', file: truncated }]);
});

test('a file that is gone is found while the files are the truth, with its workspace and the way back', async () => {
  const other = 'ab'.repeat(8);
  const store = planted(original);
  store.lists.set(other, original);
  store.lists.set('cd'.repeat(8), []);
  expect(await verifyHome({ home, store, archiveDir })).toMatchObject({ isVerified: true, findings: [] });
  const { findings, counts } = await verifyHome({ home, store, archiveDir, isFileRequired: true });
  expect(counts.extra).toBe(1);
  expect(findings).toMatchObject([{ class: 'extra', file: legacyFileOf(other), sessionId: null }]);
  expect(findings[0]?.problem).toContain(`${original.length} sessions of workspace ${other}`);
  expect(findings[0]?.problem).toContain(`reconcile --hash ${other} --from sqlite`);
  const chosen = { home, store, archiveDir, isFileRequired: true, workspaces: [hash] };
  expect((await verifyHome(chosen)).isVerified).toBe(true);
});

test('a file that is equal to the store and was written since its import is no finding', async () => {
  const path = join(home, file);
  const before = readFileSync(path);
  writeFileSync(path, `${before}\n`);
  const report = await verifyHome({ home, store: imported, archiveDir });
  writeFileSync(path, before);
  expect(report).toMatchObject({ isVerified: true, unarchived: [file], findings: [] });
});

test('check rows fail exactly where something was found', async () => {
  const rows = async (list: readonly WorktreeSession[]): Promise<(readonly [string, string])[]> => {
    const report: VerifyReport = await verifyHome({ home, store: planted(list), archiveDir });
    return verifyChecks(report, 'memory').map(({ name, verdict }) => [name, verdict] as const);
  };
  expect((await rows(original)).map(([, verdict]) => verdict)).toEqual(['ok', 'ok', 'ok']);
  expect((await rows([])).map(([, verdict]) => verdict)).toEqual(['fail', 'ok', 'ok']);
});

test('verifying stops between files when told to', async () => {
  const run = verifyHome({ home, store: imported, signal: AbortSignal.abort() });
  await expect(run).rejects.toMatchObject({ code: 'E_ABORTED' });
});

test('rewritten files with other sessions, other bytes or not at all are told from equal ones', async () => {
  const targetDir = join(root, 'rewritten');
  await rewriteFiles({ store: imported, targetDir });
  const other = files.find(({ what }) => what.includes('two records'))!.file;
  const gone = files.find(({ what }) => what.includes('2^53'))!.file;
  writeFileSync(
    join(targetDir, file),
    encodeSessions(original.with(at, { ...original[at]!, task: 'changed' })),
  );
  writeFileSync(join(targetDir, other), `${readFileSync(join(home, other), 'utf8')}\n`);
  rmSync(join(targetDir, gone));
  const comparisons = await compareRewritten({ home, targetDir });
  const resultOf = (name: string): unknown => comparisons.find((comparison) => comparison.file === name);
  expect(resultOf(file)).toMatchObject({ result: 'different', pointers: [`/${at}/task`] });
  expect(resultOf(other)).toMatchObject({ result: 'different', reasons: ['not as the app writes them'] });
  expect(resultOf(gone)).toMatchObject({ result: 'absent' });
  expect(rewriteChecks(comparisons, 'memory')[0]).toMatchObject({
    verdict: 'fail',
    counts: { different: 2, absent: 1, equal: 0 },
  });
});

test('rewriting twice leaves equal files alone and refuses to overwrite others, before writing anything', async () => {
  const targetDir = join(root, 'twice');
  const first = await rewriteFiles({ store: imported, targetDir });
  const second = await rewriteFiles({ store: imported, targetDir });
  expect(first.files.every(({ result }) => result === 'written')).toBe(true);
  expect(second.files.every(({ result }) => result === 'present')).toBe(true);
  rmSync(join(targetDir, '.ait42/sessions.json'));
  writeFileSync(join(targetDir, file), 'mine');
  await expect(rewriteFiles({ store: imported, targetDir })).rejects.toMatchObject({
    code: 'E_REFUSED',
    exitCode: 10,
  });
  expect(readFileSync(join(targetDir, file), 'utf8')).toBe('mine');
  expect(readdirSync(join(targetDir, '.ait42'))).toEqual(['sessions']);
});

test('a store that names a workspace like a path cannot make a rewrite leave its directory', async () => {
  const store = new MemoryTarget();
  store.lists.set('../../../evil', []);
  await expect(rewriteFiles({ store, targetDir: join(root, 'evil') })).rejects.toMatchObject({
    code: 'E_CORRUPT',
  });
});
