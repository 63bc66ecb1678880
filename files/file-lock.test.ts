// A failure of the system while a lock is taken or given back costs that one call and holds nothing.

import fs, { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lockFileOf, withFileLock } from './file-lock.ts';
import { newOwner } from './lock-owner.ts';

const CALLS = [
  'openSync',
  'readSync',
  'fstatSync',
  'rmSync',
  'linkSync',
  'renameSync',
  'writeFileSync',
] as const;
type Name = (typeof CALLS)[number];
type Calls = Record<Name, (...given: unknown[]) => unknown>;

const calls = fs as unknown as Calls;
const originals = Object.fromEntries(CALLS.map((name) => [name, calls[name]])) as Calls;

/** Every call is counted; those that `isBad` names fail as the system fails. */
function failing(isBad: (name: Name, nth: number) => boolean, code = 'EMFILE'): () => number {
  let count = 0;
  for (const name of CALLS) {
    calls[name] = (...given) => {
      count++;
      if (isBad(name, count)) throw Object.assign(new Error(code), { code, errno: -24 });
      return originals[name](...given);
    };
  }
  syncBuiltinESMExports();
  return () => count;
}

function mend(): void {
  Object.assign(fs, originals);
  syncBuiltinESMExports();
}

afterEach(mend);

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'file-lock-')), 'a.json');
const beside = (file: string): string[] =>
  readdirSync(join(file, '..')).filter((name) => name.startsWith(basename(file)));
const dead = () => ({ ...newOwner(), pid: 2 ** 30 });

test.each(['EMFILE', 'EIO', 'EACCES'])(
  'giving it back fails with %s: the work stands, the lock is free at once',
  async (code) => {
    const file = newFile();
    const answer = await withFileLock(file, 1_000, async () => {
      failing(() => true, code);
      return 'done';
    });
    expect(answer).toBe('done');
    mend();
    expect(await withFileLock(file, 0, async () => 'next')).toBe('next');
  },
);

test('giving it back is tried again, so that other processes get it too', async () => {
  const file = newFile();
  await withFileLock(file, 1_000, async () => {
    let failures = 0;
    failing((name) => name === 'openSync' && failures++ < 3);
  });
  await expect.poll(() => beside(file), { timeout: 600_000 }).toEqual([]);
});

test('the error of the work is told, not that of giving back', async () => {
  const work = async (): Promise<void> => {
    failing(() => true);
    throw new Error('the work failed');
  };
  await expect(withFileLock(newFile(), 1_000, work)).rejects.toThrow('the work failed');
});

test.each([
  ['free', false],
  ['of a dead process', true],
])('whichever call fails while a lock is taken that is %s, the next attempt gets it', async (_, isDead) => {
  const place = (): string => {
    const file = newFile();
    if (isDead) writeFileSync(lockFileOf(file), JSON.stringify(dead()));
    return file;
  };
  const count = failing(() => false);
  await withFileLock(place(), 1_000, async () => {});
  const all = count();
  expect(all).toBeGreaterThan(isDead ? 10 : 5);
  for (let nth = 1; nth <= all; nth++) {
    mend();
    const file = place();
    failing((_name, at) => at === nth);
    await withFileLock(file, 0, async () => {}).catch((error: { code?: string }) =>
      expect(error.code).toBe('E_IO'),
    );
    mend();
    expect(await withFileLock(file, 0, async () => 'next')).toBe('next');
  }
});
