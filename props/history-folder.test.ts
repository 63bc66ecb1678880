import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { HistoryFolder } from './history-folder.ts';
import { memoryFolder } from './memory-folder.ts';

test('a run leaves nothing when it is removed', async () => {
  const folder = new HistoryFolder();
  const base = dirname(folder.newHome());
  expect(existsSync(base)).toBe(true);
  await folder.remove();
  expect(existsSync(base)).toBe(false);
});

/** Whether the folder stands when the process has ended in the middle of a check. */
function isLeft(folder: string): boolean {
  const source = fileURLToPath(new URL('./history-folder.ts', import.meta.url));
  const program = `import(${JSON.stringify(source)}).then(({ HistoryFolder }) => {
    console.log(${folder}.newHome());
    process.exit(130);
  });`;
  const { stdout, exitCode } = execaSync({ reject: false })`${process.execPath} -e ${program}`;
  const base = dirname(stdout);
  expect(exitCode).toBe(130);
  expect(base).toContain('storeproof-world-');
  const is = existsSync(base);
  rmSync(base, { recursive: true, force: true });
  return is;
}

test.runIf(memoryFolder() !== undefined)('a process that ends takes with it what it has in memory', () => {
  expect(isLeft('HistoryFolder.of([])')).toBe(false);
});

test('a process that ends does not wait until what it has on a disk is removed', () => {
  expect(isLeft('new HistoryFolder()')).toBe(true);
});
