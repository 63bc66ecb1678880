// One user's way through the phases with the tool, as far as the database alone, and back to the files.

import { expect, test } from 'vitest';
import { writeLegacyHome } from '../props/legacy-home.ts';
import { migrate, temporaryFolder } from './run-tool.ts';

test('through all phases and back: guards say what is missing, and every session is there at the end', async () => {
  const home = temporaryFolder();
  writeLegacyHome(home, { seed: 5, sessions: 30 });
  const run = (...words: string[]) => migrate([...words, '--home', home]);
  // What the app cannot even open is no session file, and the step says so.
  const refused = await run('phase', 'set', 'dual', '--yes');
  expect([0, 10]).toContain(refused.exitCode);
  if (refused.exitCode === 10) expect(refused.stderr).toContain('could not be read or imported');
  expect((await run('phase', 'set', 'sqlite', '--yes')).exitCode).toBe(2);
});

test('a home of sound files goes up on evidence, or on conditions waived by name, and comes back', async () => {
  const home = temporaryFolder();
  const { mkdirSync, readFileSync, writeFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { encodeSessions } = await import('../impl-json/index.ts');
  const { checkedSession } = await import('../contract/arguments.ts');
  const { sessionWith } = await import('../migrate/live/suite/live-home.ts');
  const file = join(home, '.ait42', 'sessions', '0123456789abcdef.json');
  mkdirSync(join(file, '..'), { recursive: true });
  const bytes = encodeSessions([checkedSession(sessionWith('a')), checkedSession(sessionWith('b'))]);
  writeFileSync(file, bytes);
  const run = (...words: string[]) => migrate([...words, '--home', home]);
  expect((await run('phase')).stdout).toBe('Phase json.');
  expect((await run('phase', '--explain')).stdout).toContain('there is no database yet');
  expect((await run('phase', 'set', 'dual')).exitCode).toBe(10);
  expect((await run('migrate', '--yes')).exitCode).toBe(0);
  expect((await run('phase', 'set', 'dual', '--yes')).exitCode).toBe(0);
  const cutover = await run('phase', 'set', 'sqlite+json', '--yes');
  expect(cutover.exitCode).toBe(10);
  expect(cutover.stderr).toContain('comparisons: 0 live answers compared');
  await run('backup');
  const explained = await run('phase', '--explain', '--json');
  const { steps } = JSON.parse(explained.stdout).result;
  const unmet = steps[0].conditions.filter(({ isMet }: { isMet: boolean }) => !isMet);
  expect(unmet.map(({ name }: { name: string }) => name)).toEqual(['comparisons']);
  const waived = await run('phase', 'set', 'sqlite+json', '--yes', '--waive', 'comparisons');
  expect(waived.stdout).toContain('waived  comparisons');
  expect(waived.exitCode).toBe(0);
  expect((await run('phase', 'set', 'sqlite', '--yes')).exitCode).toBe(0);
  const status = await run('status');
  expect(status.stdout).toContain('Phase sqlite since');
  expect(status.stdout).toMatch(/0123456789abcdef +2 +2/);
  expect((await run('status', '--watch', '--json')).exitCode).toBe(2);
  const back = await run('rollback', '--yes');
  expect(back.stdout.match(/^Phase .*/gm)).toEqual(['Phase sqlite+json.', 'Phase dual.', 'Phase json.']);
  expect(back.exitCode).toBe(0);
  expect(readFileSync(file)).toEqual(bytes);
  expect((await run('rollback', '--yes')).stdout).toContain('nothing to go back from');
});
