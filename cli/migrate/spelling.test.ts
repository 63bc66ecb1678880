import { expect, test } from 'vitest';
import { spelledWithVerb } from './spelling.ts';

test.each([
  ['--workspace /w --dry-run', 'migrate --workspace /w --dry-run'],
  ['--dry-run --workspace=/w', 'migrate --dry-run --workspace=/w'],
  ['--home /h --workspace /w', 'migrate --home /h --workspace /w'],
  ['--restore-from-json /w', 'restore-from-json --workspace /w'],
  ['--restore-from-json=/w --yes', 'restore-from-json --workspace=/w --yes'],
])('the spelling without a verb means one: %s', (written, meant) => {
  expect(spelledWithVerb(written.split(' '))).toEqual(meant.split(' '));
});

test.each(['', '--help', '--version', '--json', 'scan --workspace /w', '-- --workspace', '--dry-run'])(
  'another command line stays as it is: %s',
  (written) => {
    const argv = written.split(' ').filter((word) => word !== '');
    expect(spelledWithVerb(argv)).toBe(argv);
  },
);
