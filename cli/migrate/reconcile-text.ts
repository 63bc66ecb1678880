// What `reconcile` says of each workspace before it is done: how many sessions come, change and go, and where.

import type { Direction, ReconcileStep } from '../../migrate/tools/reconcile-home.ts';
import { count } from '../../reports/text/figures.ts';
import { counted } from '../counted.ts';

const STATES: Readonly<Record<ReconcileStep['state'], string>> = {
  different: 'differs from the database',
  unreadable: 'the app cannot read it; the database has sessions of it',
  'no-file': 'only the database has sessions of it',
};

export function stepText({ file, state, action, counts }: ReconcileStep): string {
  const what = `${file}: ${STATES[state]} (${differenceText(counts)})`;
  return action === null ? `${what}; left` : `${what}: ${action}; ${EFFECTS[action](counts)}`;
}

type Counts = ReconcileStep['counts'];

function differenceText({ onlyInFile, onlyInDatabase, changed }: Counts): string {
  if (onlyInFile + onlyInDatabase + changed === 0) return 'the same sessions in another order';
  return `${counted(onlyInFile, 'session')} only in the file, ${count(onlyInDatabase)} only in the database, ${count(changed)} with other content`;
}

const EFFECTS: Readonly<Record<NonNullable<ReconcileStep['action']>, (counts: Counts) => string>> = {
  'take the file': ({ onlyInFile, onlyInDatabase, changed }) =>
    `in the database ${effect(onlyInFile, changed, onlyInDatabase)}`,
  'write the file': ({ onlyInFile, onlyInDatabase, changed }) =>
    `in the file ${effect(onlyInDatabase, changed, onlyInFile)}`,
  'join both': ({ onlyInFile, onlyInDatabase, doubled }) =>
    `in the file ${count(onlyInDatabase)} added, in the database ${count(onlyInFile)}, and nothing removed${
      doubled.length === 0
        ? ''
        : `; both versions of ${counted(doubled.length, 'session')} stay, one behind the other under one id: ${namesOf(doubled)}`
    }`,
};

const NAMED_MAX = 5;

const namesOf = (ids: readonly string[]): string =>
  `${ids.slice(0, NAMED_MAX).join(', ')}${ids.length > NAMED_MAX ? ` and ${count(ids.length - NAMED_MAX)} more` : ''}`;

const effect = (added: number, changed: number, removed: number): string =>
  `${count(added)} added, ${count(changed)} changed, ${count(removed)}${removed > 0 ? ' REMOVED' : ' removed'}`;

/** What goes from the side that answers the app; undefined where nothing does. */
export function lossText(
  steps: readonly ReconcileStep[],
  from: Direction | undefined,
  isDatabaseLeading: boolean,
): string | undefined {
  if (from !== (isDatabaseLeading ? 'json' : 'sqlite')) return undefined;
  const due = steps.filter(({ action }) => action !== null);
  const removed = due.reduce(
    (sum, { counts }) => sum + (isDatabaseLeading ? counts.onlyInDatabase : counts.onlyInFile),
    0,
  );
  const changed = due.reduce((sum, { counts }) => sum + counts.changed, 0);
  if (removed + changed === 0) return undefined;
  const side = isDatabaseLeading ? 'database answers' : 'session files answer';
  const other = isDatabaseLeading ? 'sqlite' : 'json';
  return `In this phase the ${side} the app: --from ${from} takes ${counted(removed, 'session')} away from it and puts ${count(changed)} back to what the other side has. The archive keeps them; --from ${other} loses nothing of the app.`;
}
