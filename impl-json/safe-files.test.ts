import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleSession } from '../contract/suite/samples.ts';
import { workspaceHash } from '../contract/workspace.ts';
import { lockFileOf } from '../files/file-lock.ts';
import { newOwner } from '../files/lock-owner.ts';
import { decodeSessions, encodeSessions, openJsonStore, sessionFile } from './index.ts';
import { temporaryFileOf } from './replace-file.ts';
import { SafeFiles } from './safe-files.ts';

let home: string;
let workspace: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'storeproof-safe-'));
  workspace = join(home, 'workspace');
  mkdirSync(workspace);
  file = sessionFile(home, workspaceHash(workspace));
  mkdirSync(dirname(file), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const idsIn = (name: string): string[] => decodeSessions(readFileSync(name)).map(({ id }) => id);
const besideFile = (): string[] => readdirSync(dirname(file)).filter((name) => !name.endsWith('.json'));
const filed = (...ids: string[]): Buffer => encodeSessions(ids.map((id) => sampleSession(id)));

/** A process id that no process has: that of a child that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

/** Leaves a lock as a process leaves it that is killed while it holds it. */
function leaveDeadLock(): string {
  const owner = { ...newOwner(), pid: deadPid() };
  writeFileSync(lockFileOf(file), JSON.stringify(owner));
  return owner.token;
}

describe('the lock of safe mode', () => {
  test('is there while a transaction runs and gone afterwards', async () => {
    const store = openJsonStore({ home, mode: 'safe' });
    await store.transaction(workspace, async (operations) => {
      expect(JSON.parse(readFileSync(lockFileOf(file), 'utf8'))).toMatchObject({ pid: process.pid });
      await operations.createSession(workspace, sampleSession('a'));
    });
    expect(besideFile()).toEqual([]);
  });

  test('makes another writer give up after its wait, with the lock file named and nothing changed', async () => {
    const holder = openJsonStore({ home, mode: 'safe' });
    const waiter = openJsonStore({ home, mode: 'safe', lockWaitMs: 20 });
    await holder.transaction(workspace, async (operations) => {
      const error: unknown = await waiter
        .createSession(workspace, sampleSession('b'))
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'E_LOCKED',
        data: { lockFile: lockFileOf(file), pid: process.pid },
      });
      expect(String(error)).toContain(lockFileOf(file));
      await operations.createSession(workspace, sampleSession('a'));
    });
    expect(idsIn(file)).toEqual(['a']);
    expect(besideFile()).toEqual([]);
  });

  test('is held when a guard refuses a write, and free again afterwards', async () => {
    const refusal = new Error('not now');
    const beforeWrite = (): never => {
      expect(besideFile()).toHaveLength(1);
      throw refusal;
    };
    const store = openJsonStore({ home, mode: 'safe', beforeWrite });
    await expect(store.createSession(workspace, sampleSession('a'))).rejects.toBe(refusal);
    const work = store.transaction(workspace, () => Promise.reject(new Error('the work was begun')));
    await expect(work).rejects.toBe(refusal);
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  test('does not keep readers out', async () => {
    const holder = openJsonStore({ home, mode: 'safe' });
    const reader = openJsonStore({ home, mode: 'safe', lockWaitMs: 0 });
    await holder.createSession(workspace, sampleSession('a'));
    await holder.transaction(workspace, async (operations) => {
      await operations.deleteSession(workspace, 'a');
      expect(await reader.getAllSessions(workspace)).toHaveLength(1);
    });
  });

  test('is taken over from a dead process', async () => {
    leaveDeadLock();
    await openJsonStore({ home, mode: 'safe', lockWaitMs: 0 }).createSession(workspace, sampleSession('a'));
    expect(idsIn(file)).toEqual(['a']);
    expect(besideFile()).toEqual([]);
  });

  test('is taken over when its process id belongs to a later process', async () => {
    const owner = { ...newOwner(), startTicks: '1' };
    writeFileSync(lockFileOf(file), JSON.stringify(owner));
    const store = openJsonStore({ home, mode: 'safe', lockWaitMs: 0 });
    // Only Linux tells when a process started; elsewhere the lock counts as held.
    if (newOwner().startTicks === null) return;
    await store.createSession(workspace, sampleSession('a'));
    expect(besideFile()).toEqual([]);
  });

  test('is taken over although one who was taking it over died as well', async () => {
    const token = leaveDeadLock();
    const claimant = { ...newOwner(), pid: deadPid() };
    writeFileSync(`${lockFileOf(file)}.${token}`, JSON.stringify(claimant));
    await openJsonStore({ home, mode: 'safe', lockWaitMs: 0 }).createSession(workspace, sampleSession('a'));
    expect(idsIn(file)).toEqual(['a']);
    expect(besideFile()).toEqual([]);
  });

  test.each([
    ['of another machine', JSON.stringify({ ...newOwner(), host: `not-${hostname()}` })],
    ['of an unknown form', 'mine!'],
    ['without content', ''],
    ['of a running process', JSON.stringify({ ...newOwner(), startTicks: null })],
  ])('%s is left alone', async (_what, content) => {
    writeFileSync(lockFileOf(file), content);
    const store = openJsonStore({ home, mode: 'safe', lockWaitMs: 5 });
    await expect(store.createSession(workspace, sampleSession('a'))).rejects.toMatchObject({
      code: 'E_LOCKED',
    });
    expect(readFileSync(lockFileOf(file), 'utf8')).toBe(content);
    expect(besideFile()).toHaveLength(1);
  });

  test('that another process took after ours was deleted by hand stays with that process', async () => {
    const other = JSON.stringify(newOwner());
    const store = openJsonStore({ home, mode: 'safe' });
    await store.transaction(workspace, async () => {
      rmSync(lockFileOf(file));
      writeFileSync(lockFileOf(file), other);
    });
    expect(readFileSync(lockFileOf(file), 'utf8')).toBe(other);
  });
});

describe('a foreign writer in between', () => {
  test('keeps its write, and the operation is applied to it', async () => {
    writeFileSync(file, filed('a'));
    let runs = 0;
    const files = new SafeFiles(1_000);
    await files.change(file, (list) => {
      runs++;
      // The same length, so that only the time or the bytes can tell.
      if (runs === 1) writeFileSync(file, filed('b'));
      return { list: [...list, sampleSession('mine')], answer: null };
    });
    expect(runs).toBe(2);
    expect(idsIn(file)).toEqual(['b', 'mine']);
    expect(besideFile()).toEqual([]);
  });

  test('that creates or removes the file is noticed too', async () => {
    const files = new SafeFiles(1_000);
    let runs = 0;
    await files.change(file, (list) => {
      if (runs++ === 0) writeFileSync(file, filed('theirs'));
      return { list: [...list, sampleSession('mine')], answer: null };
    });
    expect(idsIn(file)).toEqual(['theirs', 'mine']);
    runs = 0;
    await files.change(file, (list) => {
      if (runs++ === 0) rmSync(file);
      return { list: [...list, sampleSession('again')], answer: null };
    });
    expect(idsIn(file)).toEqual(['again']);
  });

  test('that never stops makes the operation fail, with its content kept', async () => {
    let runs = 0;
    const change = new SafeFiles(1_000, async () => undefined).change(file, (list) => {
      writeFileSync(file, filed(`theirs ${runs++}`));
      return { list: [...list, sampleSession('mine')], answer: null };
    });
    await expect(change).rejects.toMatchObject({ code: 'E_FOREIGN_WRITE', data: { file } });
    expect(idsIn(file)).toEqual([`theirs ${runs - 1}`]);
    expect(besideFile()).toEqual([]);
  });

  test('makes a transaction fail, whose work cannot be repeated', async () => {
    const store = openJsonStore({ home, mode: 'safe' });
    const transaction = store.transaction(workspace, async (operations) => {
      await operations.createSession(workspace, sampleSession('mine'));
      writeFileSync(file, filed('theirs'));
    });
    await expect(transaction).rejects.toMatchObject({ code: 'E_FOREIGN_WRITE' });
    expect(idsIn(file)).toEqual(['theirs']);
  });

  test('does not make an operation refuse for what the file no longer lacks', async () => {
    writeFileSync(file, '[]');
    let runs = 0;
    const answer = await new SafeFiles(1_000).change(file, (list) => {
      if (runs++ === 0) writeFileSync(file, filed('a'));
      const found = list.find(({ id }) => id === 'a');
      if (found === undefined) throw new Error('Session a not found');
      return { list, answer: found.id };
    });
    expect(answer).toBe('a');
  });
});

describe('what a killed writer leaves', () => {
  test('is removed by the next writer', async () => {
    leaveDeadLock();
    const dead = { ...newOwner(), pid: deadPid() };
    writeFileSync(temporaryFileOf(file, dead.token), '[{"id": "ha');
    writeFileSync(`${lockFileOf(file)}.${dead.token}.draft`, JSON.stringify(dead));
    writeFileSync(`${lockFileOf(file)}.0123456789abcdef`, JSON.stringify(dead));
    await openJsonStore({ home, mode: 'safe' }).createSession(workspace, sampleSession('a'));
    expect(besideFile()).toEqual([]);
  });

  test('is removed also by a writer that had written before', async () => {
    const store = openJsonStore({ home, mode: 'safe' });
    await store.createSession(workspace, sampleSession('a'));
    const token = leaveDeadLock();
    writeFileSync(temporaryFileOf(file, token), '[{"id": "ha');
    await store.createSession(workspace, sampleSession('b'));
    expect(idsIn(file)).toEqual(['a', 'b']);
    expect(besideFile()).toEqual([]);
  });

  test('stays when it is another file’s, a living process’s, or not ours at all', async () => {
    const others = [
      temporaryFileOf(`${file}x`, newOwner().token),
      `${lockFileOf(file)}.${newOwner().token}.draft`,
      `${file}.bak.tmp`,
      `${lockFileOf(file)}.bak`,
    ];
    for (const other of others) writeFileSync(other, JSON.stringify(newOwner()));
    await openJsonStore({ home, mode: 'safe' }).createSession(workspace, sampleSession('a'));
    expect(besideFile()).toHaveLength(others.length);
  });
});

describe('several processes', () => {
  const APPENDER = join(import.meta.dirname, 'suite', 'appender.ts');

  /** Runs appenders at the same time; answers their exit codes. */
  async function append(processes: number, sessions: number, mode = 'go-on'): Promise<(number | string)[]> {
    const ends = Array.from({ length: processes }, async (_, index) => {
      const child = fork(APPENDER, [home, workspace, String(index), String(sessions), mode]);
      const [code, signal] = await once(child, 'exit');
      return (code ?? signal) as number | string;
    });
    return Promise.all(ends);
  }

  test('lose no write of one another, after a dead process left its lock behind', async () => {
    leaveDeadLock();
    expect(await append(4, 15)).toEqual([0, 0, 0, 0]);
    expect(new Set(idsIn(file)).size).toBe(60);
    expect(idsIn(file)).toHaveLength(60);
    expect(besideFile()).toEqual([]);
  });

  test('survive one that is killed with the lock in its hand', async () => {
    expect(await append(1, 3, 'die')).toEqual(['SIGKILL']);
    expect(besideFile()).toEqual([`${workspaceHash(workspace)}.json.lock`]);
    expect(await append(2, 3)).toEqual([0, 0]);
    // Three of the killed one, whose transaction left nothing, and three of each other one.
    expect(idsIn(file)).toHaveLength(9);
    expect(besideFile()).toEqual([]);
  });
});

test('a link to nothing is kept: the file is made behind it where its directory is there, and else refused', async () => {
  const drive = join(home, 'drive');
  const target = join(drive, 'b.json');
  symlinkSync(join(home, 'a.json'), file);
  symlinkSync(join('drive', 'b.json'), join(home, 'a.json'));
  const store = openJsonStore({ home, mode: 'safe' });
  const refused = { code: 'E_IO', data: { file, target } };
  await expect(store.getAllSessions(workspace)).rejects.toMatchObject(refused);
  await expect(store.createSession(workspace, sampleSession('a'))).rejects.toMatchObject(refused);
  mkdirSync(drive);
  expect(await store.getAllSessions(workspace)).toEqual([]);
  await store.createSession(workspace, sampleSession('a'));
  expect(idsIn(target)).toEqual(['a']);
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
});

test('a directory of session files that is a link to nothing is not taken for one without files', async () => {
  rmSync(dirname(file), { recursive: true });
  symlinkSync(join(home, 'drive', 'sessions'), dirname(file));
  const store = openJsonStore({ home, mode: 'safe' });
  await expect(store.getAllSessions(workspace)).rejects.toMatchObject({ code: 'E_IO' });
  await expect(store.createSession(workspace, sampleSession('a'))).rejects.toMatchObject({ code: 'E_IO' });
  expect(lstatSync(dirname(file)).isSymbolicLink()).toBe(true);
});
