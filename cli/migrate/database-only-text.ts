// What is said of sessions that only the database has where the session files are the truth.

import type { DatabaseOnly, PhaseChangeOptions } from '../../migrate/live/index.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';

/** To be told as warnings. */
export const tellingDatabaseOnly = (context: Context): Pick<PhaseChangeOptions, 'onDatabaseOnly'> => ({
  onDatabaseOnly: (found, fate) => context.warn(TEXTS[fate](found)),
});

const TEXTS: Readonly<Record<Fate, (found: readonly DatabaseOnly[]) => string>> = {
  archived: (found) =>
    `Only the database had ${whatOf(found)}: it went to the archive, because the session files are the truth. "ait42-migrate find" looks there.`,
  // Nothing tells a write of another program from a session that the app deleted after the database stopped to follow.
  unseen: (found) =>
    `Only the database has ${whatOf(found)}: the app does not see it in phase json, and the next step to dual archives it. "ait42-migrate diff" shows it. "ait42-migrate reconcile --from both" adds all of it to the files, also a session that was deleted from them on purpose.`,
  unknown: () =>
    'Whether the database has sessions that the session files lack could not be told: it could not be read through. It stays as it is; "ait42-migrate diff" compares both.',
};

type Fate = Parameters<NonNullable<PhaseChangeOptions['onDatabaseOnly']>>[1];

/** Behind the evidence that the database is only behind. */
export const archivedFirst = (found: readonly DatabaseOnly[]): string =>
  found.length === 0 ? '' : `, with ${countsOf(found)} that only the database has going to the archive`;

/** More make no line that anyone reads. */
const NAMED_MAX = 5;

function whatOf(found: readonly DatabaseOnly[]): string {
  const names = found.slice(0, NAMED_MAX).map(({ hash }) => hash);
  const rest = found.length - names.length;
  const more = rest === 0 ? '' : ` and ${counted(rest, 'other')}`;
  return `${countsOf(found)} of the workspace${found.length === 1 ? '' : 's'} ${names.join(', ')}${more}`;
}

function countsOf(found: readonly DatabaseOnly[]): string {
  const sum = (count: 'missing' | 'different'): number =>
    found.reduce((total, only) => total + only[count], 0);
  const [missing, different] = [sum('missing'), sum('different')];
  return [
    ...(missing > 0 ? [counted(missing, 'session')] : []),
    ...(different > 0 ? [`other values of ${counted(different, 'session')}`] : []),
  ].join(' and ');
}
