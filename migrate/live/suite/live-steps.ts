// What can happen to a home in phase dual, for tests with random work: operations, writes of the old app, faults of the
// database, crashes.

import fc from 'fast-check';
import { expect } from 'vitest';
import { openJsonStore } from '../../../impl-json/index.ts';
import type { DualStore } from '../dual-store.ts';
import { inDatabase, type LiveHome, sessionWith } from './live-home.ts';

const oldApp = (home: string): ReturnType<typeof openJsonStore> => openJsonStore({ home, mode: 'faithful' });

/** The database holds what the old app reads. */
export async function expectEqual({
  home,
  workspaces,
}: Pick<LiveHome, 'home' | 'workspaces'>): Promise<void> {
  for (const workspace of workspaces) {
    expect(await inDatabase(home, workspace)).toEqual(await oldApp(home).getAllSessions(workspace));
  }
}

/** One thing that happens to a home in phase dual. */
export type Step =
  | {
      readonly do: 'create' | 'update' | 'delete' | 'status' | 'read';
      readonly id: number;
      readonly at: number;
    }
  | { readonly do: 'transaction' | 'foreign' | 'foreignDelete'; readonly id: number; readonly at: number }
  | { readonly do: 'crash' | 'drain' | 'turn' | 'fail' | 'lie' };

export const placed: { readonly id: fc.Arbitrary<number>; readonly at: fc.Arbitrary<number> } = {
  id: fc.nat(3),
  at: fc.nat(1),
};
export const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constantFrom('create', 'update', 'delete', 'status'), ...placed }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('read', 'transaction'), ...placed }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('foreign', 'foreignDelete'), ...placed }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('crash', 'drain', 'turn', 'fail', 'lie') }) },
) as fc.Arbitrary<Step>;

/** Carries out the steps that are operations, on our store or as the old app does. */
export async function perform(
  store: DualStore,
  place: LiveHome,
  step: Step,
  count: number,
): Promise<unknown> {
  if (!('at' in step)) return;
  const workspace = place.workspaces[step.at] ?? '';
  const id = `s${step.id}`;
  const fresh = sessionWith(id, { task: `number ${count}` });
  switch (step.do) {
    case 'create':
      return store.createSession(workspace, fresh);
    case 'update':
      return store.updateSession(workspace, fresh);
    case 'delete':
      return store.deleteSession(workspace, id);
    case 'status':
      return store.updateInstanceStatus(workspace, id, 1, count % 2 === 0 ? 'failed' : 'paused');
    case 'read':
      return store.listSessions(workspace);
    case 'transaction':
      return store.transaction(workspace, async (operations) => {
        await operations.createSession(workspace, fresh);
        await operations.deleteSession(workspace, `s${(step.id + 1) % 4}`);
      });
    case 'foreign':
      return oldApp(place.home).createSession(workspace, fresh);
    case 'foreignDelete':
      return oldApp(place.home).deleteSession(workspace, id);
  }
}
