// The counterexamples of earlier runs, played before anything random: what failed once is looked at first.

import type { Definition } from '../definition/definition.ts';
import type { Check } from '../results/result.ts';
import type { KeptHistory } from './kept-history.ts';
import { commonOperations, lineupOf, type Pair, pairCheck, referenceText } from './pair.ts';
import { lackingOf, playedCheck } from './replay.ts';

export interface CorpusOptions<Store> extends Pair<Store> {
  readonly histories: readonly KeptHistory[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * A row for each history that shows a difference, or tells nothing; when there is none, one row for all. Histories with
 * operations that the stores lack are counted and left out; when that leaves none, nothing is known.
 */
export async function corpusChecks<Store>(
  definition: Definition<Store>,
  { histories, signal, ...pair }: CorpusOptions<Store>,
): Promise<Check[]> {
  const lineup = await lineupOf(definition, pair);
  const offered = await commonOperations(pair, lineup.rules);
  const possible = histories.filter(({ operations }) => lackingOf(operations, offered).length === 0);
  const checks: Check[] = [];
  for (const { name, operations } of possible) {
    checks.push(await playedCheck(lineup, { ...pair, operations, name: `kept ${name}`, signal }));
  }
  const open = checks.filter(({ verdict }) => verdict !== 'ok');
  if (open.length > 0) return open;
  const sum = (count: string): number =>
    checks.reduce((total, { counts }) => total + (counts[count] ?? 0), 0);
  return [
    pairCheck(pair, {
      name: 'kept counterexamples',
      verdict: possible.length === 0 ? 'unknown' : 'ok',
      counts: {
        histories: possible.length,
        skipped: histories.length - possible.length,
        operations: sum('operations'),
        sweeps: sum('sweeps'),
      },
      detail:
        possible.length === 0
          ? `None of the ${histories.length} kept histories can be played: each has operations that the stores lack.`
          : `The same answers and errors as ${referenceText(lineup)} on each of ${possible.length} kept histories.`,
    }),
  ];
}
