// Imports point one way: the house plan as a table, checked against every source file.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  files: ['contract'],
  results: ['files', 'contract'],
  statistics: [],
  histories: ['contract', 'statistics'],
  'impl-json': ['files', 'contract'],
  'impl-sqlite': ['files', 'contract'],
  protocol: ['contract'],
  subjects: ['contract', 'protocol', 'impl-json', 'impl-sqlite'],
  migrate: ['files', 'contract', 'impl-json', 'impl-sqlite'],
  definition: ['files', 'contract', 'results', 'protocol'],
  props: ['files', 'definition', 'contract', 'results', 'statistics', 'histories'],
  bench: ['definition', 'contract', 'results', 'statistics'],
  load: ['definition', 'contract', 'results', 'statistics', 'histories'],
  compare: ['definition', 'contract', 'results', 'statistics', 'bench'],
  reports: ['files', 'contract', 'results', 'statistics'],
  sessions: [
    'files',
    'contract',
    'results',
    'statistics',
    'histories',
    'definition',
    'impl-json',
    'impl-sqlite',
    'subjects',
    'migrate',
    'props',
    'bench',
    'load',
    'compare',
    'reports',
  ],
  library: [
    ...['contract', 'results', 'statistics', 'histories', 'impl-json', 'impl-sqlite', 'subjects', 'migrate'],
    ...['definition', 'props', 'bench', 'load', 'compare', 'reports', 'sessions'],
  ],
  cli: [
    ...['files', 'contract', 'results', 'statistics', 'histories', 'protocol', 'impl-json', 'impl-sqlite'],
    ...['subjects', 'migrate', 'definition', 'props', 'bench', 'load', 'compare', 'reports', 'sessions'],
  ],
};

/** Tests of any layer, and the suites that they share, may work on generated homes and calls, our stores by name, and rows. */
const TESTS_MAY_IMPORT: readonly string[] = ['results', 'props', 'sessions', 'subjects'];
const isOfTests = (file: string): boolean => file.endsWith('.test.ts') || file.includes('/suite/');

interface Source {
  /** Relative to the root, with slashes. */
  readonly file: string;
  readonly text: string;
}

const LAYERS = `{${Object.keys(MAY_IMPORT).join(',')}}`;
// Packages may be installed inside a layer, for comparison.
const sources: readonly Source[] = globSync(`${LAYERS}/**/*.ts`, { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.includes('/node_modules/'))
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

/** Everything a file names as a module: eager, lazy, for its types, for its effects, or to hand it on. */
const importsOf = ({ text }: Source): string[] => targets(text, /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g);

/** What runs when the file is loaded; a statement may take several lines. */
const eagerImportsOf = ({ text }: Source): string[] =>
  targets(text, /^(?:import|export)\b(?!\s+type\b)(?:[^;'"`(=]*\bfrom)?\s*'([^']+)'/gm);

const targets = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] as string);

/** The rooms of docs/architecture.md, with what each may import. "everything above" stands for the rows before. */
function roomsIn(page: string): Record<string, string[]> {
  const rooms: Record<string, string[]> = {};
  for (const [, room = '', allowed = ''] of page.matchAll(/^\| `([a-z-]+)` \| [^|]* \| ([^|]*) \| `/gm)) {
    const named = allowed.replace(/^everything above( but )?|^nothing of ours$/, '').split(', ');
    rooms[room] = allowed.startsWith('everything')
      ? Object.keys(rooms).filter((above) => !named.includes(above))
      : named.filter((name) => name !== '');
  }
  return rooms;
}

/** The file that a relative import names. */
const fileOf = (importer: string, target: string): string =>
  normalize(join(dirname(importer), target)).replaceAll('\\', '/');

const layerOf = (file: string): string => file.split('/')[0] as string;

function brokenLayers(all: readonly Source[]): string[] {
  return all.flatMap((source) => {
    const { file } = source;
    const own = layerOf(file);
    const allowed = [own, ...(MAY_IMPORT[own] ?? []), ...(isOfTests(file) ? TESTS_MAY_IMPORT : [])];
    return importsOf(source)
      .filter((target) => target.startsWith('.'))
      .map((target) => layerOf(fileOf(file, target)))
      .filter((layer) => !allowed.includes(layer))
      .map((layer) => `${file} imports ${layer}`);
  });
}

/** The rooms that take stores as values, whatever those hold. */
const HARNESS: readonly string[] = [
  'definition',
  'props',
  'bench',
  'load',
  'compare',
  'statistics',
  'histories',
  'reports',
];
/** What the session stores are. Its types count: a signature with a session in it is bound to sessions. */
const OF_SESSIONS: readonly string[] = ['contract/session.ts', 'contract/store.ts', 'contract/operations.ts'];

/** A shortest way from each module of the harness to what sessions are, through whatever it imports. */
function waysToSessions(all: readonly Source[]): string[] {
  const imports = new Map(
    all.map((source) => [source.file, importsOf(source).map((target) => fileOf(source.file, target))]),
  );
  const begins = all.filter(({ file }) => HARNESS.includes(layerOf(file)) && !isOfTests(file));
  return begins.flatMap(({ file: begin }) => {
    const wayTo = new Map([[begin, begin]]);
    // It grows on the way: nearer ones come first.
    for (const [file, way] of wayTo) {
      if (OF_SESSIONS.includes(file)) return [way];
      for (const next of imports.get(file) ?? []) {
        if (!wayTo.has(next)) wayTo.set(next, `${way} > ${next}`);
      }
    }
    return [];
  });
}

const eagerSubjects = (all: readonly Source[]): string[] =>
  all
    .filter(({ file }) => layerOf(file) === 'subjects' && !file.endsWith('.test.ts'))
    .filter((source) => eagerImportsOf(source).some((target) => target.includes('/impl-')))
    .map(({ file }) => file);

/** Stores of others bring their own driver, in a package of its own; known bugs are rebuilt on the bare one. */
const driverUsers = (all: readonly Source[]): string[] =>
  all
    .filter(({ file }) => layerOf(file) !== 'impl-sqlite' && !/^sessions\/(peers|known-bugs)\//.test(file))
    .filter((source) => importsOf(source).includes('better-sqlite3'))
    .map(({ file }) => file);

test('every relative import stays within the layers it may use', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(brokenLayers(sources)).toEqual([]);
});

test('the page on the architecture says the same of every room', () => {
  const inOrder = (rooms: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(rooms).map(([room, allowed]) => [room, allowed.toSorted()]));
  const page = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');
  expect(inOrder(roomsIn(page))).toEqual(inOrder(MAY_IMPORT));
  const [, picture = ''] = page.split('```');
  expect(Object.keys(MAY_IMPORT).filter((room) => !new RegExp(`\\s${room}\\s`).test(picture))).toEqual([]);
});

test('the harness reaches nothing that is about sessions, on whatever way', () => {
  expect(waysToSessions(sources)).toEqual([]);
  const between = { file: 'contract/between.ts', text: "import type { SessionStore } from './store.ts';" };
  const planted = { file: 'props/planted.ts', text: "await import('../contract/between.ts');" };
  expect(waysToSessions([between, planted])).toEqual([
    'props/planted.ts > contract/between.ts > contract/store.ts',
  ]);
});

test.each([
  ['the type of a session', 'contract/session.ts', {}],
  [
    'two modules of the contract',
    'contract/a.ts',
    { 'contract/a.ts': './b.ts', 'contract/b.ts': './operations.ts' },
  ],
  ['another room', 'files/a.ts', { 'files/a.ts': '../contract/b.ts', 'contract/b.ts': './store.ts' }],
])('a planted way from a module of the harness to sessions is found: %s', (_, target, others) => {
  const planted = (room: string): Source[] => [
    { file: `${room}/deep/planted.ts`, text: `import type { X } from '../../${target}';` },
    ...Object.entries<string>(others).map(([file, to]) => ({ file, text: `export * from '${to}';` })),
  ];
  for (const room of HARNESS) {
    const ways = waysToSessions(planted(room));
    expect(ways[0]).toMatch(new RegExp(`^${room}/deep/planted\\.ts > ${target}( > .*)?$`));
  }
  expect(waysToSessions(planted('sessions'))).toEqual([]);
});

test('subjects load the store implementations lazily', () => {
  expect(eagerSubjects(sources)).toEqual([]);
});

test('files know nothing of the contract but its errors', () => {
  const known = sources
    .filter(({ file }) => layerOf(file) === 'files' && !isOfTests(file))
    .flatMap(importsOf);
  expect(new Set(known.filter((target) => target.includes('/contract/')))).toEqual(
    new Set(['../contract/errors.ts']),
  );
});

test('no package but the driver’s own folder knows the database driver', () => {
  expect(driverUsers(sources)).toEqual([]);
});

test.each([
  ['a value', "import { openJsonStore } from '../impl-json/index.ts';"],
  ['a type', "import type { JsonStore } from '../impl-json/index.ts';"],
  ['several lines', "import {\n  type JsonStore,\n  openJsonStore,\n} from '../impl-json/index.ts';"],
  ['its effects', "import '../impl-json/index.ts';"],
  ['handing it on', "export { openJsonStore } from '../impl-json/index.ts';"],
  ['handing everything on', "export * from '../impl-json/index.ts';"],
  ['a lazy call', "  const { openJsonStore } = await import('../impl-json/index.ts');"],
  ['a lazy call on lines of its own', "await import(\n  '../impl-json/index.ts'\n);"],
])('a planted import is found: %s', (_, text) => {
  expect(importsOf({ file: 'contract/planted.ts', text })).toEqual(['../impl-json/index.ts']);
  expect(brokenLayers([{ file: 'contract/planted.ts', text }])).toEqual([
    'contract/planted.ts imports impl-json',
  ]);
  const deeper = { file: 'contract/suite/deep/planted.test.ts', text: text.replace('..', '../../..') };
  expect(brokenLayers([deeper])).toEqual(['contract/suite/deep/planted.test.ts imports impl-json']);
});

test('every layer is held to its row of the table, and tests may use generated homes besides', () => {
  const layers = Object.keys(MAY_IMPORT);
  for (const own of layers) {
    for (const other of layers) {
      const text = `import { it } from '../${other}/it.ts';`;
      const isAllowed = own === other || MAY_IMPORT[own]?.includes(other) === true;
      expect(brokenLayers([{ file: `${own}/planted.ts`, text }])).toHaveLength(isAllowed ? 0 : 1);
      const isAllowedInTests = isAllowed || TESTS_MAY_IMPORT.includes(other);
      expect(brokenLayers([{ file: `${own}/planted.test.ts`, text }])).toHaveLength(isAllowedInTests ? 0 : 1);
    }
  }
  const outside = { file: 'cli/planted.ts', text: "import { it } from '../test/it.ts';" };
  expect(brokenLayers([outside])).toEqual(['cli/planted.ts imports test']);
});

test.each([
  ["import { openJsonStore } from '../impl-json/index.ts';", true],
  ["import {\n  type JsonStore,\n  openJsonStore,\n} from '../impl-json/index.ts';", true],
  ["import '../impl-json/index.ts';", true],
  ["export { openJsonStore } from '../impl-json/index.ts';", true],
  ["import type { JsonStore } from '../impl-json/index.ts';", false],
  ["export type { JsonStore } from '../impl-json/index.ts';", false],
  ["const { openJsonStore } = await import('../impl-json/index.ts');", false],
  ["import { a } from './a.ts';\nconst b = () => import('../impl-json/index.ts');", false],
])('a planted eager import of a store is told from others: %#', (text, isEager) => {
  const file = 'subjects/planted.ts';
  expect(eagerSubjects([{ file, text }])).toEqual(isEager ? [file] : []);
});

test('a planted use of the driver is found', () => {
  const text = "import Database from 'better-sqlite3';";
  expect(driverUsers([{ file: 'cli/planted.ts', text }])).toEqual(['cli/planted.ts']);
  expect(driverUsers([{ file: 'impl-sqlite/planted.ts', text }])).toEqual([]);
});
