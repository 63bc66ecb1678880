import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './suite/any-text.ts';
import { compareText } from './text-order.ts';

test.each([
  ['', '', 0],
  ['', 'a', -1],
  ['a', 'aa', -1],
  ['a', 'b', -1],
  ['Z', 'a', -1],
  ['\0', 'a', -1],
  ['～', '😀', -1],
  ['\uffff', '😀', -1],
  ['\ue000', '\u{10ffff}', -1],
  ['😀', '😁', -1],
  ['a😀', 'a～', 1],
])('%j against %j', (left, right, sign) => {
  expect(Math.sign(compareText(left, right))).toBe(sign);
  expect(Math.sign(compareText(right, left))).toBe(0 - sign + 0);
});

test('the order of texts is that of their UTF-8 bytes', () => {
  const text = fc.oneof(
    anyText({ maxLength: 4 }),
    fc
      .array(fc.constantFrom('a', 'é', '～', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10000}', '\u{10ffff}'))
      .map((units) => units.join('')),
  );
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(Math.sign(compareText(left, right))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    }),
    { numRuns: 1_000 },
  );
});
