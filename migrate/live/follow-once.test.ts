// What a change of phase does where the session files are the truth.

import { expect, test } from 'vitest';
import { StoreError } from '../../contract/errors.ts';
import { workspaceHash } from '../../contract/workspace.ts';
import { followOnce } from './follow-once.ts';
import { makeMigrationDirectory } from './live-files.ts';
import { SessionManager } from './session-manager.ts';
import { faultyShadow } from './suite/faulty-shadow.ts';
import { idsOf, inDatabase, sessionWith, useHomes } from './suite/live-home.ts';

const freshHome = useHomes();

test('a workspace is brought to what its file holds, and looked at once though it is named twice', async () => {
  const { home, one } = freshHome();
  makeMigrationDirectory(home);
  const manager = await SessionManager.open({ home });
  await manager.createSession(one, sessionWith('a'));
  await manager.close();
  let looks = 0;
  const store = await faultyShadow(home, {}, (operation) => {
    if (operation === 'sessionsOfHash') looks++;
    return undefined;
  });
  await followOnce(home, store, [workspaceHash(one), workspaceHash(one)]);
  await store.close();
  expect(looks).toBe(1);
  expect(idsOf((await inDatabase(home, one)) as { id: string }[])).toEqual(['a']);
});

test('what keeps the database from following is in the error, with its code and its cause', async () => {
  const { home, one } = freshHome();
  makeMigrationDirectory(home);
  const error = new StoreError('E_NO_SPACE', 'The disk is full.', { data: { file: 'sessions.db' } });
  const store = await faultyShadow(home, {}, (operation) =>
    operation === 'sessionsOfHash' ? { error } : undefined,
  );
  await expect(followOnce(home, store, [workspaceHash(one)])).rejects.toMatchObject({
    code: 'E_NO_SPACE',
    message: expect.stringMatching(/^The phase stays as it is, .* The disk is full\.$/),
    data: { file: 'sessions.db' },
    cause: error,
  });
  await store.close();
});
