// Verbs that root runs in another user's home: nothing that they make locks the user's own app out.

import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeLegacyHome } from '../sessions/legacy-home.ts';
import { migrate, temporaryFolder } from './run-tool.ts';

const OWNER = 65_534;
const isRoot = process.getuid?.() === 0;

/** A home of nobody's, with everything below it. */
function homeOfOther(): string {
  const home = join(temporaryFolder(), 'home');
  chmodSync(join(home, '..'), 0o755);
  writeLegacyHome(home, { seed: 3, sessions: 6 });
  giveAway(home);
  return home;
}

function giveAway(path: string): void {
  for (const name of ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })])
    chownSync(join(path, name), OWNER, OWNER);
}

const strangersIn = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' }).filter(
    (name) => lstatSync(join(home, name)).uid !== OWNER,
  );

test.skipIf(!isRoot)('what root makes in the home of another user belongs to that user', async () => {
  const home = homeOfOther();
  const at = ['--home', home];
  const first = await migrate(['migrate', '--yes', '--salvage', ...at]);
  expect(first.stderr).toContain(`belongs to user ${OWNER}`);
  for (const words of [
    ['phase', 'set', 'dual', '--yes'],
    ['backup'],
    ['phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons', '--waive', 'no-asides'],
    ['phase', 'set', 'sqlite', '--yes'],
    ['rollback', '--yes'],
  ]) {
    const { exitCode, stderr } = await migrate([...words, ...at]);
    expect([words, exitCode, stderr]).toEqual([words, 0, expect.any(String)]);
  }
  expect(strangersIn(home)).toEqual([]);
  const asOwner = await migrate(['doctor', ...at], { uid: OWNER });
  expect(asOwner.stdout).not.toContain('PROBLEM  permissions');
  expect(asOwner.stderr).not.toContain('belongs to user');
});

test.skipIf(!isRoot)('root acts as the owner, so no link of theirs leads root anywhere else', async () => {
  const home = homeOfOther();
  const place = temporaryFolder();
  chmodSync(place, 0o700);
  symlinkSync(place, join(home, '.ait42', 'archive'));
  const { exitCode } = await migrate(['migrate', '--yes', '--home', home]);
  expect(exitCode).not.toBe(0);
  expect(readdirSync(place)).toEqual([]);
});

test.skipIf(!isRoot)('doctor says the same to root and to the owner of what root left before', async () => {
  const home = homeOfOther();
  mkdirSync(join(home, '.ait42', 'migration'), { mode: 0o700 });
  writeFileSync(join(home, '.ait42', 'migration', 'phase.json'), '{}', { mode: 0o600 });
  for (const surroundings of [{}, { uid: OWNER }]) {
    const { stdout, exitCode } = await migrate(['doctor', '--home', home], surroundings);
    expect(stdout).toContain('.ait42/migration belong to another user than the home');
    expect(stdout).toContain(`sudo chown -R ${OWNER}:${OWNER} ${join(home, '.ait42')}`);
    expect(stdout).not.toMatch(/Put a copy of the phase file back|Move the file away/);
    expect(exitCode).toBe(4);
  }
});
