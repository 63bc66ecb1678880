// The reading table of the legacy format: required, optional, unknown and repeated keys.

import { describe, expect, test } from 'vitest';
import {
  accepts,
  file,
  INSTANCE,
  INSTANCE_KEYS,
  isRequired,
  MESSAGE,
  MESSAGE_KEYS,
  type Members,
  OPTIONAL,
  object,
  read,
  refuses,
  SESSION,
  SESSION_KEYS,
  withInstance,
  withMessage,
  without,
} from './suite/session-text.ts';

describe('required keys', () => {
  const cases = [
    ...SESSION_KEYS.filter(isRequired)
      .filter((key) => key !== 'model')
      .map((key) => [key, `[${object(without(SESSION, key))}]`, file({ [key]: 'null' })]),
    ...INSTANCE_KEYS.filter(isRequired).map((key) => [
      `instance ${key}`,
      file({ instances: `[${object(without(INSTANCE, key))}]` }),
      withInstance({ [key]: 'null' }),
    ]),
    ...MESSAGE_KEYS.filter((key) => key !== 'instanceId').map((key) => [
      `message ${key}`,
      file({ chatHistory: `[${object(without(MESSAGE, key))}]` }),
      withMessage({ [key]: 'null' }),
    ]),
  ] as [string, string, string][];

  test('are these many', () => expect(cases).toHaveLength(8 + 6 + 4));

  test.each(cases)('%s must be there and not null', (_key, missing, isNull) => {
    refuses(missing);
    refuses(isNull);
  });
});

describe('optional keys', () => {
  test.each(SESSION_KEYS.filter((key) => OPTIONAL.has(key)))(
    '%s of a session may be missing or null',
    (key) => {
      expect(read(`[${object(without(SESSION, key))}]`)).toEqual(read(file({ [key]: 'null' })));
      expect(read(file())).toMatchObject([{ [key]: null }]);
    },
  );

  test.each(INSTANCE_KEYS.filter((key) => OPTIONAL.has(key)))(
    '%s of an instance may be missing or null',
    (key) => {
      const missing = read(file({ instances: `[${object(without(INSTANCE, key))}]` }));
      expect(missing).toEqual(read(withInstance({ [key]: 'null' })));
      expect(missing).toMatchObject([{ instances: [{ [key]: null }] }]);
    },
  );

  test('instanceId of a message may be missing or null', () => {
    const missing = read(file({ chatHistory: `[${object(without(MESSAGE, 'instanceId'))}]` }));
    expect(missing).toEqual(read(withMessage({ instanceId: 'null' })));
    expect(missing).toMatchObject([{ chatHistory: [{ instanceId: null }] }]);
  });

  test.each(['nul', 'nulll', 'Null', 'NULL', 'undefined', 'None', 'NaN', ''])(
    'do not take %j for null',
    (word) => {
      refuses(file({ completedAt: word }));
      refuses(file({ totalDuration: word }));
      refuses(file({ runtimeMix: word }));
    },
  );
});

test('keys may come in any order, written in any way', () => {
  const backwards = Object.fromEntries(Object.entries(SESSION).toReversed());
  expect(read(`[${object(backwards)}]`)).toEqual(read(file()));
  const escaped = file().replace('"id"', '"\\u0069d"').replace('"task"', '"t\\u0061sk"');
  expect(read(escaped)).toEqual(read(file()));
  expect(Object.keys(read(`[${object(backwards)}]`)[0] ?? {})).toEqual(SESSION_KEYS);
});

describe('unknown keys', () => {
  test.each([
    ...[
      'null',
      'true',
      'false',
      '0',
      '-0',
      '1.5',
      '-1e-7',
      '1E+2',
      '1e999',
      '123456789012345678901234567890',
    ],
    ...[
      '""',
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"\\u0000"',
      '[]',
      '{}',
      '[[],{},[{}]]',
      '{"a":1,"a":2}',
      '{"":{}}',
    ],
    ...[
      '{"\\ud800":1}',
      '{"__proto__":null}',
      '[1,"2",null,true,{"k":[-1.5e+3]}]',
      '["\\/\\b\\f\\n\\r\\t\\"\\\\"]',
    ],
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`,
  ])('are dropped with any value that has the form of JSON (%#)', (value) => {
    const plain = read(file());
    expect(read(file({}, `,"unknown":${value}`))).toEqual(plain);
    expect(read(`[{"unknown":${value},${file().slice(2)}`)).toEqual(plain);
    accepts(withInstance({}, `,"unknown":${value}`));
    accepts(withMessage({}, `,"unknown":${value}`));
  });

  test.each([
    ...[
      '',
      'nul',
      'tru',
      'fals',
      'True',
      'undefined',
      'NaN',
      'Infinity',
      '-',
      '+1',
      '01',
      '-01',
      '1.',
      '.5',
      '1e',
      '1e+',
    ],
    ...[
      '0x10',
      '1_000',
      '1.5.5',
      '--1',
      '1a',
      '"',
      '"\\x"',
      '"\\u12"',
      '"\\u12g4"',
      '"\n"',
      '"\t"',
      '"\x00"',
      "'a'",
    ],
    ...[
      '[',
      ']',
      '[1,]',
      '[,1]',
      '[1 2]',
      '[1}',
      '{',
      '}',
      '{]',
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      '{,}',
      '{a:1}',
      '{1:2}',
    ],
    ...[
      '{"a" 1}',
      '{"a":1 "b":2}',
      '{"a":1]',
      '[[]',
      '[]]',
      '{null:1}',
      '{"a":\u00a01}',
      '/**/1',
      '["a"\0]',
      '{"a\n":1}',
    ],
  ])('fail the file with a value that has not: %j', (value) => {
    refuses(file({}, `,"unknown":${value}`));
    refuses(withMessage({}, `,"unknown":${value}`));
  });

  test('cannot stand without what separates them from the next member', () => {
    for (const separator of ['', ' ', '{', '[', ':', '}', ']', '.']) {
      refuses(`[{"unknown":1${separator}${file().slice(2)}`);
      refuses(`[{"unknown":1${separator}\n    ${file().slice(2)}`);
    }
  });

  test('may come again and again', () => accepts(file({}, ',"x":1,"x":2,"x":3')));

  test.each(['"Id"', '"ID"', '"id "', '"\\u0130d"', '"__proto__"', '"constructor"', '"created_at"', '""'])(
    'are all but the exact ones: %s',
    (key) => {
      refuses(file().replace('"id"', key));
      expect(read(file({}, `,${key}:1`))).toEqual(read(file()));
    },
  );

  test.each(['"\\ud800"', '"\\udfff x"', '"a\nb"', '"\\q"'])('must themselves be proper strings: %j', (key) =>
    refuses(file({}, `,${key}:1`)),
  );
});

describe('a known key twice', () => {
  test.each(SESSION_KEYS)('is refused: %s of a session', (key) => {
    const value = (SESSION as Members)[key];
    refuses(file({}, `,"${key}":${value}`));
    refuses(file({}, `,"\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}${key.slice(1)}":${value}`));
  });
  test.each(INSTANCE_KEYS)('is refused: %s of an instance', (key) =>
    refuses(withInstance({}, `,"${key}":${(INSTANCE as Members)[key]}`)),
  );
  test.each(MESSAGE_KEYS)('is refused: %s of a message', (key) =>
    refuses(withMessage({}, `,"${key}":${(MESSAGE as Members)[key]}`)),
  );
});
