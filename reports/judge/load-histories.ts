// Finds what else load runs say: how many calls were answered, what was lost or cannot have been, how evenly the processes got on, and
// what grew meanwhile.

import type { Load, LoadWorker } from '../../results/load.ts';
import type { TestOf } from '../../results/tests.ts';
import type { Estimate } from '../../statistics/interval.ts';
import { count } from '../text/figures.ts';
import { exactly, figuresOf, finding, gathered } from './finding.ts';
import { anomaliesIn, loadsOf, sceneText, settingsOf, sumOf, undisturbed } from './load-runs.ts';
import type { Finding, Findings, Missing } from './outcome.ts';
import { rangeOf } from './rows.ts';
import { type Run, sidesOf } from './run.ts';

/**
 * The interval is Wilson's ("Probable Inference, the Law of Succession, and Statistical Inference", JASA 22, 1927), which is
 * honest about few calls: without a failure it takes 38,000 of them to show 99.99%.
 */
export function findAvailability(test: TestOf<'availability'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const settings = settingsOf(loadsOf(store, test, run).filter((load) => callsOf(load) > 0));
  if (settings.length === 0)
    return gathered({ place: 'calls under load', found: 'no call was made under load', store });
  return gathered(
    ...settings.map((runs): Finding => {
      const calls = sumOf(runs, callsOf);
      const failed = sumOf(
        runs.flatMap((load) => load.operations),
        (operation) => operation.failed,
      );
      const answered = Math.max(0, calls - failed);
      const share = wilson(answered, calls);
      return finding(test, share, {
        at: `${count(answered)} of ${count(calls)} calls under load`,
        figures: figuresOf('percent', [store, share]),
      });
    }),
  );
}

const callsOf = ({ operations }: Load): number => sumOf(operations, (operation) => operation.count);

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
  const runs = loadsOf(store, test, run);
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

/** A run with writes whose history nobody checked has shown nothing. */
export function findAnomalies(test: TestOf<'anomalies'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const loads = loadsOf(store, test, run);
  const unchecked = loads.filter((load) => load.acknowledged > 0 && checkedCalls(load) === 0);
  const checked = loads.filter((load) => checkedCalls(load) > 0);
  const missing = settingsOf(unchecked).map(
    (runs): Missing => ({
      ...{ place: `history ${sceneText(runs, run)}`, store, found: 'no history of calls was checked' },
    }),
  );
  if (checked.length === 0) {
    const none = { place: 'history of calls', found: 'no history of calls was checked', store };
    return gathered(...(missing.length === 0 ? [none] : missing));
  }
  const found = sumOf(checked, anomaliesIn);
  const [first] = checked.flatMap(({ history }) => history?.anomalies ?? []);
  const calls = count(sumOf(checked, checkedCalls));
  return gathered(
    finding(test, exactly(found), {
      text:
        first === undefined
          ? `no anomaly in ${calls} checked calls`
          : `${count(found)} of ${calls} checked calls cannot have been, such as ${first.name}: ${first.example}`,
    }),
    ...missing,
  );
}

const checkedCalls = ({ history }: Load): number =>
  history === undefined ? 0 : history.appends + history.reads;

/** Of processes that worked to the end, within a group: those of two groups make other calls. */
export function findFairness(test: TestOf<'fairness'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const settings = settingsOf(
    undisturbed(loadsOf(store, test, run), run).filter((load) => fairnessOf(load) !== null),
  );
  if (settings.length === 0) {
    const found = 'no load run shows what each of several processes did';
    return gathered({ place: 'processes under load', found, store });
  }
  return gathered(
    ...settings.map((runs) => {
      const shares = rangeOf(runs.map((load) => fairnessOf(load) ?? 0));
      const figures = figuresOf('percent', [store, shares]);
      return finding(test, shares, { at: sceneText(runs, run), figures });
    }),
  );
}

/** In percent, of the group in which it is least; null where no group has two processes that worked to the end. */
export function fairnessOf({ workers = [] }: Load): number | null {
  const groups = Map.groupBy(
    workers.filter(({ ended }) => ended === null),
    ({ group }) => group,
  );
  const shares = [...groups.values()].flatMap((own) => (own.length < 2 ? [] : [slowestShare(own)]));
  return shares.length === 0 ? null : 100 * Math.min(...shares);
}

function slowestShare(workers: readonly LoadWorker[]): number {
  const done = workers.map(({ succeeded }) => succeeded);
  const most = Math.max(...done);
  return most === 0 ? 0 : Math.min(...done) / most;
}

/** Each run is judged: two slopes have no middle. */
export function findSlopes(test: TestOf<'slope'>, run: Run): Findings {
  const { store } = sidesOf(test, run);
  const found = loadsOf(store, test, run).flatMap((load) =>
    (load.slopes ?? [])
      .filter(({ of, unit }) => of === test.of && (unit === 'bytes') === (test.unit === 'bytes'))
      .map(({ perHour, low, high }) =>
        finding(test, { value: perHour, low, high }, { at: sceneText([load], run) }),
      ),
  );
  if (found.length > 0) return gathered(...found);
  return gathered({ place: test.of, found: `no load run shows how "${test.of}" grew`, store });
}
