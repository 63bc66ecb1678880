import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stamp } from './backup.ts';
import { expiredBackups } from './backup-rotation.ts';

const DAY_MS = 24 * 3600 * 1000;
const nameOf = (time: number): string => `sessions-${stamp(new Date(time))}.db`;
const START = Date.UTC(2025, 10, 12, 14);

/** Behind every backup of these tests. */
const NOW = new Date(START + 1_000 * DAY_MS);

const kept = (names: readonly string[]): string[] => {
  const expired = new Set(expiredBackups(names, NOW));
  return names.filter((name) => !expired.has(name));
};

test('a hundred daily backups leave at most eleven: seven days and four weeks', () => {
  const names = Array.from({ length: 100 }, (_, day) => nameOf(START + day * DAY_MS));
  const left = kept(names);
  expect(left.length).toBeLessThanOrEqual(11);
  expect(left.slice(-7)).toEqual(names.slice(-7));
  expect(left.length).toBeGreaterThanOrEqual(9);
});

test('of one day only the last one stays', () => {
  const names = Array.from({ length: 24 }, (_, hour) => nameOf(Date.UTC(2025, 10, 12, hour)));
  expect(kept(names)).toEqual([names.at(-1)]);
});

test('of one second the one with the highest number stays, which is the last', () => {
  const names = ['', ...Array.from({ length: 10 }, (_, at) => `-${at + 2}`)].map(
    (suffix) => `sessions-20251112-140000${suffix}.db`,
  );
  expect(kept(names)).toEqual(['sessions-20251112-140000-11.db']);
  expect(kept(names.slice(0, 2))).toEqual(['sessions-20251112-140000-2.db']);
});

test('a folder that nobody has used for years keeps its last backups', () => {
  expect(kept([nameOf(START - 2_000 * DAY_MS), nameOf(START - 1_999 * DAY_MS)])).not.toEqual([]);
});

test('the newest backup always stays, of any others at most ten, and what is no backup is not named', () => {
  const time = fc.integer({ min: START - 500 * DAY_MS, max: START }).map((ms) => nameOf(ms));
  const other = fc.constantFrom(
    'notes.txt',
    'sessions.db',
    'sessions-2025.db',
    'sessions-20251112-140000.db.bak',
    '',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(time, other), { maxLength: 60 }), (names) => {
      const backups = [...new Set(names)].filter((name) => /^sessions-\d{8}-\d{6}\.db$/.test(name)).sort();
      const expired = new Set(expiredBackups([...new Set(names)], NOW));
      for (const name of expired) expect(backups).toContain(name);
      const left = backups.filter((name) => !expired.has(name));
      expect(left.length).toBeLessThanOrEqual(11);
      expect(left.at(-1)).toBe(backups.at(-1));
    }),
  );
});

test('thinning out again changes nothing', () => {
  const names = Array.from({ length: 300 }, (_, at) => nameOf(START + at * 7 * 3600 * 1000));
  expect(expiredBackups(kept(names), NOW)).toEqual([]);
});

test('backups of a time to come take the place of none and stay', () => {
  const real = Array.from({ length: 7 }, (_, day) => nameOf(START - day * DAY_MS));
  const ahead = Array.from({ length: 40 }, (_, day) => nameOf(START + (2 + day) * DAY_MS));
  expect(expiredBackups([...real, ...ahead], new Date(START))).toEqual([]);
});
