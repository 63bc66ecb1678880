// Finds what the load runs say: how many calls a second, how many were answered, which writes were lost. A load run gives one
// rate, so its spread is the range over the runs of the file.

import { timedLoads } from '../../results/origins.ts';
import type { Load, LoadOperation } from '../../results/result.ts';
import type { TestOf } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { count, digits, duration } from '../text/figures.ts';
import { excused } from './excuse.ts';
import { exactly, figuresOf, finding, gathered } from './finding.ts';
import type { Findings } from './outcome.ts';
import { rangeOf } from './rows.ts';
import { type Run, sidesOf } from './run.ts';

type Does = TestOf<'rate'>['does'];

/** A lost or failed write breaks the bound whatever the rate. */
export function findRates(test: TestOf<'rate'>, run: Run): Findings {
  const { does } = test;
  const { store, over } = sidesOf(test, run);
  const all = loadsOf(store, run);
  const [runs, others] = [all, loadsOf(over, run)].map((loads) =>
    timedLoads(loads, run.results).filter(
      (load) => load.processes > 1 && isClosed(load) && operationsOf(load, does).length > 0,
    ),
  ) as [Load[], Load[]];
  if (runs.length === 0) {
    const found = `no load run${all.length > 0 ? ' that shows a rate' : ''} had several processes ${does}`;
    return gathered({ place: 'load of several processes', found, store });
  }
  const [rates, otherRates] = [runs, others].map((loads) =>
    loads.length === 0 ? undefined : rangeOf(loads.map((load) => throughputOf(load, does))),
  ) as [Estimate, Estimate | undefined];
  const against = brokenText(runs, does);
  const found = finding(test, rates, {
    ...(against !== '' && { verdict: 'fails' }),
    at: sceneText(runs),
    against,
    figures: figuresOf('per second', [store, rates], [over, otherRates]),
  });
  // Lost writes and failed calls were not the machine's.
  if (against !== '') return gathered(found);
  return gathered(
    excused(found, [test, run], (keptShareOf) =>
      rangeOf(runs.map((load) => throughputOf(load, does) / keptShareOf(load))),
    ),
  );
}

/** A copy of a load run is no second one: it would make an interval narrower that no call has. */
const loadsOf = (store: string | null, { results }: Run): Load[] => {
  const loads = results.rows.filter((row): row is Load => row.row === 'load' && row.store === store);
  return [...new Map(loads.map((load) => [JSON.stringify(load), load])).values()];
};

/** An open loop offers a rate: what the store could do beyond it does not show. */
export const isClosed = ({ arrival = 'closed' }: Load): boolean => arrival === 'closed';

const operationsOf = (load: Load, does: Does): LoadOperation[] =>
  load.operations.filter((operation) => operation.does === does && operation.count > 0);

/** Of all its operations of the kind together. */
export const throughputOf = (load: Load, does: Does): number =>
  sumOf(operationsOf(load, does), ({ throughputPerSecond }) => throughputPerSecond);

function sceneText(runs: readonly Load[]): string {
  const processes = Math.max(...runs.map((load) => load.processes));
  const longest = Math.max(...runs.map((load) => load.durationNs));
  return `over ${duration(longest)}, ${digits(processes)} processes`;
}

/** Empty where nothing is. */
function brokenText(runs: readonly Load[], does: Does): string {
  const lost = does === 'write' ? sumOf(runs, (load) => load.lost) : 0;
  const operations = runs.flatMap((load) => operationsOf(load, does));
  const failed = sumOf(operations, (operation) => operation.failed);
  return lost === 0 && failed === 0
    ? ''
    : `, but ${count(lost)} acknowledged writes were lost and ${count(failed)} calls failed`;
}

/**
 * The interval is Wilson's ("Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927), which is
 * honest about few calls: without a failure it takes 38,000 of them to show 99.99%.
 */
export function findAvailability(test: TestOf<'availability'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const operations = loadsOf(store, run).flatMap((load) => load.operations);
  const calls = sumOf(operations, (operation) => operation.count);
  if (calls === 0)
    return gathered({ place: 'calls under load', found: 'no call was made under load', store });
  const answered = Math.max(0, calls - sumOf(operations, ({ failed }) => failed));
  const share = wilson(answered, calls);
  return gathered(
    finding(test, share, {
      at: `${count(answered)} of ${count(calls)} calls under load`,
      figures: figuresOf('percent', [store, share]),
    }),
  );
}

/** 95%, in percent. */
function wilson(hits: number, calls: number): Estimate {
  const z = 1.96;
  const share = hits / calls;
  const middle = (share + z ** 2 / (2 * calls)) / (1 + z ** 2 / calls);
  const half =
    (z / (1 + z ** 2 / calls)) * Math.sqrt((share * (1 - share)) / calls + z ** 2 / (4 * calls ** 2));
  return {
    value: 100 * share,
    low: 100 * Math.max(0, Math.min(share, middle - half)),
    high: 100 * Math.min(1, Math.max(share, middle + half)),
  };
}

/** Whatever other processes did, an acknowledged write is there afterwards. */
export function findLostWrites(test: TestOf<'lost writes'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const runs = loadsOf(store, run);
  const [acknowledged, lost] = [sumOf(runs, (load) => load.acknowledged), sumOf(runs, (load) => load.lost)];
  if (acknowledged === 0) {
    return gathered({ place: 'writes under load', found: 'no write was made under load', store });
  }
  const isWrong = runs.some((load) => load.found + load.lost !== load.acknowledged);
  return gathered(
    finding(test, exactly(lost), {
      ...(isWrong && { verdict: 'fails' }),
      text: isWrong
        ? 'the counts do not add up: found and lost are not the acknowledged'
        : `${count(lost)} of ${count(acknowledged)} acknowledged writes lost`,
    }),
  );
}

const sumOf = <T>(values: readonly T[], figureOf: (value: T) => number): number =>
  values.reduce((sum, value) => sum + figureOf(value), 0);
