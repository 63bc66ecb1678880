// What an app does with its sessions after the migration, as plain data. A write names a record by its position, so that it
// meets one in whichever home it is played on, and still does when the home is made smaller.

import fc from 'fast-check';
import type { ChatMessage, WorktreeSession } from '../../contract/session.ts';
import { INSTANCE_STATUSES } from './hurtful-values.ts';
import { aWorkspace } from './legacy-home.ts';
import { message, session } from './session.ts';

type OneWrite =
  | { readonly op: 'create' | 'update'; readonly at: number; readonly session: WorktreeSession }
  | { readonly op: 'delete'; readonly at: number }
  | { readonly op: 'message'; readonly at: number; readonly message: ChatMessage }
  | { readonly op: 'status'; readonly at: number; readonly instance: number; readonly status: string };

/** `at`: counts the sessions of its workspace round and round, with one that is not there behind the last. */
export type LaterWrite = OneWrite & { readonly workspace: string };

/** Several at once, or none of them. */
export interface LaterTransaction {
  readonly op: 'transaction';
  readonly workspace: string;
  readonly writes: readonly LaterWrite[];
  readonly ending: 'commit' | 'throw';
}

const POSITION_MAX = 9;

const write = { workspace: aWorkspace, at: fc.nat(POSITION_MAX) };
const aStatus = fc.constantFrom(...INSTANCE_STATUSES);

const aWrite: fc.Arbitrary<LaterWrite> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ ...write, op: fc.constantFrom('create', 'update'), session }),
  },
  { weight: 3, arbitrary: fc.record({ ...write, op: fc.constant('delete') }) },
  { weight: 3, arbitrary: fc.record({ ...write, op: fc.constant('message'), message }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...write,
      ...{ op: fc.constant('status'), instance: fc.nat(POSITION_MAX), status: aStatus },
    }),
  },
);

const aTransaction: fc.Arbitrary<LaterTransaction> = fc
  .record({
    workspace: aWorkspace,
    writes: fc.array(aWrite, { minLength: 1, maxLength: 4 }),
    ending: fc.constantFrom('commit', 'throw'),
  })
  .map(({ workspace, writes, ending }) => ({
    ...{ op: 'transaction', workspace, ending },
    writes: writes.map((each) => ({ ...each, workspace })),
  }));

export const laterWrites = (maxLength: number): fc.Arbitrary<(LaterWrite | LaterTransaction)[]> =>
  fc.array(fc.oneof({ weight: 8, arbitrary: aWrite }, { weight: 1, arbitrary: aTransaction }), {
    maxLength,
    size: 'max',
  });
