import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import { type Pack, PackReader, PackWriter } from './pack.ts';

const WORDS = ['alpha', 'beta'];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', '\u2028', '😀', 'a'.repeat(5_000)),
);
const integer = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 31, 32, 1023, 1024, 2 ** 52 + 2));
const time = fc.oneof(
  text,
  fc.constantFrom(
    '2025-11-12T14:00:00Z',
    '2025-11-12T14:59:59.123456789+00:00',
    '2025-11-12T14:',
    '2025-11-12T14:00 日本',
    '2025-11-12T14',
    '2025-11-12T15:00:00Z',
    '😀025-11-12T14:00:00Z',
  ),
);

/** One value of each kind: how it is written and read. */
const value = fc.oneof(
  integer.map((it) => ({ it, write: 'integer' as const })),
  fc.option(fc.nat()).map((it) => ({ it, write: 'optionalInteger' as const })),
  text.map((it) => ({ it, write: 'string' as const })),
  fc.option(text).map((it) => ({ it, write: 'optionalString' as const })),
  fc.option(time).map((it) => ({ it, write: 'timestamp' as const })),
  fc.option(fc.oneof(text, fc.constantFrom(...WORDS))).map((it) => ({ it, write: 'word' as const })),
);

function packed(values: readonly { it: unknown; write: string }[], start: string): Pack {
  const writer = new PackWriter();
  writer.startTimes(start);
  for (const { it, write } of values) {
    (writer as unknown as Record<string, (value: unknown, words: unknown) => void>)[write]?.(it, WORDS);
  }
  return writer;
}

test('what was written is read again, value for value, to the very end', () => {
  fc.assert(
    fc.property(fc.array(value), time, (values, start) => {
      const pack = packed(values, start);
      expect(pack.text).toMatch(/^[\0-\x7f]*$/);
      const reader = new PackReader(pack);
      reader.startTimes();
      for (const { it, write } of values) expect(reader[write](WORDS)).toStrictEqual(it);
      expect(reader.isAtEnd).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a pack and another one make one pack of both', () => {
  const first = new PackWriter();
  first.string('one');
  const second = new PackWriter();
  second.optionalInteger(7);
  const reader = new PackReader({ text: first.text + second.text, wide: first.wide + second.wide });
  expect([reader.string(), reader.optionalInteger(), reader.isAtEnd]).toEqual(['one', 7, true]);
});

test('the part that two strings share is written once, and never cut inside a character', () => {
  const character = fc.constantFrom('a', 'é', '日', '😀', '😁', '𠮷', '𠮸');
  const string = fc.array(character, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(string, string, string, (start, left, right) => {
      const writer = new PackWriter();
      writer.stringLike(start + left, start + right);
      expect(writer.wide.isWellFormed()).toBe(true);
      expect(new PackReader(writer).stringLike(start + right)).toBe(start + left);
    }),
    { numRuns: 500 },
  );
  const writer = new PackWriter();
  writer.stringLike('/a/long/shared/path/1', '/a/long/shared/path/2');
  expect(writer.text.length).toBeLessThan(8);
});

test('characters that share their first half are written whole', () => {
  const like = `${'x'.repeat(20)}😀`;
  const writer = new PackWriter();
  writer.stringLike(`${'x'.repeat(20)}😁`, like);
  expect(writer.wide.isWellFormed()).toBe(true);
  expect(new PackReader(writer).stringLike(like)).toBe(`${'x'.repeat(20)}😁`);
});

test('timestamps of the hour that the pack starts with are shorter than their text', () => {
  expect(
    packed([{ it: '2025-11-12T14:05:06Z', write: 'timestamp' }], '2025-11-12T14:00:00Z').text.length,
  ).toBe('2025-11-12T14:'.length + 1 + '05:06Z'.length + 1);
});

test.each([
  ['nothing at all', ''],
  ['a length without its text', '8ab'],
  ['a wide length without its text', '700'],
  ['digits without an end', 'PPPP'],
  ['more digits than an integer has', `${'o'.repeat(40)}0`],
  ['a character that is no digit', '!'],
  ['a digit beyond ASCII', '日'],
])('%s is refused as damaged', (_what, text) => {
  const pack = { text, wide: '日本' };
  expect(() => new PackReader(pack).string()).toThrow(StoreError);
  expect(() => new PackReader(pack).string()).toThrow(expect.objectContaining({ code: 'E_CORRUPT' }));
});

test('a word beyond the list, and a shared part longer than the other string, are refused as damaged', () => {
  const damaged = expect.objectContaining({ code: 'E_CORRUPT' });
  expect(() => new PackReader({ text: '4', wide: '' }).word(WORDS)).toThrow(damaged);
  expect(() => new PackReader({ text: '40', wide: '' }).stringLike('abc')).toThrow(damaged);
});

test('any text at all is read to its end or refused, whatever is asked for', () => {
  const kinds = fc.constantFrom(
    'integer',
    'string',
    'optionalString',
    'timestamp',
    'word',
    'optionalInteger',
  );
  const digits = fc.string({ unit: fc.constantFrom(...'0123OPQo a日😀') });
  fc.assert(
    fc.property(digits, digits, fc.array(kinds, { minLength: 1, maxLength: 20 }), (text, wide, asked) => {
      const reader = new PackReader({ text, wide });
      try {
        for (const kind of asked) reader[kind as 'word'](WORDS);
      } catch (error) {
        expect(error).toMatchObject({ code: 'E_CORRUPT' });
      }
    }),
    { numRuns: 2_000 },
  );
});

test('text that is not ASCII stands apart, so that one character does not widen the rest', () => {
  const writer = new PackWriter();
  for (const string of ['done ✓', '✓', 'é', '東京 tokyo 東京', 'a'.repeat(100), '日,'.repeat(20)]) {
    writer.string(string);
  }
  expect(writer.text).toMatch(/^[\0-\x7f]*$/);
  const reader = new PackReader(writer);
  expect([reader.string(), reader.string(), reader.string(), reader.string()]).toEqual([
    'done ✓',
    '✓',
    'é',
    '東京 tokyo 東京',
  ]);
  expect(reader.string()).toHaveLength(100);
  expect(reader.string()).toBe('日,'.repeat(20));
  expect(reader.isAtEnd).toBe(true);
});
