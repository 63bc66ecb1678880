// What counts as lost when a file takes a workspace's place: judged here by looking for every value, whatever the rule is.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantUs, UNKNOWN_INSTANT } from '../../contract/instant.ts';
import { writeJson } from '../../contract/json-text.ts';
import type { WorktreeSession } from '../../contract/session.ts';
import { arbitraryMessage, arbitrarySession } from '../../sessions/arbitraries/any-session.ts';
import { wouldLose } from './would-lose.ts';

const STAMPS = [
  '2025-11-12T10:00:00Z',
  '2025-11-12T23:30:00+09:00',
  '2025-11-12 20:00:00+00:00',
  '2026-01-01',
  '',
];
const aTime = fc.constantFrom(...STAMPS);

/** A record as somebody may have left it later, or earlier. */
const changed = (session: WorktreeSession): fc.Arbitrary<WorktreeSession> =>
  fc
    .record({
      other: arbitrarySession,
      fields: fc.subarray(Object.keys(session) as (keyof WorktreeSession)[], { maxLength: 2 }),
      messages: fc.array(arbitraryMessage, { maxLength: 2 }),
      more: fc.string({ maxLength: 2 }),
      updatedAt: aTime,
    })
    .map(({ other, fields, messages, more, updatedAt }) => ({
      ...session,
      ...Object.fromEntries(
        fields.filter((name) => name !== 'chatHistory' && name !== 'id').map((name) => [name, other[name]]),
      ),
      updatedAt,
      chatHistory: [...session.chatHistory, ...messages],
      instances: session.instances.map((instance) => ({
        ...instance,
        output: instance.output === null ? null : instance.output + more,
      })),
    }));

const aPair = fc
  .array(
    arbitrarySession.chain((session) => fc.tuple(fc.constant(session), aTime)),
    { maxLength: 4 },
  )
  .chain((held) => {
    const sessions = held.map(([session, updatedAt]) => ({ ...session, updatedAt }));
    const list = fc.tuple(
      ...sessions.map((session) => fc.option(fc.oneof(fc.constant(session), changed(session)), { freq: 9 })),
    );
    return fc.tuple(
      fc.constant(sessions),
      list.map((each) => each.filter((session) => session !== null)),
    );
  });

/** Every value of a record by where it stands, but for statuses and the time of the change, which are replaced. */
const valuesOf = ({
  updatedAt: _at,
  status: _status,
  chatHistory,
  instances,
  ...rest
}: WorktreeSession): string[] => [
  ...entriesOf('', rest),
  ...chatHistory.map((message, index) => `chat/${index}=${writeJson(message)}`),
  ...instances.flatMap(({ status: _of, output: _text, ...instance }, index) =>
    entriesOf(`${index}/`, instance),
  ),
];
const entriesOf = (place: string, record: object): string[] =>
  Object.entries(record)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${place}${name}=${writeJson(value)}`);

function isFound(session: WorktreeSession, list: readonly WorktreeSession[]): boolean {
  return list.some((inFile) => {
    if (writeJson(session) === writeJson(inFile)) return true;
    const values = new Set(valuesOf(inFile));
    const outputs = session.instances.every(({ output }, index) =>
      (inFile.instances[index]?.output ?? '').startsWith(output ?? ''),
    );
    return outputs && valuesOf(session).every((value) => values.has(value));
  });
}

test('whenever a value of the database would be found nowhere afterwards, it is archived', () => {
  let kept = 0;
  fc.assert(
    fc.property(aPair, ([held, list]) => {
      const isLost = held.some((session) => !isFound(session, list));
      const isArchived = wouldLose(held, list);
      if (!isArchived && writeJson(held) !== writeJson(list)) kept++;
      expect(isArchived || !isLost).toBe(true);
      for (const session of isArchived ? [] : held) {
        const heir = list.find(({ id }) => id === session.id) as WorktreeSession;
        const isSame = list.some((other) => writeJson(other) === writeJson(session));
        expect(isSame || instantUs(session.updatedAt) !== UNKNOWN_INSTANT).toBe(true);
        expect(heir).toBeDefined();
      }
    }),
    { numRuns: 3_000, seed: 4 },
  );
  expect(kept).toBeGreaterThan(50);
});

const [base] = fc.sample(arbitrarySession, { numRuns: 1, seed: 1 }) as [WorktreeSession];
const earlier: WorktreeSession = {
  ...base,
  status: 'running',
  updatedAt: '2025-11-12T23:30:00+09:00',
  completedAt: null,
};
const later = { ...earlier, updatedAt: '2025-11-12T20:00:00Z' };

test.each([
  ['went on', { ...later, status: 'completed', completedAt: later.updatedAt }, false],
  ['bears the time as another text', { ...later, updatedAt: '2025-11-12T14:30:00Z' }, true],
  ['bears no time', { ...later, updatedAt: 'soon' }, true],
  ['is older by its instant', { ...later, updatedAt: '2025-11-12T14:00:00Z' }, true],
  ['has another task', { ...later, task: 'another' }, true],
  ['has no such id', { ...later, id: 'another' }, true],
])('a record that %s', (_what, inFile, isLost) => {
  expect(wouldLose([earlier], [inFile])).toBe(isLost);
});

test('one record of the file stands for one of the database', () => {
  expect(wouldLose([earlier, { ...earlier, status: 'paused' }], [later])).toBe(true);
});
