// The reading table of the legacy format: texts, the text as a whole. See session-reader-keys.test.ts and -values.test.ts.
// A wrong accept is the worst failure here: it would let a file pass that the app cannot read.

import { describe, expect, test } from 'vitest';
import {
  accepts,
  file,
  INSTANCE,
  MESSAGE,
  object,
  read,
  refuses,
  SESSION,
  withMessage,
} from './suite/session-text.ts';

describe('a text without sessions', () => {
  test.each([
    '',
    ' ',
    '\t\n\r ',
    '\u000b\u000c',
    '\u0085',
    '\u00a0',
    '\u1680',
    '\u2000\u200a',
    '\u2028\u2029',
    '\u202f',
    '\u205f',
    '\u3000',
  ])('is empty for white space alone: %j', (text) => expect(read(text)).toEqual([]));

  test.each(['[]', ' [ ] ', '\n[\t]\r\n'])('is empty for an empty array: %j', (text) =>
    expect(read(text)).toEqual([]),
  );

  test.each(['\ufeff', '\ufeff[]', '[]\ufeff', ' \ufeff ', '\u200b', '\u180e', '\u2060', '\0', '\x1f'])(
    'is refused for what only looks blank: %j',
    refuses,
  );
});

describe('a text that is no array of sessions', () => {
  test.each([
    'null',
    '{}',
    object(SESSION),
    '"[]"',
    '0',
    'true',
    'undefined',
    '[null]',
    '[1]',
    '["s"]',
    '[true]',
    '[[]]',
    '[{}]',
  ])('is refused: %j', refuses);

  test.each([
    '[] x',
    '[],',
    '[][]',
    '[]\0',
    '[]\u00a0',
    '[]\u0085',
    '[]\u2028',
    '[]\u000b',
    '[]\u000c',
    '[]]',
    '[]//',
  ])('is refused for text behind it: %j', refuses);

  test.each(['\u00a0[]', '\u0085[]', '\u3000[]', '\u000b[]', '[\u00a0]', '[\u000c]', '\0[]', '[\0]'])(
    'is refused for white space that JSON does not know: %j',
    refuses,
  );

  test.each(['[', '[{', '{', ']', '[{"id"', '[{"id":', '[{"id":"', file().slice(0, -1), file().slice(0, -2)])(
    'is refused when it is torn: %j',
    refuses,
  );

  test('is refused at every place where a write can have stopped', () => {
    const whole = file(
      { instances: `[${object(INSTANCE)}]`, chatHistory: `[${object(MESSAGE)}]` },
      ',"x":[1,{"y":2}]',
    );
    accepts(whole);
    for (let end = 1; end < whole.length; end++) refuses(whole.slice(0, end));
  });

  test('is refused with the tail of a longer earlier write', () => {
    const long = file({ task: '"a longer task than the one that was written over it"' });
    refuses(file() + long.slice(file().length));
  });

  test.each([
    '[,]',
    '[]/**/',
    '/**/[]',
    '// none\n[]',
    '[ /* none */ ]',
    `[${object(SESSION)},]`,
    `[,${object(SESSION)}]`,
    `[${object(SESSION)}${object(SESSION)}]`,
    `[${object(SESSION)},,${object(SESSION)}]`,
    `[${object(SESSION)} ${object(SESSION)}]`,
    file({}, ','),
    file({ instances: '[,]' }),
    file({ instances: `[${object(INSTANCE)},]` }),
    file({ runtimeMix: '["a",]' }),
    file({ runtimeMix: '["a" "b"]' }),
    file().replace('"id":', '"id"'),
    file().replace('"id":', '"id"::'),
    file().replace('"id":', '"id"='),
    file().replace('"id"', "'id'"),
    file().replace('"id"', 'id'),
    file().replace('"s"', "'s'"),
    file().replace(',"type"', ' "type"'),
    file().replace(',"type"', ',,"type"'),
    file().replace('{', '{,'),
  ])('is refused for what other JSON dialects allow: %j', refuses);
});

test.each(['\u0020', '\t', '\n', '\r', '\r\n \t'])(
  'white space %j may stand between any two tokens',
  (space) => {
    const spaced = withMessage({ instanceId: '7' }, ',"x":[1,{"y":[]},{}]')
      .replace(/("(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+)/g, `$1${space}`)
      .replace(/^/, space);
    expect(read(spaced)).toEqual(read(withMessage({ instanceId: '7' })));
  },
);

test('one bad field in one session fails the whole file', () => {
  const good = object(SESSION);
  refuses(`[${good},${good},${object({ ...SESSION, winnerId: '1.5' })},${good}]`);
});

test('a refusal says where, and never what', () => {
  try {
    read(`[\n${object(SESSION)},\n  ${object({ ...SESSION, task: '"secret' })}]`);
    expect.fail('accepted');
  } catch (error) {
    expect(error).toMatchObject({ data: { line: 3, column: expect.any(Number) } });
    expect(String(error)).not.toContain('secret');
  }
});
