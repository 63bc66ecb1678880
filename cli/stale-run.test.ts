import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { treeRevision } from './revision.ts';
import { staleText } from './stale-run.ts';

const { freshFolder } = useFolder('storeproof-test');

/** A repository with a source, a page of data and a page for people, all committed. */
function repository(): { readonly folder: string; readonly commit: () => void } {
  const folder = freshFolder();
  const git = (...words: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...words], { cwd: folder });
  for (const name of ['docs', 'data', 'src']) mkdirSync(join(folder, name));
  for (const name of ['src/a.ts', 'docs/a.md', 'data/a.md', 'README.md'])
    writeFileSync(join(folder, name), '1');
  const commit = (): void => {
    git('add', '-A');
    git('commit', '-qm', 'x', '--no-verify');
  };
  git('init', '-q');
  commit();
  return { folder, commit };
}

const write =
  (...names: readonly string[]) =>
  (folder: string): void => {
    for (const name of names) writeFileSync(join(folder, name), '2');
  };

test.each([
  ['pages for people', write('docs/a.md', 'README.md'), false],
  ['a source', write('src/a.ts'), true],
  ['a page and a source', write('docs/a.md', 'src/a.ts'), true],
  ['a page that is data', write('data/a.md'), true],
  ['what is no page in their folder', write('docs/a.json'), true],
  [
    'a source that became a page',
    (folder: string) => renameSync(join(folder, 'src/a.ts'), join(folder, 'docs/b.md')),
    true,
  ],
] as const)(
  'a run is stale after a commit of what it may read, and of nothing else: %s',
  async (_, change, isStale) => {
    const { folder, commit } = repository();
    const revision = await treeRevision(folder);
    change(folder);
    commit();
    const now = { folder, isOwn: true, revision: await treeRevision(folder) };
    expect(staleText({ revision }, now) !== null).toBe(isStale);
  },
);

test('of a run with changes nobody knows what they were, so it is stale whatever changed', async () => {
  const { folder, commit } = repository();
  write('src/a.ts')(folder);
  const revision = await treeRevision(folder);
  write('docs/a.md')(folder);
  commit();
  expect(staleText({ revision }, { folder, isOwn: true, revision: await treeRevision(folder) })).toContain(
    '+changes',
  );
});

test('of another package nobody knows what reads its docs', async () => {
  const { folder, commit } = repository();
  const revision = await treeRevision(folder);
  const isStale = async (): Promise<boolean> =>
    staleText({ revision }, { folder, isOwn: false, revision: await treeRevision(folder) }) !== null;
  write('README.md')(folder);
  commit();
  expect(await isStale()).toBe(false);
  write('docs/a.md')(folder);
  commit();
  expect(await isStale()).toBe(true);
});
