import { expect, test } from 'vitest';
import { barLine, durationText, plainLine } from './progress-text.ts';

const nothing = { ratePerSecond: undefined, secondsLeft: undefined };

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [59.5, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3840, '1 h 04 min'],
])('%d seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test('a stage whose size is not known yet shows an empty bar', () => {
  expect(barLine({ stage: 's', done: 0, total: 0, unit: 'files' }, nothing, 80)).toMatch(/^░{24} {3}0%/);
});

test('a stage that does more than it announced shows a full bar', () => {
  expect(barLine({ stage: 's', done: 3, total: 2, unit: 'files' }, nothing, 80)).toMatch(/^█{24} 100%/);
});

test('less than everything is never shown as 100%', () => {
  expect(barLine({ stage: 's', done: 999, total: 1000, unit: 'files' }, nothing, 80)).toContain(' 99%');
});

test('a finished stage shows no time left', () => {
  const line = plainLine(
    { stage: 's', done: 2, total: 2, unit: 'files' },
    { ratePerSecond: 1, secondsLeft: 0 },
  );
  expect(line).toBe('s: 2 of 2 files, 1.0/s');
});

test('in a narrow terminal the bar gives way to the words', () => {
  const progress = { stage: 'comparing stores', done: 11_000, total: 20_000, unit: 'operations' };
  const estimate = { ratePerSecond: 720, secondsLeft: 12.5 };
  const words = 'comparing stores: 11,000 of 20,000 operations, 720/s, 13 s left';
  for (const columns of [200, 80, 72]) expect(barLine(progress, estimate, columns)).toContain(words);
  for (const columns of [200, 80, 72, 20, 1, 0]) {
    expect(barLine(progress, estimate, columns).length).toBeLessThanOrEqual(Math.max(0, columns - 1));
  }
});

test('a stage that counts its own time shows no rate', () => {
  const progress = { stage: 'load on sqlite', done: 1_000, total: 3_000, unit: 'ms' };
  const estimate = { ratePerSecond: 1_000, secondsLeft: 2 };
  expect(plainLine(progress, estimate)).toBe('load on sqlite: 1 s of 3 s, 2 s left');
  expect(plainLine({ ...progress, done: 0 }, nothing)).toBe('load on sqlite: 0 s of 3 s');
  expect(plainLine({ ...progress, done: 3_000 }, estimate)).toBe('load on sqlite: 3 s of 3 s');
  expect(barLine(progress, estimate, 80)).not.toContain('/s');
});
