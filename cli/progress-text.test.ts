import { expect, test } from 'vitest';
import { barLine, durationText, plainLine } from './progress-text.ts';

const whole = (share: number, secondsLeft: number | null = null) => ({ share, secondsLeft, isPart: false });
const progress = { stage: 'importing', done: 3, total: 8, unit: 'files' };

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [59.5, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3840, '1 h 04 min'],
])('%d seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test('before anything is known, the bar is empty and no time is told', () => {
  expect(barLine({ ...progress, done: 0 }, whole(0), 80)).toBe(
    `${'░'.repeat(24)}   0%  importing: 0 of 8 files`,
  );
  expect(plainLine(progress, whole(0))).toBe('0%, importing: 3 of 8 files');
});

test('no time that is left is told where the total is a limit', () => {
  const told = { stage: 'comparing', done: 20, total: 180, unit: 'seconds at most', isLimit: true } as const;
  expect(plainLine(told, whole(0.1, 160))).toBe('10%, comparing: 20 of 180 seconds at most');
});

test('the bar and the time are those of the whole, the words those of the stage', () => {
  expect(barLine(progress, whole(0.5, 12.2), 80)).toBe(
    `${'█'.repeat(12)}${'░'.repeat(12)}  50%  13 s left  importing: 3 of 8 files`,
  );
  expect(plainLine(progress, whole(0.5, 12.2))).toBe('50%, 13 s left, importing: 3 of 8 files');
});

test('nothing is ever shown as done, and no time as over, while the run goes on', () => {
  expect(plainLine(progress, whole(0.999, 0))).toBe('99%, 1 s left, importing: 3 of 8 files');
  expect(barLine(progress, whole(0.99, 0), 80)).toMatch(/^█{23}░ {2}99%/);
});

test('in a narrow terminal the bar gives way to the words', () => {
  const comparing = { stage: 'comparing stores', done: 11_000, total: 20_000, unit: 'operations' };
  const words = '13 s left  comparing stores: 11,000 of 20,000 operations';
  for (const columns of [200, 80, 72]) expect(barLine(comparing, whole(0.5, 12.5), columns)).toContain(words);
  for (const columns of [200, 80, 72, 20, 1, 0]) {
    expect(barLine(comparing, whole(0.5, 12.5), columns).length).toBeLessThanOrEqual(
      Math.max(0, columns - 1),
    );
  }
});

test('a stage that counts its own time tells it as time', () => {
  const load = { stage: 'load on sqlite', done: 1_000, total: 3_000, unit: 'ms' };
  expect(plainLine(load, whole(0.5, 2))).toBe('50%, 2 s left, load on sqlite: 1 s of 3 s');
});

test('of a single thing the unit is singular', () => {
  const one = { ...progress, done: 0, total: 1, unit: 'stores' };
  expect(plainLine(one, { share: 0, secondsLeft: null, isPart: false })).toBe('0%, importing: 0 of 1 store');
});
