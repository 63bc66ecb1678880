// What is said of sessions that only the database has where the session files are the truth.

import type { DatabaseOnly, PhaseChangeOptions } from '../../migrate/live/index.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';

/** To be told as warnings. */
export const tellingDatabaseOnly = (context: Context): Pick<PhaseChangeOptions, 'onDatabaseOnly'> => ({
  onDatabaseOnly: (found, fate) =>
    context.warn(
      fate === 'archived'
        ? `Only the database had ${whatOf(found)}: it went to the archive, because the session files are the truth. "ait42-migrate find" looks there.`
        : `Only the database has ${whatOf(found)}: the app does not see it in phase json, and the next step to dual archives it. "ait42-migrate diff" shows it; "reconcile --from both" adds it to the files.`,
    ),
});

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
