import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../../contract/package-root.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import type { PartRequest } from '../../definition/verification.ts';
import type { Check, Planted } from '../../results/result.ts';
import sessions from '../definition.ts';
import type { KnownBug } from './known-bug.ts';
import { KNOWN_BUGS } from './known-bugs.ts';
import { lookAtAll } from './part.ts';
import { knownBugsTable } from './table.ts';

const { root } = useFolder('storeproof-known-bugs');

async function rowsOf(bugs: readonly KnownBug[], options: Partial<PartRequest> = {}) {
  const rows: (Check | Planted)[] = [];
  await lookAtAll(bugs, sessions, {
    ...{ tier: 'quick', seed: 1, stores: [], budgetMs: 60_000, folder: root },
    again: (only) => `again ${only}`,
    record: (row) => rows.push(row),
    ...options,
  });
  return rows;
}

const bug = (look: KnownBug['look']): KnownBug => ({
  ...{ name: 'a bug', what: 'It is wrong.', source: 'owner/name#1', check: 'sequences' },
  look,
});

test('every known bug has a name of its own, a sentence and a public source', () => {
  expect(KNOWN_BUGS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(KNOWN_BUGS.map(({ name }) => name)).size).toBe(KNOWN_BUGS.length);
  for (const { what, source } of KNOWN_BUGS) {
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(source).toMatch(/^[\w.-]+\/[\w.-]+#\d+$/);
  }
});

test('the page of the known bugs has all of them', () => {
  const page = readFileSync(join(PACKAGE_ROOT, 'docs', 'known-bugs.md'), 'utf8');
  expect(page).toContain(knownBugsTable());
});

// Of each kind that is cheap; the part itself has all of them.
test.each([
  'replace deletes children',
  'foreign keys off',
  'rollback loses later writes',
  'backup without the log',
  'copy of a file that is written',
])('a known bug is found, and the same without it raises no alarm: %s', async (name) => {
  const [planted, check] = await rowsOf(KNOWN_BUGS.filter((each) => each.name === name));
  expect(planted).toMatchObject({ row: 'planted', name, found: true });
  expect(check).toMatchObject({ verdict: 'ok', counts: { planted: 1, found: 1, right: 1, falseAlarms: 0 } });
});

test('a bug that is missed fails the part, with the command that looks again', async () => {
  const [planted, check] = await rowsOf([bug(async () => null)]);
  expect(planted).toMatchObject({ found: false });
  expect(check).toMatchObject({ verdict: 'fail', again: 'again a bug' });
});

test('a check that also fails without the bug has found nothing, and the part fails', async () => {
  const [, check] = await rowsOf([bug(async () => 'different')]);
  expect(check).toMatchObject({ verdict: 'fail', counts: { found: 1, falseAlarms: 1 } });
});

test('what no time was left for is told, and leaves the verdict open', async () => {
  const rows = await rowsOf([bug(async () => 'different')], { budgetMs: -1 });
  expect(rows).toMatchObject([
    { verdict: 'unknown', detail: expect.stringContaining('a bug (no time was left)') },
  ]);
});
