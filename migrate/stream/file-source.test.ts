// What stands in the place of a session file is answered as everywhere: a pipe, a device or a directory is E_IO in the words
// of the one room that opens files, and so is a failure of any call between the first and the last.

import { execFileSync } from 'node:child_process';
import fs, { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { readRecords } from '../certificate/source-records.ts';
import { FileSource, sha256OfChunks } from './file-source.ts';

/** A call of the file system that fails after it was made, until the test ends. */
function failing(call: 'fstatSync' | 'readSync' | 'closeSync'): void {
  const made = fs[call] as (...given: unknown[]) => unknown;
  const patched = (...given: unknown[]): never => {
    made(...given);
    throw Object.assign(new Error('it failed'), { code: 'EIO', errno: -5, syscall: call });
  };
  Object.assign(fs, { [call]: patched });
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { [call]: made });
    syncBuiltinESMExports();
  });
}

const { root: folder } = useFolder('file-source');

const isPosix = process.platform !== 'win32';
const digestOf = (path: string): string =>
  sha256OfChunks(new FileSource(path, statSync(path, { bigint: true })).chunks());

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

test.each(['fstatSync', 'readSync', 'closeSync'] as const)(
  'a failing %s is E_IO and names the file',
  async (call) => {
    const path = join(folder, 'file.json');
    writeFileSync(path, '[]');
    const source = new FileSource(path, statSync(path, { bigint: true }));
    failing(call);
    const error = { code: 'E_IO', message: expect.stringContaining(path) };
    expect(() => sha256OfChunks(source.chunks())).toThrow(expect.objectContaining(error));
    await expect(readRecords(path, () => {})).rejects.toMatchObject(error);
  },
);
