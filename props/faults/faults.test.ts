import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { programFile } from '../../contract/package-root.ts';
import { sourceAt } from '../../definition/source.ts';
import { shim } from '../system-calls/shim.ts';
import { checkFaults, replayFault } from './check-faults.ts';
import type { Tally } from './findings.ts';
import { PLANTED, SOUND } from './planted-definition.ts';
import { pointName, pointNamed } from './points.ts';

const { library } = shim();
const source = await sourceAt(pathToFileURL(programFile('props/faults/planted-definition')).href);

test('a point can be said and read again', () => {
  const name = 'sqlite:create,two in a transaction:1:write ENOSPC once:7';
  expect(pointName(pointNamed(name))).toBe(name);
  expect(() => pointNamed('sqlite:create')).toThrow(/names no failing call/);
});

describe.skipIf(library === null)('failing calls', () => {
  const tallies = new Map<string, Tally>();

  beforeAll(async () => {
    const stores = [SOUND, ...Object.keys(PLANTED)];
    const bounds = { sequences: 0, drawn: 1, steps: 3, stride: 7 };
    const options = { library: library ?? '', stores, seed: 3, bounds, budgetMs: 600_000 };
    await checkFaults(source, options, ({ store, tally }) => tallies.set(store, tally));
  }, 600_000);

  test('a store that does it right is clean', () => {
    expect(tallies.get(SOUND)).toMatchObject({ found: {}, findings: [], skipped: 0 });
    expect(tallies.get(SOUND)?.points).toBeGreaterThan(100);
  });

  test.each(Object.entries(PLANTED).map(([name, { what, rule }]) => [what, name, rule] as const))(
    'a store that %s is found',
    (_what, name, rule) => {
      expect(tallies.get(name)?.found[rule]).toBeGreaterThan(0);
    },
  );

  test('a finding is found again by its name alone', async () => {
    const finding = tallies.get('silent')?.findings.find(({ rule }) => rule === 'lost');
    const { tally } = await replayFault(source, { library: library ?? '' }, finding?.point ?? '');
    expect(tally.findings).toContainEqual(finding);
  });
});
