// Two directories whose paths have the same hash, which takes a hash cut down to nothing: their sessions are never mixed.

import crypto from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSessions } from '../contract/session-writer.ts';
import { sampleSession } from '../contract/suite/samples.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { importHome } from './import-home.ts';

const HASH = 'a'.repeat(16);
const isPath = (text: unknown): boolean => typeof text === 'string' && text.startsWith('/of/');
const { hash } = crypto;
const cut = (...[name, data, encoding]: Parameters<typeof hash>): string =>
  isPath(data) ? HASH.repeat(4) : hash(name, data, encoding as 'hex');
beforeAll(() => setHash(cut as typeof hash));
afterAll(() => setHash(hash));

function setHash(to: typeof hash): void {
  crypto.hash = to;
  syncBuiltinESMExports();
}

const { root } = useFolder('hash-collision');

test('what belongs to another directory is refused, by the store and by an import, and nothing is written', async () => {
  const home = join(root, 'home');
  const sessions = join(home, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  for (const hash of [HASH, 'b'.repeat(16)])
    writeFileSync(join(sessions, `${hash}.json`), writeSessions([sampleSession('theirs')]));
  const store = await openSqliteStore({ home });
  await store.createSession('/of/one', sampleSession('mine'));
  await store.createSession('/of/one', sampleSession('mine too'));
  for (const write of [
    store.createSession('/of/other', sampleSession('x')),
    store.deleteSession('/of/other', 'mine'),
  ])
    await expect(write).rejects.toMatchObject({ code: 'E_HASH_COLLISION', exitCode: 4 });
  const options = { home, store, archiveDir: join(home, '.ait42', 'archive'), replace: true };
  const { files } = await importHome({ ...options, workspacePath: '/of/other' });
  expect(files).toMatchObject([
    {
      workspace: HASH,
      verdict: 'refused',
      reason: expect.stringContaining('another directory'),
      archived: null,
    },
    { workspace: 'b'.repeat(16), verdict: 'imported' },
  ]);
  expect((await store.getAllSessions('/of/one')).map(({ id }) => id)).toEqual(['mine', 'mine too']);
  expect((await importHome({ ...options, workspacePath: '/of/one' })).files[0]).toMatchObject({
    verdict: 'imported',
  });
  await store.close();
});
