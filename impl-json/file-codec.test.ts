import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import type { SessionList } from '../contract/session-list.ts';
import { anyText } from '../contract/suite/any-text.ts';
import { sampleMessage, sampleSession } from '../contract/suite/samples.ts';
import { RememberingCodec } from './file-codec.ts';
import { decodeSessions, encodeSessions } from './session-file.ts';

const FILE = 'any.json';

const session = (id: string, task = 'task'): WorktreeSession =>
  sampleSession(id, { task, chatHistory: [sampleMessage('m', { content: task })] });

/** Has read this once, and once in parts. */
function codecAfter(bytes: Buffer): RememberingCodec {
  const codec = new RememberingCodec();
  for (let time = 0; time < 2; time++) answer(() => codec.decode(FILE, bytes));
  return codec;
}

const answer = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
};

const requireSame = (codec: RememberingCodec, bytes: Buffer): void =>
  expect(answer(() => codec.decode(FILE, bytes))).toEqual(answer(() => decodeSessions(bytes)));

const sessions = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), anyText()), { maxLength: 6 });
const listOf = (pairs: readonly (readonly [string, string])[]): WorktreeSession[] =>
  pairs.map(([id, task]) => session(id, task));

test('whatever comes after a file is read as if the file had not been read before', () => {
  fc.assert(
    fc.property(sessions, sessions, (before, after) => {
      const codec = codecAfter(encodeSessions(listOf(before)));
      requireSame(codec, encodeSessions(listOf(after)));
      requireSame(codec, encodeSessions(listOf(before)));
    }),
  );
});

test('a file in which any bytes were replaced is read, or refused with the same words, as if it were new', () => {
  const whole = encodeSessions([session('a'), session('b', 'ü日'), session('c')]);
  const place = fc.nat({ max: whole.length });
  fc.assert(
    fc.property(place, fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 8 }), (at, length, put) => {
      const spoiled = Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + length)]);
      const codec = codecAfter(whole);
      requireSame(codec, spoiled);
      requireSame(codec, whole);
    }),
    { numRuns: 1_000 },
  );
});

test('parts of a known file in any other arrangement are read as if they were new', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) =>
    encodeSessions([session(id)])
      .toString()
      .slice(1, -2),
  );
  const heads = ['[', ',', '', ']'];
  const known = Buffer.from(`[${a},${b},${c}\n]`);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...heads), fc.constantFrom(a, b, c, '')), { maxLength: 5 }),
      fc.constantFrom('\n]', ']', ''),
      (parts, end) => {
        requireSame(codecAfter(known), Buffer.from(parts.flat().join('') + end));
      },
    ),
    { numRuns: 1_000 },
  );
});

const STEPS: Record<string, (list: SessionList, at: number, one: WorktreeSession) => SessionList> = {
  add: (list, _at, one) => [...list, one],
  front: (list, _at, one) => [one, ...list],
  put: (list, at, one) => list.toSpliced(at, 1, one),
  remove: (list, at) => list.toSpliced(at, 1),
};

describe('writing', () => {
  test('the bytes are those of the app, whatever of the list was read before', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.nat(), anyText()), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(sessions, steps, (start, changes) => {
        let bytes = encodeSessions(listOf(start));
        const codec = codecAfter(bytes);
        for (const [kind, number, text] of changes) {
          const list = codec.decode(FILE, bytes);
          const next = STEPS[kind]?.(list, number % Math.max(list.length, 1), session('d', text)) ?? list;
          bytes = codec.encode(FILE, next);
          expect(bytes.equals(encodeSessions(next))).toBe(true);
        }
      }),
    );
  });

  test('a file that another program laid out in its own way is written as the app does', () => {
    const plain = encodeSessions([session('a'), session('b')]).toString();
    const odd = [plain.replace('"task"', '"x": 1, "task"'), plain.replace('"a"', '"\\u0061"'), `${plain}\n`];
    for (const text of ['[]', '[\n]', '', JSON.stringify(JSON.parse(plain)), ...odd]) {
      const codec = codecAfter(Buffer.from(text));
      const list = [...codec.decode(FILE, Buffer.from(text)), session('c')];
      expect(codec.encode(FILE, list).equals(encodeSessions(list))).toBe(true);
    }
  });

  test('a caller who changes the list that he got changes nothing that is remembered', () => {
    const bytes = encodeSessions([session('a'), session('b')]);
    const codec = codecAfter(bytes);
    (codec.decode(FILE, bytes) as WorktreeSession[]).pop();
    expect(codec.decode(FILE, bytes)).toHaveLength(2);
    expect(Object.isFrozen(codec.decode(FILE, bytes)[0])).toBe(true);
  });
});
