// Valid sessions for pure properties: those of histories, with texts of any characters and counts of any size among theirs.

import fc from 'fast-check';
import { type ChatMessage, U32_MAX, type WorktreeSession } from '../../contract/session.ts';
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

export const arbitraryMessage: fc.Arbitrary<ChatMessage> = records.message;

export const arbitrarySession: fc.Arbitrary<WorktreeSession> = records.session;

export const arbitrarySessions: fc.Arbitrary<WorktreeSession[]> = fc.array(arbitrarySession, {
  maxLength: 8,
});
