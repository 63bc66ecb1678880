// The reading table of the legacy format: the values of fields, and records as positional arrays.

import { describe, expect, test } from 'vitest';
import {
  accepts,
  file,
  INSTANCE,
  MESSAGE,
  object,
  positional,
  read,
  refuses,
  SESSION,
  withInstance,
  withMessage,
} from './suite/session-text.ts';

const U32_PLACES: readonly [string, (value: string) => string][] = [
  ...['timeoutSeconds', 'winnerId', 'totalFilesChanged', 'totalLinesAdded', 'totalLinesDeleted'].map(
    (key): [string, (value: string) => string] => [key, (value) => file({ [key]: value })],
  ),
  ...['instanceId', 'filesChanged', 'linesAdded', 'linesDeleted'].map(
    (key): [string, (value: string) => string] => [
      `instance ${key}`,
      (value) => withInstance({ [key]: value }),
    ],
  ),
  ['message instanceId', (value) => withMessage({ instanceId: value })],
];
const NO_INTEGERS = [
  ...[
    '1.0',
    '1e0',
    '1E0',
    '0.0',
    '0e0',
    '-0',
    '-1',
    '-0.0',
    '+1',
    '"1"',
    '""',
    'true',
    'false',
    '[]',
    '[1]',
    '{}',
  ],
  ...[
    '01',
    '00',
    '1.',
    '.1',
    '0x1',
    '1_0',
    '1n',
    '1e',
    'NaN',
    'Infinity',
    '1e400',
    '-',
    '1 2',
    '1,2',
    '１',
    '٣',
  ],
];

describe('integers', () => {
  test.each(U32_PLACES)('%s takes 0 to 4294967295', (_place, fileOf) => {
    for (const value of ['0', '1', '10', '4294967295']) accepts(fileOf(value));
    for (const value of [
      '4294967296',
      '9007199254740993',
      '18446744073709551615',
      '99999999999999999999999',
    ]) {
      refuses(fileOf(value));
    }
  });

  test.each(U32_PLACES)('%s takes nothing but plain digits', (_place, fileOf) => {
    for (const value of NO_INTEGERS) refuses(fileOf(value));
  });

  test.each([
    ['0', 0],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', 9_007_199_254_740_992n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['18446744073709551614', 18_446_744_073_709_551_614n],
    ['18446744073709551615', 18_446_744_073_709_551_615n],
  ])('totalDuration keeps every digit of %s', (digits, value) => {
    expect(read(file({ totalDuration: digits }))).toMatchObject([{ totalDuration: value }]);
  });

  test.each([
    '18446744073709551616',
    '18446744073709551620',
    '28446744073709551615',
    '100000000000000000000',
    ...NO_INTEGERS,
  ])('totalDuration refuses %s', (value) => refuses(file({ totalDuration: value })));
});

test.each([
  '0',
  '1',
  '"true"',
  '"false"',
  'True',
  'TRUE',
  'truefalse',
  'truex',
  '[]',
  '{}',
  '""',
  't',
  'yes',
])('a boolean is not %s', (value) => refuses(file({ preserveWorktrees: value })));

test('a boolean is true or false', () => {
  expect(read(file({ preserveWorktrees: 'true' }))).toMatchObject([{ preserveWorktrees: true }]);
  expect(read(file({ preserveWorktrees: 'false' }))).toMatchObject([{ preserveWorktrees: false }]);
});

describe('strings', () => {
  const places: readonly ((value: string) => string)[] = [
    (value) => file({ task: value }),
    (value) => file({ completedAt: value }),
    (value) => file({ runtimeMix: `[${value}]` }),
    (value) => withInstance({ output: value }),
    (value) => withMessage({ content: value }),
  ];

  test.each(Array.from({ length: 0x20 }, (_, code) => code))('hold no raw character %i', (code) => {
    const raw = String.fromCharCode(code);
    for (const place of places) {
      for (const text of [
        raw,
        `a${raw}`,
        `${raw}z`,
        `\\n${raw}`,
        `é${raw}`,
        `${'x'.repeat(100)}${raw}${'y'.repeat(100)}`,
      ]) {
        refuses(place(`"${text}"`));
      }
    }
  });

  test.each([
    ...[
      '\\a',
      '\\x41',
      '\\0',
      '\\v',
      "\\'",
      '\\U0041',
      '\\',
      '\\u',
      '\\u1',
      '\\u12',
      '\\u123',
      '\\u123g',
      '\\u 123',
      '\\u+123',
    ],
    ...['\\u{41}', '\\\n', '\\N', '\\u00e', '\\é', '\\ud83d\\u', '\\ud83d\\ude0', '\\u１２３４'],
  ])('hold no escape %j', (spelling) => {
    for (const place of places) {
      refuses(place(`"${spelling}"`));
      refuses(place(`"long enough to be looked at in another way ${spelling} and then some"`));
    }
  });

  test.each([
    ...[
      '\\ud800',
      '\\udbff',
      '\\udc00',
      '\\udfff',
      '\\ud800x',
      '\\ud800\\n',
      '\\ud800\\u0041',
      '\\ud800\\ud800',
    ],
    ...[
      '\\udc00\\ud800',
      '\\ud83d\\ud83d\\ude00',
      '\\ud83d\\ude00\\ude00',
      '\\uD83D😀',
      '😀\\ude00',
      '\\ud83d \\ude00',
    ],
  ])('hold no unpaired surrogate %s', (spelling) => {
    for (const place of places) refuses(place(`"a${spelling}z"`));
  });

  test.each([
    ['""', ''],
    ['"\\u0000"', '\0'],
    ['"\\u001f\\u007F"', '\x1f\x7f'],
    ['"\\ud83d\\ude00\\uD83D\\uDE00"', '😀😀'],
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
    ['"\\\\"', '\\'],
    ['"\\\\\\\\"', '\\\\'],
    ['"\\\\\\""', '\\"'],
    ['"\\\\u0041"', '\\u0041'],
    ['"\x7f\u0080\u2028\u2029\ufeff\uffff"', '\x7f\u0080\u2028\u2029\ufeff\uffff'],
    ['"日本語 한국어 😀"', '日本語 한국어 😀'],
    ['"e\u0301 \u00e9"', 'e\u0301 \u00e9'],
    ['"],}:[{ //"', '],}:[{ //'],
    [`"${'x'.repeat(200_000)}\\n${'y'.repeat(200_000)}"`, `${'x'.repeat(200_000)}\n${'y'.repeat(200_000)}`],
  ])('are read as they are meant (%#)', (value, text) => {
    expect(read(file({ task: value }))).toMatchObject([{ task: text }]);
    expect(read(file({ runtimeMix: `[${value},${value}]` }))).toMatchObject([{ runtimeMix: [text, text] }]);
  });

  test.each(['1', 'true', '[]', '{}', 'a', "'a'", '`a`', '"a', 'a"', '"a" "b"', '"a"b', '"a"+"b"'])(
    'are not %s',
    (value) => {
      for (const place of places) refuses(place(value));
    },
  );
});

test.each(['{}', '"[]"', '0', 'true', '[null]', '[1]', '["a"]', '[[]]', '[{}]'])(
  'instances and chat are not %s',
  (value) => {
    refuses(file({ instances: value }));
    refuses(file({ chatHistory: value }));
  },
);

test.each(['{}', '"a"', '0', 'true', '[null]', '[1]', '[["a"]]', '[{}]'])('runtimeMix is not %s', (value) =>
  refuses(file({ runtimeMix: value })),
);

describe('a positional array', () => {
  const session = positional({
    ...SESSION,
    instances: `[${positional(INSTANCE)}]`,
    chatHistory: `[${positional(MESSAGE)}]`,
  });

  test('stands for a session, an instance and a message', () => {
    const plain = file({ instances: `[${object(INSTANCE)}]`, chatHistory: `[${object(MESSAGE)}]` });
    expect(read(`[${session}]`)).toEqual(read(plain));
    expect(read(`[${session},${plain.slice(1)}`)).toHaveLength(2);
  });

  test.each([0, 1, 17, 19, 20])('of %i values is no session', (count) =>
    refuses(`[${positional(SESSION, count)}]`),
  );
  test.each([0, 1, 14, 16])('of %i values is no instance', (count) =>
    refuses(file({ instances: `[${positional(INSTANCE, count)}]` })),
  );
  test.each([0, 4, 6])('of %i values is no message', (count) =>
    refuses(file({ chatHistory: `[${positional(MESSAGE, count)}]` })),
  );

  test.each([
    `[${session.slice(0, -1)},]]`,
    `[[,${session.slice(1)}]`,
    `[${session.replace('"s",', '"s" ')}]`,
  ])('with a comma wrong is refused (%#)', refuses);

  test('has its values checked like any other', () => {
    refuses(`[${positional({ ...SESSION, id: 'null' })}]`);
    refuses(`[${positional({ ...SESSION, timeoutSeconds: '1.0' })}]`);
    refuses(`[${positional({ ...SESSION, id: '"a"', type: '1' })}]`);
  });
});
