// Random calls on a store, as data, and their outcomes as text, so that two stores can be compared call by call.
// Few ids, so that calls meet; the thorough version of this is the equivalence check of props.

import fc from 'fast-check';
import { StoreError } from '../../contract/errors.ts';
import { writeJson } from '../../contract/json-text.ts';
import type { SessionOperations } from '../../contract/store.ts';
import { arbitraryMessage, arbitrarySession, arbitraryText } from '../../sessions/arbitraries/any-session.ts';
import { id } from '../../sessions/arbitraries/session.ts';

export interface Call {
  readonly operation: keyof SessionOperations;
  /** Behind the workspace path. */
  readonly values: readonly unknown[];
}

const call = (operation: keyof SessionOperations, ...values: fc.Arbitrary<unknown>[]): fc.Arbitrary<Call> =>
  fc.record({ operation: fc.constant(operation), values: fc.tuple(...values) });

export const arbitraryWrite: fc.Arbitrary<Call> = fc.oneof(
  { weight: 4, arbitrary: call('createSession', arbitrarySession) },
  { weight: 2, arbitrary: call('updateSession', arbitrarySession) },
  { weight: 4, arbitrary: call('addChatMessage', id, arbitraryMessage) },
  {
    weight: 2,
    arbitrary: call('updateInstanceStatus', id, fc.nat({ max: 3 }), fc.constantFrom('running', 'odd', '')),
  },
  { weight: 1, arbitrary: call('deleteSession', id) },
);

/** Mostly absent: many conditions at once let nothing through, and then there is nothing to compare. */
const option = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const words = (...from: string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength: 4 });
const filter = {
  types: option(words('debate', 'ensemble', '😀', 'a\0b', '"', '\u2028', '')),
  statuses: option(words('running', 'round_2', 'nothing')),
  createdFrom: option(fc.constantFrom('2025', '2025-11-12T14:00:00.123Z', 'no')),
  createdTo: option(fc.constantFrom('2025-11-12T14:00:00.123Z', '😀')),
  text: option(fc.constantFrom('', 'A', 'É', '日', '%', '\0', 'config')),
};

export const arbitraryRead: fc.Arbitrary<Call> = fc.oneof(
  call('getAllSessions'),
  call('getSession', id),
  call(
    'listSessions',
    fc.record({
      ...filter,
      sortBy: option(fc.constantFrom('createdAt', 'updatedAt', 'totalDuration', 'totalFilesChanged')),
      direction: option(fc.constantFrom('asc', 'desc')),
      limit: option(fc.integer({ min: 1, max: 5 })),
    }),
  ),
  call('sessionStatistics', fc.record(filter)),
  call(
    'searchSessions',
    fc.record({
      text: fc.oneof(arbitraryText, fc.constantFrom('conf*', '日', 'x a')),
      limit: option(fc.integer({ min: 1, max: 3 })),
    }),
  ),
  call('listInstances', id, fc.record({ offset: option(fc.nat({ max: 3 })), limit: option(fc.constant(2)) })),
  call('listMessages', id, fc.record({ offset: option(fc.nat({ max: 3 })), limit: option(fc.constant(2)) })),
);

export const perform = (
  on: SessionOperations,
  workspace: string,
  { operation, values }: Call,
): Promise<unknown> =>
  (on[operation] as (...all: unknown[]) => Promise<unknown>).call(on, workspace, ...values);

/** What a call answers, or how it fails, as text. Anything that is no StoreError is thrown on. */
export async function outcomeOf(answer: Promise<unknown>): Promise<string> {
  try {
    return writeJson((await answer) ?? null);
  } catch (error) {
    if (error instanceof StoreError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
