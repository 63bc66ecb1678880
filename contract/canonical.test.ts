import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitrarySession, arbitrarySessions } from '../sessions/arbitraries/any-session.ts';
import { sessionDigest, sessionsDigest, sessionsEqual } from './canonical.ts';
import { DIFFERENCES_MAX, differences } from './differences.ts';
import { digestOfText } from './digest.ts';
import { freezeSession, type WorktreeSession } from './session.ts';
import { readSessions } from './session-reader.ts';
import { canonicalText, writeSessions } from './session-writer.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const [sample] = fc.sample(arbitrarySession, { numRuns: 1, seed: 7 }) as [WorktreeSession];

test('the digest of a text is its SHA-256', () => {
  // Published test vector (FIPS 180-4 examples).
  expect(digestOfText('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a session is identified by the SHA-256 of its canonical form', () => {
  expect(sessionDigest(sample)).toBe(sha256(canonicalText(sample)));
  expect(sessionsDigest([sample, sample])).toBe(
    sha256(`${canonicalText(sample)}\n${canonicalText(sample)}\n`),
  );
  expect(sessionsDigest([])).toBe(sha256(''));
});

test('the order of sessions is part of a list’s digest', () => {
  const other = { ...sample, id: `${sample.id}2` };
  expect(sessionsDigest([sample, other])).not.toBe(sessionsDigest([other, sample]));
});

test('sessions are equal, digests are equal and nothing differs: all three or none', () => {
  fc.assert(
    fc.property(arbitrarySession, arbitrarySession, fc.boolean(), (left, other, isCopy) => {
      const right = isCopy ? (readSessions(writeSessions([left]))[0] as WorktreeSession) : other;
      const isEqual = sessionsEqual(left, right);
      expect(sessionDigest(left) === sessionDigest(right)).toBe(isEqual);
      expect(differences(left, right).length === 0).toBe(isEqual);
      if (isCopy) expect(isEqual).toBe(true);
    }),
  );
});

describe('differences', () => {
  test.each<[unknown, unknown, [string, string][]]>([
    [1, 1, []],
    [1, 1n, [['', 'changed']]],
    [1n, 1n, []],
    [null, undefined, [['', 'changed']]],
    [0, -0, [['', 'changed']]],
    ['e\u0301', '\u00e9', [['', 'changed']]],
    [{ a: 1 }, { a: 2 }, [['/a', 'changed']]],
    [{ a: 1 }, {}, [['/a', 'missing']]],
    [{}, { a: 1 }, [['/a', 'extra']]],
    [{ a: null }, {}, [['/a', 'missing']]],
    [
      { a: { b: [1, 2] } },
      { a: { b: [1, 3, 4] } },
      [
        ['/a/b/1', 'changed'],
        ['/a/b/2', 'extra'],
      ],
    ],
    [[1, 2], [1], [['/1', 'missing']]],
    [[], {}, [['', 'changed']]],
    [{ '~/': 1 }, { '~/': 2 }, [['/~0~1', 'changed']]],
    [{ '': 1 }, { '': 2 }, [['/', 'changed']]],
    [{ a: 1 }, JSON.parse('{"a":1,"__proto__":2}'), [['/__proto__', 'extra']]],
  ])('%o and %o', (left, right, expected) => {
    expect(differences(left, right)).toEqual(expected.map(([pointer, kind]) => ({ pointer, kind })));
  });

  test('name the record that changed by its place', () => {
    const changed = {
      ...sample,
      chatHistory: [
        ...sample.chatHistory,
        { id: 'm', role: '', content: '', timestamp: '', instanceId: null },
      ],
    };
    expect(differences([sample], [changed])).toEqual([
      { pointer: `/0/chatHistory/${sample.chatHistory.length}`, kind: 'extra' },
    ]);
  });

  test('stop at a limit', () => {
    const many = Array.from({ length: DIFFERENCES_MAX * 3 }, (_, index) => index);
    expect(
      differences(
        many,
        many.map((value) => value + 1),
      ),
    ).toHaveLength(DIFFERENCES_MAX);
    expect(differences(many, [])).toHaveLength(DIFFERENCES_MAX);
    expect(differences([], many)).toHaveLength(DIFFERENCES_MAX);
    const nested = many.map((value) => [value, value]);
    expect(
      differences(
        nested,
        nested.map(([value = 0]) => [value, -1 - value]),
      ),
    ).toHaveLength(DIFFERENCES_MAX);
  });

  test('are the same seen from the other side, with missing for extra', () => {
    fc.assert(
      fc.property(arbitrarySessions, arbitrarySessions, (left, right) => {
        const there = differences(left, right);
        const back = differences(right, left);
        fc.pre(there.length < DIFFERENCES_MAX);
        const mirror = { changed: 'changed', missing: 'extra', extra: 'missing' } as const;
        const byPointer = (list: typeof there) =>
          list.map(({ pointer, kind }) => `${pointer} ${kind}`).toSorted();
        expect(byPointer(back)).toEqual(
          byPointer(there.map(({ pointer, kind }) => ({ pointer, kind: mirror[kind] }))),
        );
      }),
    );
  });
});

test('a frozen session is frozen in all its parts', () => {
  fc.assert(
    fc.property(arbitrarySession, (session) => {
      const frozen = freezeSession(session);
      const parts = [
        frozen,
        frozen.instances,
        frozen.chatHistory,
        ...frozen.instances,
        ...frozen.chatHistory,
      ];
      expect(
        parts.every(Object.isFrozen) && (frozen.runtimeMix === null || Object.isFrozen(frozen.runtimeMix)),
      ).toBe(true);
    }),
  );
});
