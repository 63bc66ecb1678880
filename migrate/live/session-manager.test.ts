// The phases as an app lives through them: every chain of steps with writes between, read at each step by a reader of the
// old format that shares no code with the project.

import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { openJsonStore } from '../../impl-json/index.ts';
import { databaseFile } from '../../impl-sqlite/index.ts';
import { newestCertificate } from '../certificate/index.ts';
import { withDatabase } from '../with-database.ts';
import { homeStatus } from './home-status.ts';
import { certificateFile, phaseFile } from './live-files.ts';
import { isNeighbour, PHASES, type Phase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { SessionManager } from './session-manager.ts';
import { readAsOldApp } from './suite/frozen-reader.ts';
import { type LiveHome, sessionWith, useHomes, waived } from './suite/live-home.ts';

const freshHome = useHomes();
const options = { waived };
const CHAIN_STRIDE = amountOf('PHASE_CHAIN_STRIDE');

/** Every chain of steps from json, to a length. */
function chains(length: number): Phase[][] {
  if (length === 0) return [[]];
  return chains(length - 1).flatMap((chain) => {
    const at = chain.at(-1) ?? 'json';
    const next = PHASES.filter((phase) => isNeighbour(at, phase));
    return [...next.map((phase) => [...chain, phase])];
  });
}

test('chains of steps up and down to length 5, with writes between: the old app reads every session at its end', async () => {
  const all = [1, 2, 3, 4, 5].flatMap((length) => chains(length));
  expect(all.length).toBe(1 + 2 + 3 + 5 + 8);
  for (const chain of all.filter((_, at) => at % CHAIN_STRIDE === 0)) {
    const { home, one, two } = freshHome();
    const manager = await SessionManager.open({ home, compareOneIn: 1 });
    await manager.createSession(one, sessionWith('first'));
    const expected = { one: ['first'], two: [] as string[] };
    for (const [step, phase] of chain.entries()) {
      expect(await manager.setPhase(phase, options)).toBe(phase);
      await manager.createSession(one, sessionWith(`s${step}`));
      await manager.createSession(two, sessionWith('passing'));
      await manager.addChatMessage(one, 'first', { id: 'm', role: 'user', content: 'x', timestamp: 't' });
      await manager.deleteSession(two, 'passing');
      await manager.createSession(two, sessionWith(`t${step}`));
      expected.one.push(`s${step}`);
      expected.two.push(`t${step}`);
      expect(await manager.settle()).toBe(true);
      if (phase !== 'sqlite') expectOldApp({ home, one, two }, expected, step + 1);
    }
    expect(await manager.rollback()).toBe('json');
    expectOldApp({ home, one, two }, expected, chain.length);
    await manager.close();
    rmSync(home, { recursive: true });
  }
});

function expectOldApp(
  { home, one, two }: Pick<LiveHome, 'home' | 'one' | 'two'>,
  expected: { readonly one: readonly string[]; readonly two: readonly string[] },
  messages: number,
): void {
  expect(readAsOldApp(home, one).map(({ id }) => id)).toEqual(expected.one);
  expect(readAsOldApp(home, two).map(({ id }) => id)).toEqual(expected.two);
  expect(readAsOldApp(home, one)[0]?.chatHistory).toHaveLength(messages);
}

test('the old app writes after a rollback, and the next way up has its sessions', async () => {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  for (const phase of ['dual', 'sqlite+json', 'sqlite'] as const) await manager.setPhase(phase, options);
  await manager.createSession(one, sessionWith('b'));
  await manager.rollback();
  await openJsonStore({ home, mode: 'faithful' }).deleteSession(one, 'a');
  await openJsonStore({ home, mode: 'faithful' }).createSession(one, sessionWith('c'));
  for (const phase of ['dual', 'sqlite+json', 'sqlite'] as const) await manager.setPhase(phase, options);
  expect((await manager.getAllSessions(one)).map(({ id }) => id)).toEqual(['b', 'c']);
  await manager.close();
});

test('guards refuse with what is missing, and the phase stays', async () => {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await expect(manager.setPhase('sqlite')).rejects.toMatchObject({ code: 'E_USAGE', exitCode: 2 });
  await manager.setPhase('dual');
  const refused = await manager.setPhase('sqlite+json').catch((error) => error);
  expect(refused).toMatchObject({ code: 'E_REFUSED', exitCode: 10 });
  for (const name of ['comparisons', 'certificate', 'backup']) expect(refused.message).toContain(`${name}:`);
  expect(manager.phase).toBe('dual');
  expect(readPhase(home).history).toHaveLength(1);
  await manager.createSession(one, sessionWith('b'));
  await manager.close();
});

test('without a phase there is no database, and a broken phase file opens nothing', async () => {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await manager.close();
  expect((await homeStatus(home)).database).toBe('absent');
  const other = await SessionManager.open({ home });
  await other.setPhase('dual');
  await other.close();
  writeFileSync(phaseFile(home), '{"schema":"storeproof.phase/1","phase":"both"}');
  await expect(SessionManager.open({ home })).rejects.toMatchObject({ code: 'E_CORRUPT' });
  writeFileSync(phaseFile(home), '{"schema":"storeproof.phase/2"}');
  await expect(SessionManager.open({ home })).rejects.toMatchObject({ code: 'E_NEWER_VERSION' });
});

test('a change of phase by another process is seen at the next call', async () => {
  const { home, one } = freshHome();
  const [first, second] = [await SessionManager.open({ home }), await SessionManager.open({ home })];
  await first.createSession(one, sessionWith('a'));
  await second.setPhase('dual');
  await second.setPhase('sqlite+json', options);
  await first.createSession(one, sessionWith('b'));
  expect(first.phase).toBe('sqlite+json');
  expect((await second.getAllSessions(one)).map(({ id }) => id)).toEqual(['a', 'b']);
  await first.close();
  await second.close();
  expect(readAsOldApp(home, one).map(({ id }) => id)).toEqual(['a', 'b']);
  expect((await homeStatus(home)).forked).toEqual([]);
});

test('an error that a caller’s own work throws in a transaction is the caller’s, not the database’s', async () => {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  for (const phase of ['dual', 'sqlite+json'] as const) await manager.setPhase(phase, options);
  const own = new StoreError('E_IO', 'Is a directory');
  const work = manager.transaction(one, async (operations) => {
    await operations.createSession(one, sessionWith('a'));
    throw own;
  });
  await expect(work).rejects.toBe(own);
  const missing = manager.transaction(one, (operations) => operations.getSession(one, 'a'));
  await expect(missing).rejects.toMatchObject({ code: 'E_SESSION_NOT_FOUND' });
  expect((await manager.status()).answers.source).toBe('sqlite');
  await manager.createSession(one, sessionWith('b'));
  await manager.close();
});

test('what only an older database has is archived before the files take its place', async () => {
  const { home, one } = freshHome();
  await withDatabase({ home }, (older) => older.createSession(one, sessionWith('forgotten')));
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await manager.setPhase('dual');
  await manager.close();
  const manifest = readFileSync(join(home, '.ait42', 'archive', 'manifest.json'), 'utf8');
  const { originals } = JSON.parse(manifest);
  const texts = originals.map(({ sha256 }: { sha256: string }) =>
    readFileSync(join(home, '.ait42', 'archive', 'originals', sha256), 'utf8'),
  );
  expect(texts.filter((text: string) => text.includes('forgotten'))).toHaveLength(1);
});

test('phase sqlite needs no session files at all', async () => {
  const { home, one, fileOf } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  for (const phase of ['dual', 'sqlite+json', 'sqlite'] as const) await manager.setPhase(phase, options);
  rmSync(dirname(fileOf(one)), { recursive: true });
  await manager.createSession(one, sessionWith('b'));
  expect(await manager.getAllSessions(one)).toHaveLength(2);
  expect(existsSync(dirname(fileOf(one)))).toBe(false);
  await manager.rollback();
  await manager.close();
  expect(readAsOldApp(home, one).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a migration in the background ends in phase dual, and a database that cannot be opened leaves the app on its files', async () => {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  writeFileSync(databaseFile(home), 'not a database'.repeat(500));
  expect(await manager.autoMigrate()).toEqual({
    result: 'failed',
    phase: 'json',
    reason: 'E_NOT_A_DATABASE',
  });
  await manager.createSession(one, sessionWith('b'));
  rmSync(databaseFile(home));
  expect(await manager.autoMigrate()).toEqual({ result: 'migrated', phase: 'dual' });
  expect(await manager.autoMigrate()).toEqual({ result: 'nothing to do', phase: 'dual' });
  const { workspaces: counts, evidence } = await manager.status();
  expect(counts).toEqual([
    {
      hash: workspaceHash(one),
      fileSessions: 2,
      databaseSessions: 2,
      isForked: false,
      isUnreadable: false,
    },
  ]);
  expect(evidence.rateUpper).toBe(1);
  await manager.rollback();
  expect(await manager.autoMigrate()).toEqual({ result: 'nothing to do', phase: 'json' });
  expect(await manager.setPhase('dual')).toBe('dual');
  await manager.close();
});

test('a migration leaves its certificate, or says why there is none', async () => {
  const { home, one } = freshHome();
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  const { certificate, uncertified } = await manager.migrate();
  expect([certificate, uncertified]).toEqual([certificateFile(home), null]);
  expect(newestCertificate(home).workspaces).toMatchObject([{ workspace: workspaceHash(one) }]);
  symlinkSync(join(home, 'nothing'), join(home, '.ait42', 'sessions', '00000000000000aa.json'));
  expect(await manager.migrate()).toMatchObject({ certificate: null, uncertified: 'refused' });
  await manager.close();
});
