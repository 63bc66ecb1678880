// Valid sessions for pure properties: those of histories, with texts of any characters and counts of any size among theirs.

import fc from 'fast-check';
import {
  type ChatMessage,
  U32_MAX,
  type WorktreeInstance,
  type WorktreeSession,
} from '../../contract/session.ts';
import { anyText } from '../../contract/suite/any-text.ts';
import { SMALL_INTEGERS } from './hurtful-values.ts';
import { recordsWith } from './session.ts';
import { text } from './text.ts';

export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: text },
  { weight: 1, arbitrary: anyText({ maxLength: 8 }) },
);

const anyCount = fc.oneof(fc.constantFrom(...SMALL_INTEGERS), fc.nat({ max: U32_MAX }));

const records = recordsWith(arbitraryText, fc.option(anyCount));

/** Beyond what operations meet again: each of these values takes the place of the usual one in half the records. */
const orAny = <T extends object>(
  usual: fc.Arbitrary<T>,
  any: { [K in keyof T]?: fc.Arbitrary<T[K]> },
): fc.Arbitrary<T> =>
  fc
    .tuple(usual, fc.record(any as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] }))
    .map(([record, others]) => ({ ...record, ...others }));

export const arbitraryMessage: fc.Arbitrary<ChatMessage> = orAny(records.message, { id: arbitraryText });

const arbitraryInstance: fc.Arbitrary<WorktreeInstance> = orAny(records.instance, {
  instanceId: anyCount,
  worktreePath: arbitraryText,
  branch: arbitraryText,
  agentName: arbitraryText,
  tmuxSessionId: arbitraryText,
  model: fc.option(arbitraryText),
});

export const arbitrarySession: fc.Arbitrary<WorktreeSession> = orAny(
  records.sessionOf(arbitraryInstance, arbitraryMessage),
  {
    // UTF-16 has these two in another order than UTF-8.
    type: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('😀', '～') },
      { weight: 1, arbitrary: arbitraryText },
    ),
    model: fc.option(arbitraryText),
    runtimeMix: fc.option(fc.array(arbitraryText, { maxLength: 3 })),
  },
);

export const arbitrarySessions: fc.Arbitrary<WorktreeSession[]> = fc.array(arbitrarySession, {
  maxLength: 8,
});
