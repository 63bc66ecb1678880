import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { absenceText, configLine } from './config-line.ts';

const { freshFolder } = useFolder('config-line');
const VERBS = ['verify', 'bench'];

test.each([
  ['verify --seed 1', undefined, 'verify --seed 1'],
  ['verify --config a.ts --seed 1', 'a.ts', 'verify --config a.ts --seed 1'],
  ['verify --config=a.ts', 'a.ts', 'verify --config=a.ts'],
  ['--config a.ts verify', 'a.ts', 'verify --config a.ts'],
  ['--json --config=a.ts --quiet verify -x', 'a.ts', 'verify --json --config=a.ts --quiet -x'],
  ['--config a.ts verify --config b.ts', 'a.ts', 'verify --config a.ts --config b.ts'],
  ['bench -- program --config theirs', undefined, 'bench -- program --config theirs'],
  ['--config a.ts serve', undefined, '--config a.ts serve'],
  ['--config a.ts', undefined, '--config a.ts'],
  ['--config', undefined, '--config'],
  ['verify --config', undefined, 'verify --config'],
  ['--help verify', undefined, '--help verify'],
  ['', undefined, ''],
])('"%s" is about %s', (typed, config, words) => {
  const line = configLine(typed.split(' '), VERBS, freshFolder());
  expect({ config: line.config, words: line.words.join(' ') }).toEqual({ config, words });
});

test.each(['ts', 'mts', 'js', 'mjs'])(
  'a storeproof.config.%s in the folder is taken unless another is given',
  (extension) => {
    const folder = freshFolder();
    const name = `storeproof.config.${extension}`;
    writeFileSync(join(folder, name), '');
    const found = configLine(['--json', 'bench', '--', 'program'], VERBS, folder);
    expect(found).toEqual({ config: name, words: ['bench', '--config', name, '--json', '--', 'program'] });
    expect(configLine(['bench', '--config', 'other.ts'], VERBS, folder).config).toBe('other.ts');
    expect(configLine(['conform', '--', 'program'], VERBS, folder).config).toBeUndefined();
  },
);

test('two configurations in a folder are refused by their names, unless one is given', () => {
  const folder = freshFolder();
  for (const name of ['storeproof.config.js', 'storeproof.config.ts']) writeFileSync(join(folder, name), '');
  const both = /storeproof\.config\.ts and storeproof\.config\.js/;
  expect(() => configLine(['bench'], VERBS, folder)).toThrow(both);
  expect(configLine(['bench', '--config', 'storeproof.config.js'], VERBS, folder).config).toBe(
    'storeproof.config.js',
  );
  expect(configLine(['conform', '--', 'program'], VERBS, folder).config).toBeUndefined();
});

describe('where no configuration was found', () => {
  const absence = (folder: string, ...words: string[]): string | undefined =>
    absenceText(configLine(words, [...VERBS, 'report'], folder), [...VERBS, 'report'], folder);

  test('it is said that the session stores are under test', () => {
    expect(absence(freshFolder(), 'bench')).toBe(
      'Under test: the session stores that come with storeproof. There is no storeproof.config in this folder.',
    );
  });

  test('one in a folder above is named, with the way to take it', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'storeproof.config.mjs'), '');
    const below = join(folder, 'src', 'deep');
    mkdirSync(below, { recursive: true });
    expect(absence(below, 'verify')).toMatch(
      /no storeproof\.config in this folder\. There is one above: --config \.\.[\\/]\.\.[\\/]storeproof\.config\.mjs$/,
    );
  });

  test('nothing is said in the checkout, of help, of a definition, or of a result file that is named', () => {
    expect(absence(PACKAGE_ROOT, 'bench')).toBeUndefined();
    expect(absence(join(PACKAGE_ROOT, 'docs'), 'bench')).toBeUndefined();
    const folder = freshFolder();
    expect(absence(folder, 'bench', '--help')).toBeUndefined();
    expect(absence(folder, 'bench', '--', 'program', '--help')).toBeDefined();
    expect(absence(folder, 'bench', '--config', 'a.js')).toBeUndefined();
    expect(absence(folder, 'report', 'results.ndjson')).toBeUndefined();
    expect(absence(folder, 'report')).toBeDefined();
    expect(absence(folder, 'conform', '--', 'program')).toBeUndefined();
  });
});
