// What a test judges, named: a sentence of what is asked would say of what is missed that it is so.

import type { Test, TestOf } from '../../results/tests.ts';
import { count, duration, rate } from '../text/figures.ts';
import { titleIn } from '../text/titles.ts';
import type { Asked } from './load-runs.ts';
import type { Run } from './run.ts';

export function testTitle(test: Test, run: Run): string {
  const { names } = run;
  const titles = (those: readonly string[]): string => those.map((name) => names.title(name)).join(', ');
  const at = (records: readonly number[] | undefined): string =>
    records === undefined ? '' : ` at ${records.map(count).join(', ')}`;
  const scene = (asked: Asked): string => sceneOf(asked, names);
  const callsText = ({ operations, does, quantile = 'p99' }: Calls): string =>
    `${quantile} of ${operations === undefined ? `${does ?? 'call'}s` : titles(operations)}`;
  const store = names.title(run.store('store' in test ? test.store : undefined));
  switch (test.quantity) {
    case 'time':
      return `${titles(test.operations)}${at(test.records)}, ${store}`;
    case 'ratio': {
      const { over = run.baseline } = test;
      const other = typeof over === 'string' ? names.title(run.store(over)) : 'stores by others';
      return `${titles(test.operations)}${at(test.records)}, ${store} to ${other}`;
    }
    case 'size ratio':
      return `size${at(test.records)}, ${store} to ${names.title(run.store(test.over ?? run.baseline))}`;
    case 'size':
      return `size${at(test.records)}, ${store}`;
    case 'exponent':
      return `growth of ${titles(test.operations)}, ${store}`;
    case 'figure':
      return `${names.title(test.figure)}, ${store}`;
    case 'import':
      return `import of ${names.records(test.records)}, ${store}`;
    case 'rate':
      return `concurrent ${test.does}s${scene(test)}, ${store}`;
    case 'rate ratio':
      return `concurrent ${test.does}s${scene(test)}, ${store} to ${names.title(run.store(test.over ?? run.baseline))}`;
    case 'latency':
      return `${callsText(test)} under load${scene(test)}, ${store}`;
    case 'latency ratio': {
      const { over = test.overMix === undefined ? run.baseline : test.store, overMix } = test;
      const other = overMix === undefined ? '' : ` with mix ${names.title(overMix)}`;
      return `${callsText(test)} under load${scene(test)}, ${store} to ${names.title(run.store(over))}${other}`;
    }
    case 'fairness':
      return `slowest to fastest process${scene(test)}, ${store}`;
    case 'knee':
      return `highest rate with a p99 of ${duration(1e6 * test.p99)}${scene(test)}, ${store}`;
    case 'slope':
      return `growth of ${test.of} under load${scene(test)}, ${store}`;
    case 'anomalies':
      return `histories of ${store} under load${scene(test)}`;
    case 'availability':
      return `calls answered under load${scene(test)}, ${store}`;
    case 'failed checks': {
      const { areas = [] } = test;
      return areas.length === 0
        ? 'all checks'
        : `checks of ${areas.map((area) => titleIn(AREA_TITLES, area) ?? area).join(', ')}`;
    }
    case 'lost writes':
      return `writes of ${store} under load${scene(test)}`;
    case 'complete':
      return 'end of the run';
    case 'elsewhere':
      return test.asked;
  }
}

type Calls = Pick<TestOf<'latency'>, 'operations' | 'does' | 'quantile'>;

/** What a test asks of the setting; empty where it asks nothing. */
function sceneOf({ processes, mix, arrival, records }: Asked, names: Run['names']): string {
  const words = [
    ...(processes === undefined ? [] : [`${count(processes)} processes`]),
    ...(mix === undefined ? [] : [`mix ${names.title(mix)}`]),
    ...(arrival === undefined ? [] : [arrival === 'closed' ? 'closed loop' : `at ${rate(arrival)}`]),
    ...(records === undefined ? [] : [names.records(records)]),
  ];
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

const AREA_TITLES: Readonly<Record<string, string>> = { verify: 'verification', rewrite: 'the way back' };

/** The store that is judged, and those by name that it is compared with. */
export function storesOf(test: Test, run: Run): string[] {
  const isOver =
    ['ratio', 'size ratio', 'rate ratio'].includes(test.quantity) ||
    (test.quantity === 'latency ratio' && test.overMix === undefined);
  const over = 'over' in test ? test.over : undefined;
  return [
    run.store('store' in test ? test.store : undefined),
    ...(typeof over === 'string' || (isOver && over === undefined)
      ? [run.store((over as string | undefined) ?? run.baseline)]
      : []),
  ];
}
