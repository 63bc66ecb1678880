import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import { targetPlaces, workloadPlaces } from './source-places.ts';

beforeEach(() => void vi.stubEnv('GITHUB_WORKSPACE', PACKAGE_ROOT));
afterEach(() => void vi.unstubAllEnvs());

/** The line that a place names. */
const lineAt = (place: ReturnType<ReturnType<typeof workloadPlaces>>): string =>
  readFileSync(join(PACKAGE_ROOT, place?.file ?? ''), 'utf8').split('\n')[(place?.line ?? 0) - 1] ?? '';

test('a workload of the session stores is found where it is defined, or else where it is listed', () => {
  const placeOf = workloadPlaces(undefined);
  expect(placeOf('getOne')?.file).toBe('sessions/workloads/reads.ts');
  expect(lineAt(placeOf('getOne'))).toMatch(/^export const getOne\b/);
  expect(lineAt(placeOf('delete'))).toMatch(/delete: writes\.deleteSession/);
  expect(placeOf('no such workload')).toBeUndefined();
});

test('a workload of a definition is found in it, and one that is not written out leads to the file', () => {
  const placeOf = workloadPlaces(join(PACKAGE_ROOT, 'examples', 'notes', 'storeproof.config.js'));
  const text = readFileSync(join(PACKAGE_ROOT, 'examples', 'notes', 'storeproof.config.js'), 'utf8');
  expect(lineAt(placeOf('get'))).toContain('  get: { group');
  expect(placeOf('get')?.line).toBeGreaterThan(
    text.slice(0, text.indexOf('workloads = {')).split('\n').length - 1,
  );
  expect(placeOf('no such workload')).toEqual({ file: 'examples/notes/storeproof.config.js' });
});

test('what lies outside of the checkout has no place in it, and a file that is not there has no lines', () => {
  vi.stubEnv('GITHUB_WORKSPACE', join(PACKAGE_ROOT, 'docs'));
  expect(targetPlaces(join(PACKAGE_ROOT, 'reports', 'targets.json'))('run-complete')).toBeUndefined();
  vi.stubEnv('GITHUB_WORKSPACE', PACKAGE_ROOT);
  expect(targetPlaces(join(PACKAGE_ROOT, 'absent.json'))('x')).toEqual({ file: 'absent.json' });
  expect(targetPlaces(undefined)('x')).toBeUndefined();
});
