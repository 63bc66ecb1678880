// A session file that is a link onto a drive which is not mounted: not absent, and nothing to be replaced, in any phase.

import { lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionManager } from './session-manager.ts';
import { idsOf, inDatabase, sessionWith, useHomes } from './suite/live-home.ts';

const freshHome = useHomes();
const options = { waived: ['comparisons', 'certificate', 'backup', 'no-asides'] } as const;

async function homeOnDrive(phases: readonly ('dual' | 'sqlite+json')[]) {
  const { home, one, fileOf } = freshHome();
  const file = fileOf(one);
  const target = join(home, 'drive', 's.json');
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  mkdirSync(dirname(target));
  renameSync(file, target);
  symlinkSync(target, file);
  for (const phase of phases) await manager.setPhase(phase, options);
  await manager.close();
  const mount = (): void => renameSync(join(home, 'gone'), dirname(target));
  renameSync(dirname(target), join(home, 'gone'));
  const filed = (): string[] => idsOf(JSON.parse(readFileSync(target, 'utf8')));
  return { home, one, file, target, mount, filed };
}

test.each([[[]], [['dual'] as const]])(
  'where the files answer, neither read nor write takes it for empty',
  async (phases) => {
    const { home, one, file, target, mount, filed } = await homeOnDrive(phases);
    const manager = await SessionManager.open({ home });
    const refused = { code: 'E_IO', data: { file, target } };
    await expect(manager.getAllSessions(one)).rejects.toMatchObject(refused);
    await expect(manager.createSession(one, sessionWith('b'))).rejects.toMatchObject(refused);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    await manager.close();
    if (phases.length > 0) expect(await inDatabase(home, one)).toHaveLength(1);
    mount();
    const again = await SessionManager.open({ home });
    await again.createSession(one, sessionWith('b'));
    await again.close();
    expect(filed()).toEqual(['a', 'b']);
  },
);

test('where the database answers, the file follows when the drive is back', async () => {
  const { home, one, file, mount, filed } = await homeOnDrive(['dual', 'sqlite+json']);
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('b'));
  expect(await manager.settle()).toBe(false);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  mount();
  expect(await manager.settle()).toBe(true);
  await manager.close();
  expect(filed()).toEqual(['a', 'b']);
});
