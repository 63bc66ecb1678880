import { expect, test } from 'vitest';
import type { DamagePromise } from '../definition/damage.ts';
import { damageFiles } from '../props/damage/damaged-files.ts';
import { sessions } from './definition.ts';

const damaged = (store: string, file: string, promise: DamagePromise, bytes: number) =>
  damageFiles(sessions, { store, file, promise, bytes, seed: 1, endMs: Number.POSITIVE_INFINITY });

test('a damaged log leaves what was committed before the first damaged byte', async () => {
  const { ends, wrong } = await damaged('sqlite', '.db-wal', 'log', 12);
  expect(wrong).toEqual([]);
  expect(ends).toEqual({ right: 36 });
});

test('a flipped bit of the database is refused, found by the check, or changes nothing', async () => {
  const { ends, wrong } = await damaged('sqlite', '.db', 'data', 20);
  expect(wrong).toEqual([]);
  expect(ends.found).toBeGreaterThan(0);
});

test('a flipped bit of a plain file can be another content, which is wrong where a file must not lie', async () => {
  const { ends } = await damaged('json-safe', '.json', 'plain', 8);
  expect(ends['another content']).toBeGreaterThan(0);
  expect((await damaged('json-safe', '.json', 'data', 8)).wrong).not.toEqual([]);
});
