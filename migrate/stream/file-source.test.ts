// What stands in the place of a session file is answered as everywhere: a pipe, a device or a directory is E_IO in the words
// of the one room that opens files, and so is a failure of any call between the first and the last.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { readRecords } from '../certificate/source-records.ts';
import { FileSource, fileState, sha256OfChunks } from './file-source.ts';

const failing = vi.hoisted(() => ({ call: '' }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const failable =
    <T extends (...given: never[]) => unknown>(name: string, call: T) =>
    (...given: Parameters<T>) => {
      const answer = call(...given);
      if (failing.call !== name) return answer;
      throw Object.assign(new Error('it failed'), { code: 'EIO', errno: -5, syscall: name });
    };
  return {
    ...fs,
    fstatSync: failable('fstat', fs.fstatSync),
    readSync: failable('read', fs.readSync),
    closeSync: failable('close', fs.closeSync),
  };
});

const folder = mkdtempSync(join(tmpdir(), 'file-source-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  failing.call = '';
});

const isPosix = process.platform !== 'win32';
const digestOf = (path: string): string =>
  sha256OfChunks(new FileSource(path, fileState(statSync(path, { bigint: true }))).chunks());

test.runIf(isPosix)('what is no regular file is one error for both readers', async () => {
  const [pipe, device, directory] = ['pipe', 'device', 'directory'].map((name) => join(folder, name));
  execFileSync('mkfifo', [pipe!]);
  symlinkSync('/dev/zero', device!);
  mkdirSync(directory!);
  for (const [path, reason] of [
    [pipe!, /it is not a regular file but a pipe, a socket or a device$/],
    [device!, /it is not a regular file but a pipe, a socket or a device$/],
    [directory!, /Is a directory/],
  ] as const) {
    const error = { code: 'E_IO', message: expect.stringMatching(reason) };
    expect(() => digestOf(path)).toThrow(expect.objectContaining(error));
    await expect(readRecords(path, () => {})).rejects.toMatchObject(error);
  }
});

test.each(['fstat', 'read', 'close'])('a failing %s is E_IO and names the file', async (call) => {
  const path = join(folder, 'file.json');
  writeFileSync(path, '[]');
  const source = new FileSource(path, fileState(statSync(path, { bigint: true })));
  failing.call = call;
  const error = { code: 'E_IO', message: expect.stringContaining(path) };
  expect(() => sha256OfChunks(source.chunks())).toThrow(expect.objectContaining(error));
  await expect(readRecords(path, () => {})).rejects.toMatchObject(error);
});
