// What the documentation says of files, verbs and scripts is there.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { migrateHere, ROOT, storeproofHere } from './run-tool.ts';
import { verbsIn } from './tool-options.ts';

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT });
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

test('every link to a file leads to one', () => {
  const broken = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)#\s]+)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(pages.length).toBeGreaterThan(8);
  expect(broken).toEqual([]);
});

/** Folders of this repository, those of installed packages and of builds left out. */
const folders = globSync('*/', { cwd: ROOT })
  .map((folder) => folder.replace(/\W$/, ''))
  .filter((folder) => !['node_modules', 'dist', 'coverage'].includes(folder));

test('every file and every folder that is named in code marks exists', () => {
  const inFolder = new RegExp(`\`((?:${folders.join('|')})/[\\w./-]+)\``, 'g');
  const named = pages.flatMap((page) => [...textOf(page).matchAll(inFolder)].map((match) => match[1] ?? ''));
  expect(new Set(named).size).toBeGreaterThan(150);
  // The folder of runs is made by the first run; series of a load run have names with strokes in them.
  const isFile = (path: string): boolean => !/^reports\/runs|^load\/N-processes/.test(path);
  const missing = named.filter((path) => isFile(path) && !existsSync(join(ROOT, path)));
  expect(missing).toEqual([]);
});

test('the page on the architecture names every folder, and its files with their folders', () => {
  const page = textOf('docs/architecture.md');
  expect(folders.filter((folder) => !page.includes(`\`${folder}\``))).toEqual([]);
  const alone = [...page.matchAll(/`([\w.-]+\.(?:ts|js|py|json|md))`/g)].map((match) => match[1] ?? '');
  expect(alone.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('every npm script that a page names exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const workflow = textOf('.github/workflows/ci.yml');
  const named = [...pages.map(textOf), workflow].flatMap((text) =>
    [...text.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    ),
  );
  expect(new Set(named).size).toBeGreaterThan(4);
  for (const script of named) expect(Object.keys(scripts)).toContain(script);
});

test('the record of the API and the SBOM have steps of their own in the workflow', () => {
  const commands = [...textOf('.github/workflows/ci.yml').matchAll(/- run: (.*)/g)].map((match) => match[1]);
  expect(commands).toContain('npm run api:check');
  expect(commands).toContain('npm run -s sbom > sbom.json');
});

test('the README names every verb, and no other', async () => {
  const readme = textOf('README.md');
  const verbsOf = async (run: typeof migrateHere): Promise<string[]> =>
    verbsIn((await run(['--help'])).stdout);
  const table = [...readme.matchAll(/^\| `([a-z-]+)/gm)].map((match) => match[1] ?? '');
  expect(table.toSorted()).toEqual((await verbsOf(storeproofHere)).toSorted());
  for (const verb of await verbsOf(migrateHere))
    expect(readme).toMatch(new RegExp(`ait42-migrate.js ${verb}\\b|: ${verb}\\)`));
});
