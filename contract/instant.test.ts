import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appTimestamp, instantUs, systemClock, UNKNOWN_INSTANT } from './instant.ts';

describe('the instant of a timestamp', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1969-12-31T23:59:59.999999Z', -1],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1969-12-31T18:30:00-05:30', 0],
    ['1970-01-01T00:00:00-00:00', 0],
    ['1970-01-02T00:00:00+23:59', 60_000_000],
    ['1970-01-01t00:00:01z', 1_000_000],
    ['1970-01-01 00:00:01Z', 1_000_000],
    ['2025-11-12T14:00:00.123Z', 1_762_956_000_123_000],
    ['2025-11-12T14:00:00.123+00:00', 1_762_956_000_123_000],
    ['2025-11-12T14:00:00.123456+00:00', 1_762_956_000_123_456],
    ['2025-11-12T14:00:00.123456789+00:00', 1_762_956_000_123_456],
    ['2025-11-12T14:00:00.1Z', 1_762_956_000_100_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000_000],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000_000],
    ['0000-01-01T00:00:00Z', -62_167_219_200_000_000],
    ['0099-12-31T00:00:00Z', -59_011_545_600_000_000],
    ['9999-12-31T23:59:59Z', 253_402_300_799_000_000],
  ])('%s is %i us', (text, us) => expect(instantUs(text)).toBe(us));

  test.each([
    ...[
      '',
      'now',
      '2025-11-12',
      '2025-11-12T14:00:00',
      '2025-11-12T14:00Z',
      '20251112T140000Z',
      '2025-11-12T14:00:00.Z',
    ],
    ...[
      '2025-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2025-02-31T00:00:00Z',
      '2025-04-31T00:00:00Z',
      '2025-00-01T00:00:00Z',
    ],
    ...[
      '2025-13-01T00:00:00Z',
      '2025-01-00T00:00:00Z',
      '2025-01-32T00:00:00Z',
      '2025-01-01T24:00:00Z',
      '2025-01-01T00:60:00Z',
    ],
    ...[
      '2016-12-31T23:59:60Z',
      '2025-01-01T00:00:00+24:00',
      '2025-01-01T00:00:00+00:60',
      '2025-01-01T00:00:00+0000',
    ],
    ...[
      '2025-01-01T00:00:00+00',
      '+2025-01-01T00:00:00Z',
      '-2025-01-01T00:00:00Z',
      '12025-01-01T00:00:00Z',
      '２025-01-01T00:00:00Z',
    ],
    ...[
      ' 2025-01-01T00:00:00Z',
      '2025-01-01T00:00:00Z ',
      '2025-01-01T00:00:00Z\n',
      '2025-01-01T00:00:00,5Z',
      '1762956000123',
    ],
  ])('%j has none', (text) => expect(instantUs(text)).toBe(UNKNOWN_INSTANT));

  test('no real instant is as early as the unknown one', () => {
    expect(instantUs('0000-01-01T00:00:00+23:59')).toBeGreaterThan(UNKNOWN_INSTANT);
  });

  test('agrees with Date for every time that Date can write', () => {
    const date = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(date, (value) => instantUs(value.toISOString()) === value.getTime() * 1000));
  });

  test('does not depend on the offset that it is written with', () => {
    const times = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(times, fc.integer({ min: -1439, max: 1439 }), (ms, minutes) => {
        const local = new Date(ms + minutes * 60_000).toISOString().slice(0, -1);
        const hours = String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, '0');
        const rest = String(Math.abs(minutes) % 60).padStart(2, '0');
        return instantUs(`${local}${minutes < 0 ? '-' : '+'}${hours}:${rest}`) === ms * 1000;
      }),
    );
  });
});

test.each([
  [0, '1970-01-01T00:00:00+00:00'],
  [1, '1970-01-01T00:00:00.001+00:00'],
  [1_762_956_000_000, '2025-11-12T14:00:00+00:00'],
  [1_762_956_000_120, '2025-11-12T14:00:00.120+00:00'],
])('the app writes %i ms as %s', (ms, text) => {
  expect(appTimestamp(ms)).toBe(text);
  expect(instantUs(text)).toBe(ms * 1000);
});

test('the system clock writes the app’s form', () => {
  expect(systemClock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+00:00$/);
});
