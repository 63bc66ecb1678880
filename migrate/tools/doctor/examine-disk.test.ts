import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../../../contract/suite/test-folder.ts';
import { examinePermissions, examineWriting } from './examine-disk.ts';

const { freshFolder } = useFolder('disk');

const refusing = (code: string) => (): void => {
  throw Object.assign(new Error(code), { code, errno: -30, syscall: 'access' });
};

test('a read-only file system is a problem, a directory of somebody else a warning', () => {
  const home = freshFolder();
  expect(examineWriting(home)).toEqual([]);
  expect(examineWriting(home, refusing('EROFS'))).toMatchObject([
    { level: 'problem', text: `${home} lies on a read-only file system` },
  ]);
  expect(examineWriting(home, refusing('EACCES'))).toMatchObject([{ level: 'warning' }]);
});

test.skipIf(process.platform === 'win32')('what belongs to another user than the home is a problem', () => {
  const home = freshFolder();
  mkdirSync(join(home, '.ait42', 'migration'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, '.ait42', 'migration', 'phase.json'), '{}', { mode: 0o600 });
  const { uid, gid } = statSync(home);
  expect(examinePermissions(home)).toMatchObject([{ level: 'ok' }]);
  const [, found] = examinePermissions(home, { uid: uid + 1, gid: gid + 1 });
  expect(found).toMatchObject({
    level: 'problem',
    kind: 'source',
    text: expect.stringContaining(
      '.ait42, .ait42/migration, .ait42/migration/phase.json belong to another user',
    ),
    advice: `sudo chown -R ${uid + 1}:${gid + 1} ${join(home, '.ait42')}`,
  });
});
