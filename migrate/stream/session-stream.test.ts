// The stream answers what the whole-file reader answers, sessions and error texts, wherever chunks begin and end.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText, writeSessions } from '../../contract/session-writer.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { decodeSessions } from '../../impl-json/index.ts';
import { arbitrarySessions } from '../../sessions/arbitraries/any-session.ts';
import { type ChunkSource, readSessionStream } from './session-stream.ts';

const RUNS = amountOf('STOREPROOF_STREAM_RUNS');

/** As a file is read: every chunk in the same buffer. */
const sourceOf = (bytes: Buffer, size: number): ChunkSource => ({
  *chunks() {
    const buffer = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size) {
      yield buffer.subarray(0, bytes.copy(buffer, 0, at, at + size));
    }
  },
});

function outcome(read: () => Iterable<unknown>): string {
  try {
    return [...read()].map((session) => canonicalText(session as never)).join('\n');
  } catch (error) {
    const { code, message, data } = error as { code: string; message: string; data: object };
    return JSON.stringify({ code, message, data: code === 'E_PARSE' ? data : {} });
  }
}

function expectSame(bytes: Buffer, sizes: readonly number[] = [1, 7, 65_536]): void {
  const whole = outcome(() => decodeSessions(bytes));
  for (const size of sizes) expect(outcome(() => readSessionStream(sourceOf(bytes, size)))).toBe(whole);
}

const ODD_TEXTS = [
  '',
  ' \n\t',
  '\u0085\u3000\u2028',
  '\u3000[]',
  '\ufeff',
  '\ufeff[]',
  '[]',
  ' [ ] \n',
  '[] x',
  '[],',
  '[',
  '[,]',
  '[5]',
  '["a"]',
  '[null]',
  '{}',
  'null',
  '[[]]',
  '[{}',
  '[{}]',
  '[{]}',
  '[{"id":"\\',
  '[{"id":"\\"',
  '[{"id":"a\\\\","x":[1,{"y":"]}"}]}]',
  '[{"id":"\ud800"}]',
  '[{"id":"日本😀\n"}]',
  '日[',
  '[日]',
  '\n\n日😀 x',
  '\0',
  '[]\0',
];

test.each(ODD_TEXTS)('odd text %j', (text) => expectSame(Buffer.from(text, 'utf8')));

test.each([
  '5b5dff',
  'ff',
  '5b7be3',
  'e38080',
  'e380',
  '5be38081',
  'f09f9880',
  '5b5df09f98',
  '5bc0805d',
  '20eda080',
])('odd bytes %s', (hex) => expectSame(Buffer.from(hex, 'hex')));

/** Cuts, drops, repeats and replaces bytes. */
type Damage = { readonly at: number; readonly remove: number; readonly insert: string };
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.nat(),
  remove: fc.constantFrom(0, 0, 1, 1, 2, 30, 1_000_000),
  insert: fc.oneof(
    fc.constantFrom(
      '',
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      '\n',
      '日',
      '\0',
      ' ',
      '1',
      '\\u',
      '\\ud83d',
      ':',
    ),
    fc.constantFrom('[]', '{}', '},\n  {', 'null', '\ufeff', '{"id":"x"}', '"id":"x",'),
  ),
});

function damaged(bytes: Buffer, damages: readonly Damage[]): Buffer {
  return damages.reduce((now, { at, remove, insert }) => {
    const from = at % (now.length + 1);
    return Buffer.concat([now.subarray(0, from), Buffer.from(insert), now.subarray(from + remove)]);
  }, bytes);
}

test('sound and damaged files of generated sessions', () => {
  const layouts = [
    (text: string) => text,
    (text: string) => text.replaceAll('\n', '\r\n'),
    (text: string) => JSON.stringify(JSON.parse(text)),
    (text: string) => `\n ${text}\n\n`,
  ];
  fc.assert(
    fc.property(
      arbitrarySessions,
      fc.constantFrom(...layouts),
      fc.array(damage, { maxLength: 2 }),
      fc.constantFrom(1, 2, 7, 64, 65_536),
      (sessions, layout, damages, size) => {
        expectSame(damaged(Buffer.from(layout(writeSessions(sessions)), 'utf8'), damages), [size]);
      },
    ),
    { numRuns: RUNS },
  );
});
