// Files are prepared under names that nobody can plant a link under, and never over what stands there.

import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { copyDurably, createDurably, writeDurably, writeProduced } from './durable-file.ts';
import { isTemporary, processInName, temporaryOf, unfinishedOf } from './temporary-file.ts';

const { freshFolder: newFolder } = useFolder('durable-file');

test.each([
  ['writeDurably', async (path: string) => writeDurably(path, Buffer.from('new'))],
  ['createDurably', async (path: string) => void createDurably(path, Buffer.from('new'))],
  ['writeProduced', (path: string) => writeProduced(path, async (write) => write(Buffer.from('new')))],
  [
    'copyDurably',
    async (path: string) => {
      const from = join(newFolder(), 'from');
      writeFileSync(from, 'new');
      chmodSync(from, 0o644);
      copyDurably(from, path, () => {});
    },
  ],
])(
  '%s writes through no planted link, leaves nothing beside, and keeps others from reading',
  async (_, write) => {
    const folder = newFolder();
    const [path, victim] = [join(folder, 'file.json'), join(folder, 'victim')];
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, `.file.json.${process.pid}.tmp`));
    await write(path);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toHaveLength(3);
  },
);

test('a failed write leaves the target as it was and nothing beside it', async () => {
  const folder = newFolder();
  const path = join(folder, 'file.json');
  writeFileSync(path, 'old');
  const failing = writeProduced(path, async () => {
    throw new Error('no more');
  });
  await expect(failing).rejects.toThrow('no more');
  expect(readdirSync(folder)).toEqual(['file.json']);
  expect(readFileSync(path, 'utf8')).toBe('old');
});

test('no two names are the same, and each tells its process', () => {
  const names = Array.from({ length: 100 }, () => [
    temporaryOf('/d/a.json'),
    unfinishedOf('/d/s.db', 'rebuilt'),
  ]);
  expect(new Set(names.flat()).size).toBe(200);
  for (const [file = '', database = ''] of names) {
    expect(isTemporary(file.slice(3))).toBe(true);
    expect(processInName(file.slice(3))).toBe(process.pid);
    expect(processInName(`${database.slice(3)}-wal`)).toBe(process.pid);
  }
});

test.each([
  ['.manifest.json.77.tmp', 77],
  // One token in some two thousand has digits only.
  ['.manifest.json.77.5169454472383305.tmp', 77],
  ['.1.2.json.77.5169454472383305.tmp', 77],
  ['sessions.db.rebuilt-77-5169454472383305-wal', 77],
  ['sessions.db.unfinished-77-wal', 77],
  ['sessions.db.rebuilt-77', 77],
  ['sessions.db.replaced-77', undefined],
  ['notes.tmp', undefined],
])('the name %s, some of earlier versions, tells %s', (name, pid) => {
  expect(processInName(name)).toBe(pid);
});
