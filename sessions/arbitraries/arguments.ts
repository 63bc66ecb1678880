// An arbitrary for each argument that an operation takes. Most values are right, and meet records that are there;
// the others are wrong in every way that the contract knows.

import type fc from 'fast-check';
import type { LineArgument } from '../../contract/operations.ts';
import { CURRENT_REVISION } from '../histories/step.ts';
import { messageArgument, sessionArgument } from './as-passed.ts';
import { among, anyOf, chance } from './choices.ts';
import { INSTANCE_IDS, INSTANCE_STATUSES, STATUSES } from './hurtful-values.ts';
import { path } from './path.ts';
import { filter, page, query, search } from './query.ts';
import { id } from './session.ts';
import { timestamp } from './text.ts';

/** Once in a hundred and fifty times something that is no text JSON can carry. */
const mostlyText = (text: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  chance([1, 150], anyOf<unknown>([3, null, '\ud800x', ['a'], {}]), text);

const STALE_REVISION = '0'.repeat(64);

const workspacePath = mostlyText(path);
const sessionId = mostlyText(id);

/** By the names that the table of operations has on the line, where the one option of an update is an argument. */
export const ARGUMENTS: Readonly<Record<Exclude<LineArgument, 'options'>, fc.Arbitrary<unknown>>> = {
  workspacePath,
  workingDir: workspacePath,
  sessionId,
  debateId: sessionId,
  session: sessionArgument,
  message: messageArgument,
  instanceId: among<unknown>([29, INSTANCE_IDS], [1, [-1, 1.5, 4_294_967_296, '1', null]]),
  newStatus: mostlyText(anyOf(INSTANCE_STATUSES)),
  status: anyOf(STATUSES),
  startedAt: timestamp,
  expectedRevision: among<unknown>([2, [CURRENT_REVISION]], [1, [STALE_REVISION, STALE_REVISION, 'x', 5]]),
  query,
  search,
  filter,
  page,
};
