import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { sampleSession } from '../contract/suite/samples.ts';
import { hashRaw, workspaceHash } from '../contract/workspace.ts';
import { decodeSessions, encodeSessions, type JsonStore, openJsonStore, sessionFile } from './index.ts';

const NOW = '2025-11-12T14:00:00.123+00:00';

const session = (id: string, changes: Partial<WorktreeSession> = {}): WorktreeSession =>
  sampleSession(id, {
    ...{ type: 'debate', task: 'task', createdAt: 'c', updatedAt: 'u', ...changes },
  });

let home: string;
let workspace: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'storeproof-json-'));
  workspace = join(home, 'workspace');
  mkdirSync(workspace);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const fileOf = (path: string): string => sessionFile(home, workspaceHash(path));

function put(path: string, content: string | Buffer): string {
  const file = fileOf(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe.each(['faithful', 'safe'] as const)('a JSON store in %s mode', (mode) => {
  let store: JsonStore;
  beforeEach(() => {
    store = openJsonStore({ home, mode, clock: { now: () => NOW } });
  });

  test('creates nothing when it reads', async () => {
    expect(await store.getAllSessions(workspace)).toEqual([]);
    await expect(store.getSession(workspace, 's')).rejects.toThrow('Session s not found');
    expect(await store.loadFile(join(home, 'absent.json'))).toEqual([]);
    expect(readdirSync(home)).toEqual(['workspace']);
  });

  test('writes the bytes that the app writes, and nothing beside the file', async () => {
    await store.createSession(workspace, session('a'));
    const file = fileOf(workspace);
    expect(readFileSync(file, 'utf8')).toBe(
      `[\n  {\n    "id": "a",\n    "type": "debate",\n    "task": "task",\n    "status": "running",\n    "createdAt": "c",\n    "updatedAt": "u",\n    "completedAt": null,\n    "instances": [],\n    "chatHistory": [],\n    "model": null,\n    "timeoutSeconds": null,\n    "preserveWorktrees": null,\n    "winnerId": null,\n    "runtimeMix": null,\n    "totalDuration": null,\n    "totalFilesChanged": null,\n    "totalLinesAdded": null,\n    "totalLinesDeleted": null\n  }\n]`,
    );
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  test('makes directories and files that only their owner can read', async () => {
    await store.createSession(workspace, session('a'));
    const file = fileOf(workspace);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, '.ait42')).mode & 0o777).toBe(0o700);
  });

  test('keeps the permissions of a file that is there', async () => {
    const file = put(workspace, '[]');
    chmodSync(file, 0o644);
    await store.createSession(workspace, session('a'));
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  test('turns a new store into an empty list by deleting nothing', async () => {
    await store.deleteSession(workspace, 'nobody');
    expect(readFileSync(fileOf(workspace), 'utf8')).toBe('[]');
  });

  test('writes the app’s form also when no session changes', async () => {
    const file = put(workspace, '  [ ]\n');
    await store.deleteSession(workspace, 'nobody');
    expect(readFileSync(file, 'utf8')).toBe('[]');
  });

  test('leaves a file alone when the operation refuses', async () => {
    const file = put(workspace, ' [ ] ');
    await expect(store.updateSession(workspace, session('a'))).rejects.toMatchObject({
      code: 'E_SESSION_NOT_FOUND',
    });
    expect(readFileSync(file, 'utf8')).toBe(' [ ] ');
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  test('sees what another program wrote since the last call', async () => {
    await store.createSession(workspace, session('a'));
    put(workspace, encodeSessions(decodeSessions(readFileSync(fileOf(workspace))).toReversed()));
    put(workspace, '[]');
    expect(await store.getAllSessions(workspace)).toEqual([]);
  });

  test.each([
    ['a torn file', '[{"id": "a"', 'E_PARSE', /^Failed to parse sessions: /],
    ['a BOM', '\ufeff[]', 'E_PARSE', /^Failed to parse sessions: /],
    ['invalid UTF-8', Buffer.from([0x5b, 0xff, 0x5d]), 'E_UTF8', /^stream did not contain valid UTF-8$/],
    ['an encoded surrogate', Buffer.from('5b22eda080225d', 'hex'), 'E_UTF8', /valid UTF-8$/],
  ])('refuses %s and leaves it as it is', async (_what, content, code, message) => {
    // Of a file that is this old nobody expects that another program is still writing it.
    const file = put(workspace, content);
    utimesSync(file, 1, 1);
    const calls = [
      () => store.getAllSessions(workspace),
      () => store.createSession(workspace, session('a')),
      () => store.deleteSession(workspace, 'a'),
      () => store.loadFile(file),
      () => store.rewriteFile(file),
    ];
    for (const call of calls) {
      const error = await call().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    }
    expect(readFileSync(file)).toEqual(Buffer.from(content));
  });

  test('takes Unicode white space alone for an empty list', async () => {
    put(workspace, ' \u0085\u00a0\u2028\u3000\n');
    expect(await store.getAllSessions(workspace)).toEqual([]);
  });

  test('words a failure of the system as the app does', async () => {
    mkdirSync(fileOf(workspace), { recursive: true });
    const error = { code: 'E_IO', message: 'Is a directory (os error 21)' };
    await expect(store.getAllSessions(workspace)).rejects.toMatchObject(error);
    await expect(store.createSession(workspace, session('a'))).rejects.toMatchObject(error);
  });

  test('says so when the store’s place is taken by a file', async () => {
    writeFileSync(join(home, '.ait42'), 'not a directory');
    await expect(store.createSession(workspace, session('a'))).rejects.toMatchObject({
      code: 'E_IO',
      message:
        mode === 'safe'
          ? 'Not a directory (os error 20)'
          : `Failed to create .ait42/sessions directory at "${join(home, '.ait42', 'sessions')}"`,
    });
  });

  test('refuses a file name with a NUL', async () => {
    await expect(store.loadFile('a\0b')).rejects.toMatchObject({
      code: 'E_IO',
      message: 'file name contained an unexpected NUL byte',
    });
  });

  test('writes through a symbolic link', async () => {
    const elsewhere = join(home, 'elsewhere.json');
    writeFileSync(elsewhere, '[]');
    mkdirSync(dirname(fileOf(workspace)), { recursive: true });
    symlinkSync(elsewhere, fileOf(workspace));
    await store.createSession(workspace, session('a'));
    expect(decodeSessions(readFileSync(elsewhere))).toHaveLength(1);
    expect(readdirSync(home).filter((name) => name.startsWith('elsewhere'))).toEqual(['elsewhere.json']);
  });

  test('rewrites a file in the app’s form, unknown keys dropped', async () => {
    const file = join(home, 'copy.json');
    writeFileSync(file, JSON.stringify([{ ...session('a'), extra: [1] }]));
    await store.rewriteFile(file);
    const after = readFileSync(file, 'utf8');
    expect(after).toBe(encodeSessions(decodeSessions(Buffer.from(after))).toString());
    expect(after).not.toContain('extra');
    expect(await store.loadFile(file)).toMatchObject([{ id: 'a' }]);
  });

  test('makes an empty list of a missing file that it is to rewrite', async () => {
    const file = join(home, 'new', 'copy.json');
    await store.rewriteFile(file);
    expect(readFileSync(file, 'utf8')).toBe('[]');
  });

  test('writes all of a transaction, or nothing of one that throws', async () => {
    await store.transaction(workspace, async (operations) => {
      await operations.createSession(workspace, session('a'));
      await operations.createSession(workspace, session('b'));
    });
    const before = readFileSync(fileOf(workspace));
    const failing = store.transaction(workspace, async (operations) => {
      await operations.deleteSession(workspace, 'a');
      throw new Error('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    expect(readFileSync(fileOf(workspace))).toEqual(before);
    expect(readdirSync(dirname(fileOf(workspace)))).toHaveLength(1);
  });

  test('is closed when it says so', async () => {
    await store.close();
    await expect(store.debateStatus(workspace, 'd', 'failed', 's')).rejects.toMatchObject({
      code: 'E_CLOSED',
    });
    await expect(store.loadFile('f')).rejects.toMatchObject({ code: 'E_CLOSED' });
  });

  describe('the debate progress writer', () => {
    test('hashes the path as given, and creates its record', async () => {
      await store.debateStatus(`${workspace}/`, 'd', 'round_1', 'start');
      const file = sessionFile(home, hashRaw(`${workspace}/`));
      expect(file).not.toBe(fileOf(workspace));
      expect(await store.loadFile(file)).toEqual([
        session('d', {
          ...{ task: 'Debate in progress', status: 'round_1', createdAt: 'start', updatedAt: NOW },
          ...{ totalFilesChanged: 0, totalLinesAdded: 0, totalLinesDeleted: 0 },
        }),
      ]);
    });

    test('replaces the first record with the id and erases what it held', async () => {
      await store.createSession(workspace, session('x'));
      await store.createSession(workspace, session('d', { task: 'Which?', runtimeMix: ['claude'] }));
      await store.createSession(workspace, session('d', { task: 'second' }));
      await store.debateStatus(workspace, 'd', 'completed', 'start');
      expect(await store.getAllSessions(workspace)).toMatchObject([
        { id: 'x' },
        { id: 'd', task: 'Debate in progress', status: 'completed', completedAt: NOW, runtimeMix: null },
        { id: 'd', task: 'second' },
      ]);
    });

    test('works for the empty path, whose file real homes have', async () => {
      await store.debateStatus('', 'd', 'failed', 'start');
      expect(existsSync(sessionFile(home, 'e3b0c44298fc1c14'))).toBe(true);
    });

    test('does not overwrite a file that cannot be parsed', async () => {
      const file = put(workspace, '[{');
      await expect(store.debateStatus(workspace, 'd', 'failed', 's')).rejects.toMatchObject({
        code: 'E_PARSE',
      });
      expect(readFileSync(file, 'utf8')).toBe('[{');
    });

    test('refuses arguments that are no text', async () => {
      const wrong = 1 as unknown as string;
      await expect(store.debateStatus(workspace, wrong, 'failed', 's')).rejects.toMatchObject({
        code: 'E_ARGS',
      });
    });
  });
});

test.each(['faithful', 'safe'] as const)(
  'a list of all workspaces (%s) names the files that cannot be read, and holds the old file of all workspaces',
  async (mode) => {
    const store = openJsonStore({ home, mode });
    expect(await store.listAllSessions()).toEqual({ sessions: [], nextCursor: null, unreadable: [] });
    await store.createSession(workspace, session('a'));
    writeFileSync(sessionFile(home, 'global'), encodeSessions([await store.getSession(workspace, 'a')]));
    const long = new Date(2020, 1);
    for (const [hash, text] of [
      ['00000000000000aa', '[{'],
      ['ffffffffffffffff', '\xff'],
    ] as const) {
      writeFileSync(sessionFile(home, hash), text, 'latin1');
      utimesSync(sessionFile(home, hash), long, long);
    }
    mkdirSync(sessionFile(home, 'eeeeeeeeeeeeeeee'));
    writeFileSync(join(home, '.ait42', 'sessions', 'notes.json'), '?');
    const { sessions, unreadable } = await store.listAllSessions();
    expect(sessions.map(({ workspaceHash }) => workspaceHash)).toEqual([workspaceHash(workspace), 'global']);
    expect(unreadable.map(({ workspaceHash, code }) => [workspaceHash, code])).toEqual([
      ['00000000000000aa', 'E_PARSE'],
      ['ffffffffffffffff', 'E_UTF8'],
    ]);
  },
);
