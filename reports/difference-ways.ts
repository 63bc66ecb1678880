// For each difference that a run found, the command that plays only its operations again.

import { playAgainIn } from '../results/play-again.ts';
import type { Check } from '../results/result.ts';
import type { Way } from './render/screen/screen.ts';
import { count } from './text/figures.ts';

/** The label of such a way. */
export const DIFFERENCE = 'Difference';

/** A screen has no room for more. */
const WAYS_MAX = 4;

/** `folder` has the rest. */
export function differenceWays(checks: readonly Check[], folder: string): Way[] {
  const commands = checks.flatMap(
    ({ verdict, again, detail }) => (verdict === 'fail' ? again : undefined) ?? playAgainIn(detail) ?? [],
  );
  const rest = commands.length - WAYS_MAX;
  return [...commands.slice(0, WAYS_MAX), ...(rest > 0 ? [`and ${count(rest)} more in ${folder}`] : [])].map(
    (text, index) => ({ label: index === 0 ? DIFFERENCE : '', text }),
  );
}
