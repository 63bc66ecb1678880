import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { configLine } from './config-line.ts';

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
