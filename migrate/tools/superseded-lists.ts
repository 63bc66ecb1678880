// Which lists of archived files tell of a time that is over: a way back from phase sqlite has written every session file
// anew since, so what the list brings back is older than what the app had from there on.

import { PHASES } from '../live/phase.ts';
import { readPhase } from '../live/phase-file.ts';

/**
 * Asks of the time of a list, ISO 8601. In an earlier phase than sqlite all of them are, once that phase was left: files
 * are moved in phase sqlite alone. What readPhase throws.
 */
export function supersededSince(home: string): (listedAt: string) => boolean {
  const { phase, history } = readPhase(home);
  const last = PHASES.at(-1);
  const left = history.findLast(({ from }) => from === last)?.at;
  if (left === undefined) return () => false;
  return (listedAt) => phase !== last || listedAt <= left;
}
