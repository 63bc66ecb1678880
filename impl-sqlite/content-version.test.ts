// Versions of a workspace's content: what has changed is later, what was put back is earlier, what was made again is
// another one.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceHash } from '../contract/workspace.ts';
import type { ContentVersion, SqliteStore } from './index.ts';
import { sessionWith } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();

async function only(store: SqliteStore): Promise<ContentVersion> {
  const [version, ...others] = await store.contentVersions();
  expect(others).toEqual([]);
  return version as ContentVersion;
}

test('every change of a workspace gives a later version of the same birth', async () => {
  const store = await place.store();
  expect(await store.contentVersions()).toEqual([]);
  const seen: ContentVersion[] = [];
  const changes = [
    () => store.createSession(place.workspace, sessionWith('a')),
    () => store.createSession(place.workspace, sessionWith('b')),
    () => store.deleteSession(place.workspace, 'b'),
    () => store.updateSession(place.workspace, sessionWith('a', { task: 'other' })),
    () => store.replaceWorkspace(workspaceHash(place.workspace), []),
  ];
  for (const change of changes) {
    await change();
    seen.push(await only(store));
  }
  expect(new Set(seen.map(({ birth }) => birth)).size).toBe(1);
  const revisions = seen.map(({ revision }) => revision);
  expect(revisions).toEqual([...new Set(revisions)].toSorted((left, right) => left - right));
  expect(seen.at(-1)?.last).toBe('');
});

test('two branches from one version differ, and a workspace made again is another one', async () => {
  const store = await place.store();
  await store.createSession(place.workspace, sessionWith('a'));
  const copy = join(place.folder, 'copy.db');
  await store.backup(copy);
  await store.createSession(place.workspace, sessionWith('b'));
  const here = await only(store);
  const branch = join(place.folder, 'branch.db');
  cpSync(copy, branch);
  const other = await place.store({}, branch);
  const before = await only(other);
  await other.createSession(place.workspace, sessionWith('c'));
  const there = await only(other);
  expect(before.revision).toBeLessThan(here.revision);
  expect(there).toMatchObject({ birth: here.birth, revision: here.revision });
  expect(there.last).not.toBe(here.last);
  await store.removeWorkspace(workspaceHash(place.workspace));
  await store.createSession(place.workspace, sessionWith('a'));
  expect((await only(store)).birth).not.toBe(here.birth);
});
