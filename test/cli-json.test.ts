// Every verb of ait42-migrate under --json: one document on standard output, whatever happens.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerSchema } from '../cli/answer-schema.ts';
import { migratedOnce } from './generated-home.ts';
import { migrateHere, sharedFolder } from './run-tool.ts';
import { verbsIn } from './tool-options.ts';

const { home: migrated } = migratedOnce({ seed: 7, sessions: 10 });
const folder = sharedFolder();

/** What verbs need besides a home. */
const REST: Readonly<Record<string, string>> = {
  restore: '--from nothing.db',
  'restore-json': '--out OUT',
  'restore-originals': '--out OUT',
  'restore-from-json': '--all --dry-run',
  export: '--all --out OUT',
  erase: '--hash 0123456789abcdef --dry-run',
  find: 'no-such-session',
  search: 'no-such-word',
  reconcile: '--all',
  archive: '--dry-run',
  aside: 'list',
  certificate: 'show',
};

async function answered(words: readonly string[]) {
  const { stdout, exitCode } = await migrateHere(words);
  expect(stdout.split('\n')).toHaveLength(1);
  const document = answerSchema.parse(JSON.parse(stdout));
  expect(document.exitCode).toBe(exitCode);
  return document;
}

/** On a home that does not exist, then on a copy of the migrated one. */
async function answersOnBoth(verb: string): Promise<void> {
  const home = mkdtempSync(join(folder, 'home-'));
  rmSync(home, { recursive: true });
  const words = [verb, ...(REST[verb] ?? '').replace('OUT', join(home, 'out')).split(' ')];
  const line = [...words.filter((word) => word !== ''), '--home', home, '--json'];
  expect(await answered(line), verb).toMatchObject({ tool: 'ait42-migrate', error: { code: 'E_NOT_FOUND' } });
  cpSync(migrated, home, { recursive: true });
  expect((await answered(line)).verb?.split(' ')[0]).toBe(verb);
}

test('every verb answers with one document, on a migrated home and on none', async () => {
  const { stdout } = await migrateHere(['--help']);
  const verbs = verbsIn(stdout);
  expect(verbs.length).toBeGreaterThan(20);
  await Promise.all(verbs.map(answersOnBoth));
});

test('a wrong command line and --quiet end in a document as well', async () => {
  for (const [verb, ...words] of [
    [null, 'no-such-verb'],
    ['scan', 'scan', '--no-such-option'],
    ['restore', 'restore'],
    ['search', 'search', '--quiet'],
    ['aside export', 'aside', 'export', 'name'],
  ]) {
    expect(await answered([...words.filter((word) => word !== null), '--json'])).toMatchObject({
      verb,
      exitCode: 2,
      error: { code: 'E_USAGE' },
    });
  }
  const quiet = await migrateHere(['verify', '--home', migrated, '--json', '--quiet']);
  expect([quiet.stderr, quiet.stdout.length > 0]).toEqual(['', true]);
  expect(await migrateHere(['verify', '--home', migrated, '--quiet'])).toMatchObject({
    stdout: '',
    stderr: '',
    exitCode: 0,
  });
});
