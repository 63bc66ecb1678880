import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { sourceRevision } from './revision.ts';

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

test('a folder inside another repository has no revision of its own', async () => {
  const root = repository();
  const inner = mkdtempSync(join(root, 'installed-'));
  expect(await sourceRevision(inner)).toBe('unknown');
});

test('a folder outside any repository is unknown', async () => {
  expect(await sourceRevision('/')).toBe('unknown');
});
