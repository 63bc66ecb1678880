import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examineWriting } from './examine-disk.ts';

const refusing = (code: string) => (): void => {
  throw Object.assign(new Error(code), { code, errno: -30, syscall: 'access' });
};

test('a read-only file system is a problem, a directory of somebody else a warning', () => {
  const home = mkdtempSync(join(tmpdir(), 'disk-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  expect(examineWriting(home)).toEqual([]);
  expect(examineWriting(home, refusing('EROFS'))).toMatchObject([
    { level: 'problem', text: `${home} lies on a read-only file system` },
  ]);
  expect(examineWriting(home, refusing('EACCES'))).toMatchObject([{ level: 'warning' }]);
});
