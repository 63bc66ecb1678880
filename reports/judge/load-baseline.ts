// What the load of a store is compared with: the same load of another store, or another mix. A run that failed is none to be compared
// with: a store that refuses calls is slow, and whoever is beside it looks fast.

import type { Check } from '../../results/result.ts';
import { brokenText, hasMissedRate, type Setting, settingKey } from './load-runs.ts';
import type { Missing } from './outcome.ts';
import type { Run } from './run.ts';

export interface Compared {
  /** Where the figure is of. */
  readonly at: string;
  readonly store: string;
  readonly runs: Setting;
  readonly over: string;
  /** Of what it is compared with; default: the same. */
  readonly overMix?: string | undefined;
}

export interface Baseline {
  readonly runs: Setting;
  /** Nobody knows what these runs were worth: no comparison with them is decided. */
  readonly isOpen: boolean;
}

/** `others`: of the other store, or of the other mix. */
export function baselineOf(
  { at, store, runs: [one], over, overMix = one.mix }: Compared,
  others: readonly Setting[],
  run: Run,
): Baseline | Missing {
  const none = (found: string): Missing => ({ place: at, found, store: over });
  const { names } = run;
  const key = settingKey(one, overMix);
  if (store === over && key === settingKey(one)) {
    return none(`${names.title(store)} would be compared with itself`);
  }
  const runs = others.find(([other]) => settingKey(other) === key);
  if (runs === undefined) return none(`${names.title(store)} has nothing to be compared with`);
  const verdicts = verdictsOf(over, run);
  const broken = isExpected(verdicts) ? '' : brokenText(runs);
  if (broken !== '' || verdicts.includes('fail')) {
    return none(
      `what it would be compared with failed: ${names.title(over)} ran, ${broken === '' ? 'but its check failed' : broken}`,
    );
  }
  return { runs, isOpen: verdicts.includes('unknown') || runs.some(hasMissedRate) };
}

const verdictsOf = (store: string, { results }: Run): Check['verdict'][] =>
  results.rows.flatMap((row) =>
    row.row === 'check' && row.area === 'load' && row.subject === store ? row.verdict : [],
  );

/** A store that promises nothing to several processes loses writes, and that makes it no slower. */
const isExpected = (verdicts: readonly Check['verdict'][]): boolean =>
  verdicts.includes('expected-fail') && !verdicts.includes('fail');
