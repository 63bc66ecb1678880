import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { isOtherRevision } from '../results/identity.ts';
import { sourceRevision, treeRevision } from './revision.ts';

const { freshFolder } = useFolder('revision');

function repository(): string {
  const root = freshFolder();
  const git = (...words: string[]) => execFileSync('git', words, { cwd: root, stdio: 'ignore' });
  git('init', '--quiet');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--allow-empty', '--quiet', '-m', 'x');
  return root;
}

test('a clean checkout is its commit', async () => {
  expect(await sourceRevision(repository())).toMatch(/^[0-9a-f]{40}$/);
});

test('a checkout with changed files says so', async () => {
  const root = repository();
  writeFileSync(join(root, 'new'), '');
  expect(await sourceRevision(root)).toMatch(/^[0-9a-f]{40}\+changes$/);
});

test('what changed in files that git follows is part of the revision, and makes it another one', async () => {
  const root = repository();
  const revisions: string[] = [];
  for (const text of ['', 'a', 'b', 'a']) {
    writeFileSync(join(root, 'file'), text);
    execFileSync('git', ['add', '--intent-to-add', 'file'], { cwd: root });
    revisions.push(await treeRevision(root));
  }
  const [, first = '', second = '', again = ''] = revisions;
  expect(first).toMatch(/^[0-9a-f]{40}\+changes\.[0-9a-f]{12}$/);
  expect(isOtherRevision(first, second)).toBe(true);
  expect(again).toBe(first);
});

test('revisions differ by commit and changes, not by files that git does not follow, and only where both are known', () => {
  const [one, other] = ['a'.repeat(40), 'b'.repeat(40)];
  expect(isOtherRevision(one, other)).toBe(true);
  expect(isOtherRevision(one, `${one}+changes.12ab`)).toBe(true);
  expect(isOtherRevision(one, `${one}+changes`)).toBe(false);
  expect(isOtherRevision('unknown', one)).toBe(false);
  expect(isOtherRevision('abc1234', one)).toBe(false);
});

test('a folder within a repository has the revision of that', async () => {
  const root = repository();
  const inner = mkdtempSync(join(root, 'inner-'));
  expect(await treeRevision(inner)).toBe(await sourceRevision(root));
});

test('a folder inside another repository has no revision of its own', async () => {
  const root = repository();
  const inner = mkdtempSync(join(root, 'installed-'));
  expect(await sourceRevision(inner)).toBe('unknown');
});

test('a folder outside any repository is unknown', async () => {
  expect(await sourceRevision('/')).toBe('unknown');
});
