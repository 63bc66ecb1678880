// Every package has its place: what runs is a dependency, what only tests need is not, and each has its reason.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './run-tool.ts';

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(textOf('package.json')) as Record<string, Record<string, string>>;
const namesOf = (kind: string): string[] => Object.keys(manifest[kind] ?? {});
const isDeclared = (name: string): boolean =>
  [...namesOf('dependencies'), ...namesOf('devDependencies')].includes(name);

/** Not the peers of the benchmark, which have a manifest of their own. */
const sources = globSync('**/*.ts', {
  cwd: ROOT,
  exclude: (path) => /(^|[\\/])(node_modules|dist|coverage|runs|peers)$/.test(path),
}).map((file) => file.replaceAll('\\', '/'));
/** The queries are turned into texts before anything runs. */
const isForWork = (file: string): boolean =>
  /\.test\.ts$|^(test|build)\/|\/suite\/|\.config\.ts$|^impl-sqlite\/(queries|write-sql)\.ts$/.test(file);

/** As statements, and as calls of import(). */
const IMPORT = /^(?:import|export|\})[^'\n]* from '([^'.][^']*)'|\bimport\('([^'.][^']*)'\)/gm;

/** Packages that the files import, without the paths inside them. */
const packagesOf = (files: readonly string[]): Set<string> =>
  new Set(
    files
      .flatMap((file) => [...textOf(file).matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? ''))
      // Itself by its name: texts of definitions do, as a project's own module would.
      .filter((name) => !name.startsWith('node:') && !name.startsWith('storeproof/'))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? ''),
  );

const running = packagesOf(sources.filter((file) => !isForWork(file)));
/** Types that our declarations import: those of what runs, where a package does not bring its own. */
const typesOfRunning = [...running].map((name) => `@types/${name}`).filter((name) => isDeclared(name));
const working = packagesOf(sources.filter(isForWork));

test('what runs imports every dependency, its types among them, and nothing else', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect([...running, ...typesOfRunning].toSorted()).toEqual(namesOf('dependencies').toSorted());
});

test('tests and the build import packages that are declared, and what only they import is not a dependency', () => {
  expect([...working].filter((name) => !isDeclared(name))).toEqual([]);
  const onlyAtWork = [...working].filter((name) => !running.has(name));
  expect(onlyAtWork.toSorted()).toEqual(['@actions/workflow-parser', 'kysely', 'rolldown', 'vitest']);
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

interface Locked {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/** Where Node looks for a package from a place in the lock file: the innermost node_modules first. */
function placesOf(name: string, from: string): string[] {
  const outer = from.split('/node_modules/').slice(0, -1);
  const folders = outer.map((_, depth) => `${outer.slice(0, depth + 1).join('/node_modules/')}/`);
  return [`${from}/`, ...folders, ''].map((folder) => `${folder}node_modules/${name}`);
}

// `npm ci` of npm 11 and later refuses a lock file that lacks an optional package of another platform.
test.each(['package-lock.json', 'sessions/peers/package-lock.json'])(
  '%s holds every package that another asks for, those of other platforms too',
  (file) => {
    const { packages } = JSON.parse(textOf(file)) as { packages: Record<string, Locked> };
    const asked = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => ({ from, name })),
    );
    expect(asked.length).toBeGreaterThan(50);
    const missing = asked.filter(
      ({ from, name }) => !placesOf(name, from).some((place) => place in packages),
    );
    expect(missing).toEqual([]);
    const unchecked = Object.entries(packages).filter(
      ([place, { integrity, link }]) =>
        /(^|\/)node_modules\//.test(place) && integrity === undefined && link !== true,
    );
    expect(unchecked.map(([place]) => place)).toEqual([]);
  },
);
