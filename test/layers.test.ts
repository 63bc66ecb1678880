// Imports point one way: the house plan as a table, checked against every source file.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  'impl-json': ['contract'],
  'impl-sqlite': ['contract'],
  subjects: ['contract', 'impl-json', 'impl-sqlite'],
  migrate: ['contract', 'impl-json', 'impl-sqlite'],
  props: ['contract', 'subjects', 'migrate'],
  bench: ['contract', 'subjects', 'migrate'],
  load: ['contract', 'subjects', 'migrate'],
  reports: ['contract'],
  cli: ['contract', 'impl-json', 'impl-sqlite', 'subjects', 'migrate', 'props', 'bench', 'load', 'reports'],
};

const LAYERS = '{contract,impl-json,impl-sqlite,subjects,migrate,props,bench,load,reports,cli}';
// Packages may be installed inside a layer, for comparison.
const sources = globSync(`${LAYERS}/**/*.ts`, { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('/node_modules/'));

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] as string,
  );

const layerOf = (file: string): string => file.split('/')[0] as string;

test('every relative import stays within the layers it may use', () => {
  const broken = sources.flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => layerOf(normalize(join(dirname(file), target))))
      .filter((layer) => layer !== layerOf(file) && !MAY_IMPORT[layerOf(file)]?.includes(layer))
      .map((layer) => `${file} imports ${layer}`),
  );
  expect(sources.length).toBeGreaterThan(20);
  expect(broken).toEqual([]);
});

test('subjects load the store implementations lazily', () => {
  const eager = sources
    .filter((file) => layerOf(file) === 'subjects')
    .filter((file) => /^import (?!type).*'\.\.\/impl-/m.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(eager).toEqual([]);
});

test('no package but the driver’s own folder knows the database driver', () => {
  const knowing = sources.filter((file) => importsOf(file).some((target) => target === 'better-sqlite3'));
  expect(knowing.filter((file) => layerOf(file) !== 'impl-sqlite')).toEqual([]);
});
