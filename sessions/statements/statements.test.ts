import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { Shares } from './executed.ts';
import { OUTSIDE } from './listed.ts';
import { executedIn, PAGE_FILE, pageOf } from './page.ts';

const { freshFolder } = useFolder('storeproof-statements');

let shares: Shares;

beforeAll(async () => {
  shares = await executedIn(freshFolder());
});

test('every statement of the store is run by the timed calls of some workload', () => {
  const untimed = [...shares].filter(([, operations]) => operations.size === 0).map(([title]) => title);
  expect(untimed).toEqual([]);
});

test('the page says which workloads run which statement', () => {
  expect(readFileSync(PAGE_FILE, 'utf8'), 'run node sessions/statements/page.ts').toBe(pageOf(shares));
});

test('every file that asks the driver for something that has no name says what for', () => {
  const store = join(import.meta.dirname, '..', '..', 'impl-sqlite');
  const asking = globSync('*.ts', { cwd: store }).filter(
    (file) =>
      !file.endsWith('.test.ts') &&
      /\b(database|prepare)\s*\.\s*(prepare|exec|pragma|call)\(/.test(
        readFileSync(join(store, file), 'utf8'),
      ),
  );
  expect(asking.toSorted()).toEqual(Object.keys(OUTSIDE).toSorted());
});
