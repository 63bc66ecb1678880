// Finds what load runs say of rates: how many calls a second, beside those of another store, and up to which rate the latency is kept.
// A load run gives one rate, so its spread is the range over the runs of its setting.

import { timedLoads } from '../../results/origins.ts';
import type { Knee, Load } from '../../results/result.ts';
import type { TestOf } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { duration } from '../text/figures.ts';
import { excused } from './excuse.ts';
import { figuresOf, finding, gathered } from './finding.ts';
import { baselineOf } from './load-baseline.ts';
import {
  type Asked,
  brokenText,
  isClosed,
  loadsOf,
  operationsOf,
  type Setting,
  sceneText,
  settingKey,
  settingsOf,
  settingWords,
  throughputOf,
  undisturbed,
} from './load-runs.ts';
import type { Finding, Findings, Missing } from './outcome.ts';
import { rangeOf } from './rows.ts';
import { type Run, sidesOf } from './run.ts';

type Does = TestOf<'rate'>['does'];

/** A lost or failed write, or an anomaly, breaks the bound whatever the rate. */
export function findRates(test: TestOf<'rate'>, run: Run): Findings {
  const { does } = test;
  const { store, over } = sidesOf(test, run);
  const settings = ratedSettings(store, test, run);
  if (settings.length === 0) return gathered(noRate(store, test, run));
  const others = ratedSettings(over, test, run);
  return gathered(
    ...settings.map((runs): Finding => {
      const rates = ratesOf(runs, does);
      const other = others.find(([one]) => settingKey(one) === settingKey(runs[0]));
      const against = brokenText(runs, does);
      const found = finding(test, rates, {
        ...(against !== '' && { verdict: 'fails' }),
        ...{ at: sceneText(runs, run), against },
        figures: figuresOf('per second', [store, rates], [over, other && ratesOf(other, does)]),
      });
      // Lost writes and failed calls were not the machine's.
      if (against !== '') return found;
      return excused(found, [test, run], (keptShareOf) =>
        rangeOf(runs.map((load) => throughputOf(load, does) / keptShareOf(load))),
      );
    }),
  );
}

export function findRateRatios(test: TestOf<'rate ratio'>, run: Run): Findings {
  const { does } = test;
  const { store, over } = sidesOf({ ...test, over: test.over ?? run.baseline }, run);
  const settings = ratedSettings(store, test, run);
  const others = ratedSettings(over, test, run);
  if (settings.length === 0) return gathered(noRate(store, test, run));
  return gathered(
    ...settings.map((runs): Finding | Missing => {
      const at = sceneText(runs, run);
      const other = baselineOf({ at, store, runs, over: over ?? '' }, others, run);
      if ('place' in other) return other;
      const [own, its] = [ratesOf(runs, does), ratesOf(other.runs, does)];
      const broken = brokenText(runs, does);
      return finding(test, overOther(own, its), {
        ...(other.isOpen && { verdict: 'undecided' }),
        ...(broken !== '' && { verdict: 'fails' }),
        at,
        against: [`of ${run.names.title(over ?? '')}${other.isOpen ? ', whose run is unknown' : ''}`, broken]
          .filter((text) => text !== '')
          .join(', '),
        figures: figuresOf('per second', [store, own], [over, its]),
      });
    }),
  );
}

/** Of figures that are positive, or nothing. */
export const overOther = (own: Estimate, other: Estimate): Estimate => ({
  value: own.value / other.value,
  low: own.low / other.high,
  high: own.high / other.low,
});

/** Several processes in a closed loop, with calls of the kind. */
const ratedSettings = (store: string | null, test: Asked & { readonly does: Does }, run: Run): Setting[] =>
  settingsOf(
    undisturbed(loadsOf(store, test, run), run).filter(
      (load) => load.processes > 1 && isClosed(load) && operationsOf(load, test.does).length > 0,
    ),
  );

function noRate(store: string, test: Asked & { readonly does: Does }, run: Run): Missing {
  const shows = loadsOf(store, test, run).length > 0 ? ' that shows a rate' : '';
  const found = `no load run${shows} had several processes ${test.does}`;
  return { place: 'load of several processes', found, store };
}

const ratesOf = (runs: readonly Load[], does: Does): Estimate =>
  rangeOf(runs.map((load) => throughputOf(load, does)));

/** Between the highest rate that was kept and the lowest that was not. Every search is judged: another one is another load. */
export function findKnees(test: TestOf<'knee'>, run: Run): Findings {
  const { store, over } = sidesOf(test, run);
  const knees = kneesOf(store, test, run);
  if (knees.length === 0) {
    const promised = duration(1e6 * test.p99);
    const found = `no search for the highest rate with a p99 of at most ${promised}`;
    return gathered({ place: 'highest rate', found, store });
  }
  const others = kneesOf(over, test, run);
  return gathered(
    ...knees.map((knee): Finding | Missing => {
      const other = others.find((one) => kneeKey(one) === kneeKey(knee));
      const kept = keptOf(knee);
      const at = settingWords(knee, run.names).join(', ');
      if (isOpenAbove(knee) && knee.keptPerSecond === null) {
        return {
          place: at,
          found: `no run of the search for the highest rate of ${run.names.title(store)} counted`,
          store,
        };
      }
      return finding(test, kept, {
        ...(isOpenAbove(knee) && kept.value < (test.atLeast ?? 0) && { verdict: 'undecided' }),
        ...{ at, against: isOpenAbove(knee) ? 'and above it nothing can be told' : '' },
        figures: figuresOf('per second', [store, kept], [over, other && keptOf(other)]),
      });
    }),
  );
}

/** Nothing was too much, and what lies above the highest rate that was kept could not be told. */
export const isOpenAbove = ({ missedPerSecond, tried }: Knee): boolean =>
  missedPerSecond === null && tried.some(({ isUnknown }) => isUnknown === true);

function kneesOf(store: string | null, test: TestOf<'knee'>, { results }: Run): readonly Knee[] {
  const knees = results.rows.filter(
    (row): row is Knee =>
      row.row === 'knee' &&
      row.store === store &&
      // Whoever is allowed to be slower keeps a higher rate.
      row.promisedNsP99 <= 1e6 * test.p99 &&
      [row.mix, undefined].includes(test.mix) &&
      [row.processes, undefined].includes(test.processes) &&
      [row.records, undefined].includes(test.records),
  );
  return timedLoads(knees, results);
}

const kneeKey = ({ mix, processes, records, promisedNsP99 }: Knee): string =>
  JSON.stringify([mix, processes, records, promisedNsP99]);

/** What lies between kept and missed is not known; none was missed: at least so much. */
function keptOf({ keptPerSecond, missedPerSecond }: Knee): Estimate {
  const value = keptPerSecond ?? 0;
  return { value, low: value, high: Math.max(value, missedPerSecond ?? value) };
}
