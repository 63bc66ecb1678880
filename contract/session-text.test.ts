// Reader and writer together: what is written is what the app writes, and reading it back loses nothing.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySession, arbitrarySessions } from '../sessions/arbitraries/any-session.ts';
import { checkedSession } from './arguments.ts';
import { JsonCursor } from './json-cursor.ts';
import { writeJson } from './json-text.ts';
import { parseJson } from './json-value.ts';
import type { WorktreeSession } from './session.ts';
import { readSession, readSessions } from './session-reader.ts';
import { canonicalText, writeSessions } from './session-writer.ts';
import { amountOf } from './suite/amounts.ts';
import { anyCharacter } from './suite/any-text.ts';
import { file } from './suite/session-text.ts';

const minimal = (more: Partial<WorktreeSession> = {}): WorktreeSession =>
  checkedSession({
    ...{
      id: 'a',
      type: '',
      task: '',
      status: '',
      createdAt: '',
      updatedAt: '',
      instances: [],
      chatHistory: [],
    },
    ...more,
  });

describe('writing', () => {
  test('an empty list is two characters', () => expect(writeSessions([])).toBe('[]'));

  test('keeps every digit of a large integer', () => {
    const text = writeSessions([minimal(), minimal({ totalDuration: 2n ** 64n - 1n })]);
    expect(text).toContain('"totalDuration": 18446744073709551615,\n');
    expect(writeJson({ sum: 2n ** 53n + 1n })).toBe('{"sum":9007199254740993}');
  });

  test('does not hide a failure of JSON.stringify', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(() => writeJson(circular)).toThrow(TypeError);
    const bad = {
      toJSON: () => {
        throw new RangeError('no');
      },
    };
    expect(() => writeJson(bad)).toThrow(RangeError);
  });

  test('escapes exactly what the app escapes', () => {
    const all = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code)).join('');
    const text = canonicalText(minimal({ task: `${all}\u0080\u2028\u2029\ufeff\uffff日😀` }));
    expect(text).toContain(
      '"task":"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f' +
        '\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f' +
        ' !\\"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7f' +
        '\u0080\u2028\u2029\ufeff\uffff日😀"',
    );
  });

  test('indents instances, messages and the runtime mix as the app does', () => {
    const text = writeSessions([minimal({ runtimeMix: ['claude', 'codex'] }), minimal({ runtimeMix: [] })]);
    expect(text).toContain('\n    "runtimeMix": [\n      "claude",\n      "codex"\n    ],\n');
    expect(text).toContain('\n    "runtimeMix": [],\n');
    expect(text.endsWith('\n  }\n]')).toBe(true);
  });
});

test('what was written is read back equal, and written again the same', () => {
  fc.assert(
    fc.property(arbitrarySessions, (sessions) => {
      const text = writeSessions(sessions);
      const read = readSessions(text);
      expect(read).toEqual(sessions);
      expect(writeSessions(read)).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test('the canonical form of a session is read back equal', () => {
  fc.assert(
    fc.property(arbitrarySession, (session) => {
      expect(readSession(new JsonCursor(canonicalText(session)))).toEqual(session);
    }),
  );
});

/** What both parsers take: spaces anywhere, keys in any order, escapes instead of characters. */
const respelled = fc.record({
  sessions: arbitrarySessions,
  indent: fc.constantFrom('', ' ', '\t', 7),
  isReversed: fc.boolean(),
  isEscaped: fc.boolean(),
});

test('reading agrees with JSON.parse on every spelling of the same sessions', () => {
  fc.assert(
    fc.property(respelled, ({ sessions, indent, isReversed, isEscaped }) => {
      const small = sessions.map((session) => ({
        ...session,
        totalDuration: Number(session.totalDuration) % 1000,
      }));
      let text = JSON.stringify(isReversed ? small.map(reversedKeys) : small, null, indent);
      if (isEscaped) text = text.replace(/[^ -~]/g, (unit) => (unit < ' ' ? unit : escapeOf(unit)));
      const parsed = JSON.parse(text) as WorktreeSession[];
      expect(readSessions(text)).toEqual(parsed);
      expect(parseJson(text)).toEqual(parsed);
    }),
    { numRuns: 300 },
  );
});

const reversedKeys = (value: object): object => Object.fromEntries(Object.entries(value).toReversed());
const escapeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const STRIDE = amountOf('CHANGED_TEXT_STRIDE');
const oneCharacterChanged = 'with one character changed is refused, or means what JSON.parse says it means';

test(`a text ${oneCharacterChanged}`, () => expectAgreement((text) => text));
test(`a text in the app’s layout ${oneCharacterChanged}`, () => {
  expectAgreement((text) => text.replace(/([{,])"(\w+)":/g, '$1\n    "$2": '));
});

function expectAgreement(laidOut: (text: string) => string): void {
  const members = file({
    task: '"a\\n\\u00e9\\ud83d\\ude00b"',
    totalDuration: '12',
    preserveWorktrees: 'true',
  });
  const valid = laidOut(`[{"x":[1.5,{"y":null}],${members.slice(2)}`);
  const units = [...'{}[]:,"\\ \t\n\r\0u0123456789abcdefntE+-./eé\u00a0\ufeff', '', '""', '\\"', 'null'];
  let accepted = 0;
  let nth = 0;
  for (let at = 0; at < valid.length; at++) {
    for (const unit of units) {
      for (const removed of [0, 1]) {
        if (nth++ % STRIDE !== 0) continue;
        const text = valid.slice(0, at) + unit + valid.slice(at + removed);
        if (agreesWithJsonParse(text)) accepted++;
      }
    }
  }
  expect(accepted).toBeGreaterThan(1_000 / STRIDE);
}

/** Whether the text was accepted. The app's reader takes nothing that JSON.parse refuses. */
function agreesWithJsonParse(text: string): boolean {
  const read = attempt(() => readSessions(text));
  if (read === undefined) return false;
  const parsed = attempt(() => JSON.parse(text) as Record<string, unknown>[]);
  expect(parsed, text).toBeDefined();
  for (const [key, value] of Object.entries(read[0] ?? {})) {
    expect(value, text).toEqual(parsed?.[0]?.[key] ?? null);
  }
  return true;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

describe('any JSON value', () => {
  test('is read as JSON.parse reads it, integers exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: anyCharacter, maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(writeJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
    expect(parseJson('[18446744073709551615, 9007199254740993, 1]')).toEqual([
      2n ** 64n - 1n,
      2n ** 53n + 1n,
      1,
    ]);
  });

  test('has its other numbers kept as they are spelled', () => {
    expect(parseJson('[1.0, -0, 1e3]')).toMatchObject([
      { spelling: '1.0' },
      { spelling: '-0' },
      { spelling: '1e3' },
    ]);
    expect(JSON.stringify(parseJson('{"a": 1.50}'))).toBe('{"a":1.5}');
  });

  test('keeps the last of repeated keys, and __proto__ as an ordinary one', () => {
    expect(parseJson('{"a": 1, "a": 2}')).toEqual({ a: 2 });
    expect(Object.hasOwn(parseJson('{"__proto__": 1}') as object, '__proto__')).toBe(true);
  });

  test.each([
    '',
    ' ',
    '[',
    '{',
    '{"a"}',
    '[1,]',
    '{"a":1,}',
    '"\\ud800"',
    'nul',
    '01',
    '1 2',
    '\ufeff1',
    "'a'",
    '{1:2}',
  ])('is refused when it is none: %j', (text) =>
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'E_PARSE' })),
  );

  test('is refused when it is nested too deeply, without a stack overflow', () => {
    expect(() => parseJson('['.repeat(100_000))).toThrow('recursion limit exceeded');
    expect(parseJson(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeDefined();
  });
});
