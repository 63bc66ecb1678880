// What a test judges, named: a sentence of what is asked would say of what is missed that it is so.

import type { Test } from '../../results/tests.ts';
import { count } from '../text/figures.ts';
import { titleIn } from '../text/titles.ts';
import type { Run } from './run.ts';

export function testTitle(test: Test, run: Run): string {
  const { names } = run;
  const titles = (those: readonly string[]): string => those.map((name) => names.title(name)).join(', ');
  const at = (records: readonly number[] | undefined): string =>
    records === undefined ? '' : ` at ${records.map(count).join(', ')}`;
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
      return `concurrent ${test.does}s, ${store}`;
    case 'availability':
      return `calls answered under load, ${store}`;
    case 'failed checks': {
      const { areas = [] } = test;
      return areas.length === 0
        ? 'all checks'
        : `checks of ${areas.map((area) => titleIn(AREA_TITLES, area) ?? area).join(', ')}`;
    }
    case 'lost writes':
      return `writes of ${store} under load`;
    case 'complete':
      return 'end of the run';
    case 'elsewhere':
      return test.asked;
  }
}

const AREA_TITLES: Readonly<Record<string, string>> = { verify: 'verification', rewrite: 'the way back' };

/** The store that is judged, and those by name that it is compared with. */
export function storesOf(test: Test, run: Run): string[] {
  const isOver = test.quantity === 'ratio' || test.quantity === 'size ratio';
  const over = 'over' in test ? test.over : undefined;
  return [
    run.store('store' in test ? test.store : undefined),
    ...(typeof over === 'string' || (isOver && over === undefined)
      ? [run.store((over as string | undefined) ?? run.baseline)]
      : []),
  ];
}
