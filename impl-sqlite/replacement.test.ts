import { beforeEach, describe, expect, test } from 'vitest';
import { sessionsDigest } from '../contract/canonical.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { workspaceHash } from '../contract/workspace.ts';
import type { SqliteStore } from './index.ts';
import { sessionWith, variedSessions } from './suite/sessions.ts';
import { useTestDatabase } from './suite/test-database.ts';

const place = useTestDatabase();
const CHANGED = { code: 'E_CHANGED', exitCode: 9 };
let store: SqliteStore;
let hash: string;

beforeEach(async () => {
  store = await place.store();
  hash = workspaceHash(place.workspace);
});

describe('replacing a workspace that is expected to hold something', () => {
  test('replaces what is expected, whatever it is', async () => {
    const before = variedSessions(5, 1);
    await store.replaceWorkspace(hash, before, { expected: null });
    await store.replaceWorkspace(hash, [sessionWith('after')], { expected: sessionsDigest(before) });
    expect(await store.sessionsOfHash(hash)).toEqual([sessionWith('after')]);
  });

  test('changes nothing when another process has written since', async () => {
    await store.replaceWorkspace(hash, [sessionWith('a')], { expected: null });
    const seen = sessionsDigest(await store.sessionsOfHash(hash));
    const other = await place.store();
    await other.createSession(place.workspace, sessionWith('acknowledged'));
    const replacing = store.replaceWorkspace(hash, [sessionWith('b')], { expected: seen });
    await expect(replacing).rejects.toMatchObject({ ...CHANGED, data: { hash } });
    expect((await store.sessionsOfHash(hash)).map(({ id }) => id)).toEqual(['a', 'acknowledged']);
  });

  test('refuses one that is not empty where nothing is expected', async () => {
    await store.createSession(place.workspace, sessionWith('a'));
    await expect(store.replaceWorkspace(hash, [], { expected: null })).rejects.toMatchObject(CHANGED);
    expect(await store.sessionsOfHash(hash)).toHaveLength(1);
  });

  test('takes one whose last session was deleted for empty', async () => {
    await store.createSession(place.workspace, sessionWith('a'));
    await store.deleteSession(place.workspace, 'a');
    await store.replaceWorkspace(hash, [sessionWith('b')], { expected: null });
    expect(await store.sessionsOfHash(hash)).toEqual([sessionWith('b')]);
  });

  test('makes no workspace when it refuses', async () => {
    const replacing = store.replaceWorkspace(hash, [], { expected: sessionsDigest([sessionWith('a')]) });
    await expect(replacing).rejects.toMatchObject(CHANGED);
    expect(await store.workspaces()).toEqual([]);
  });
});

describe('keeping the layout of a file', () => {
  const sessions = [sessionWith('a'), sessionWith('b')];
  const original = `\r\n${writeSessions(sessions)}\n`;

  test('makes its text come back byte for byte', async () => {
    await store.replaceWorkspace(hash, sessions);
    await store.keepLayout(hash, original);
    expect(await store.fileText(hash)).toBe(original);
    await store.keepLayout(hash, writeSessions(sessions));
    expect(await store.fileText(hash)).toBe(writeSessions(sessions));
    expect((await store.check()).findings).toEqual([]);
  });

  test('is refused when the sessions are not those of the file', async () => {
    await store.replaceWorkspace(hash, sessions.slice(1));
    await expect(store.keepLayout(hash, original)).rejects.toMatchObject(CHANGED);
    expect(await store.fileText(hash)).toBe(writeSessions(sessions.slice(1)));
  });

  test('is refused for a workspace that is not stored', async () => {
    await expect(store.keepLayout(hash, original)).rejects.toMatchObject(CHANGED);
    expect(await store.workspaces()).toEqual([]);
  });
});
