import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { accountOf, countVerdicts, requireBalanced, sumAccounts } from './account.ts';
import { importHome } from './import-home.ts';
import { MemoryTarget } from './memory-target.ts';

const { root } = useFolder('account');

const records = { sessions: 2, instances: 5, messages: 9 };
const broken = expect.objectContaining({ code: 'E_INTERNAL', exitCode: 1 });

test('an account that covers what was read is balanced, and so are sums of such accounts', () => {
  const accounts = [accountOf(records, 'imported', records), accountOf(records, 'refused', records)];
  expect(() =>
    requireBalanced('both', sumAccounts(accounts), countVerdicts(['imported', 'refused'], 2)),
  ).not.toThrow();
});

test.each(['sessions', 'instances', 'messages'] as const)(
  'one of the %s too few or too many is a bug',
  (unit) => {
    for (const step of [-1, 1]) {
      const covered = { ...records, [unit]: records[unit] + step };
      expect(() => requireBalanced('a file', accountOf(records, 'imported', covered))).toThrow(broken);
    }
  },
);

test('a file without a verdict is a bug', () => {
  const account = accountOf(records, 'imported', records);
  expect(() => requireBalanced('home', account, countVerdicts(['imported'], 2))).toThrow(broken);
});

test('an archive among the session files is refused, also through a link', async () => {
  const home = join(root, 'home');
  const sessions = join(home, '.ait42', 'sessions');
  mkdirSync(sessions, { recursive: true });
  symlinkSync(sessions, join(root, 'link'));
  for (const archiveDir of [sessions, join(sessions, 'new', 'archive'), join(root, 'link', 'archive')]) {
    const run = importHome({ home, store: new MemoryTarget(), archiveDir });
    await expect(run).rejects.toMatchObject({ code: 'E_REFUSED' });
  }
});

test('an archive that cannot be written stops the import before the store is touched', async () => {
  const home = join(root, 'other');
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  writeFileSync(join(home, '.ait42', 'sessions', '0123456789abcdef.json'), '[]');
  writeFileSync(join(root, 'file'), '');
  const store = new MemoryTarget();
  const run = importHome({ home, store, archiveDir: join(root, 'file', 'archive') });
  await expect(run).rejects.toMatchObject({ code: 'E_IO' });
  expect(store.lists.size).toBe(0);
});
