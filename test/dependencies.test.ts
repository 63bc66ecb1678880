// Every package has its place: what runs is a dependency, what only tests need is not, and each has its reason.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './run-tool.ts';

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
const namesOf = (kind: string): string[] => Object.keys(manifest[kind] ?? {});

/** Not the peers of the benchmark, which have a manifest of their own. */
const sources = globSync('**/*.ts', {
  cwd: ROOT,
  exclude: (path) => /(^|[\\/])(node_modules|dist|coverage|runs|peers)$/.test(path),
}).map((file) => file.replaceAll('\\', '/'));
const isForWork = (file: string): boolean => /\.test\.ts$|^(test|build)\/|\/suite\/|\.config\.ts$/.test(file);

/** As statements, and as calls of import(). */
const IMPORT = /^(?:import|export|\})[^'\n]* from '([^'.][^']*)'|\bimport\('([^'.][^']*)'\)/gm;

/** Packages that the files import, without the paths inside them. */
const packagesOf = (files: readonly string[]): Set<string> =>
  new Set(
    files
      .flatMap((file) => [...textOf(file).matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? ''))
      .filter((name) => !name.startsWith('node:'))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? ''),
  );

const running = packagesOf(sources.filter((file) => !isForWork(file)));
const working = packagesOf(sources.filter(isForWork));

test('what runs imports every dependency and nothing else', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect([...running].toSorted()).toEqual(namesOf('dependencies').toSorted());
});

test('tests and the build import packages that are declared, and what only they import is not a dependency', () => {
  const declared = [...namesOf('dependencies'), ...namesOf('devDependencies')];
  expect([...working].filter((name) => !declared.includes(name))).toEqual([]);
  const onlyAtWork = [...working].filter((name) => !running.has(name));
  expect(onlyAtWork.toSorted()).toEqual(['fast-check', 'rolldown', 'vitest']);
  for (const name of onlyAtWork) expect(namesOf('devDependencies')).toContain(name);
});

test('docs/dependencies.md has a line for every package under the right heading, and for no other', () => {
  const [, runtime = '', development = ''] = textOf('docs/dependencies.md').split(/^## /m);
  const listed = (section: string): string[] =>
    [...section.matchAll(/^\| ([^|]+) \|/gm)]
      .flatMap((match) => match[1]?.split(', ') ?? [])
      .filter((name) => name !== 'package')
      .toSorted();
  expect(listed(runtime)).toEqual(
    [...namesOf('dependencies'), ...namesOf('optionalDependencies')].toSorted(),
  );
  expect(listed(development)).toEqual(namesOf('devDependencies').toSorted());
});

test('the lock file says that the database driver has nothing to compile', () => {
  const { packages } = JSON.parse(textOf('package-lock.json'));
  // npm 10 knows no allowScripts: without this word, which `npm install` takes away, it compiles the driver, and an
  // install without Python and a compiler fails. Put `"gypfile": false` back by hand.
  expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false });
});
