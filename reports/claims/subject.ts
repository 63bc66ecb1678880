// What a claim is about, in a few words for a table, and how it is measured.

import type { Claim, Test } from '../../results/tests.ts';
import type { Run } from '../judge/run.ts';
import { testTitle } from '../judge/title.ts';
import { count } from '../text/figures.ts';
import { areasText, isAbout, recordsText } from './sentence.ts';

export function claimSubject(claim: Claim, run: Run): string {
  const {
    about,
    tests: [test],
  } = claim;
  if (about !== undefined || test === undefined) return about ?? '';
  const { names } = run;
  switch (test.quantity) {
    case 'time': {
      const operations = titlesOf(test.operations, run);
      return run.store(test.store) === run.baseline
        ? `${names.title(run.baseline)}: ${operations}, ${(test.records ?? []).map(count).join(', ')}`
        : `${operations}, ${recordsText(test, names)}`;
    }
    case 'availability':
      return 'calls answered under load';
    case 'exponent':
      return `${names.title(run.store(test.store))}: growth, ${count(test.from)} to ${count(test.to)}`;
    case 'rate':
      return `concurrent ${test.does}s`;
    case 'size':
      return `size, ${recordsText(test, names)}`;
    case 'import':
      return `import of ${names.records(test.records)}`;
    case 'figure':
      return test.figure;
    default:
      return testTitle(test, run);
  }
}

const titlesOf = (operations: readonly string[], { names }: Run): string =>
  operations.map((operation) => names.title(operation)).join(', ');

export const claimMethod = (claim: Claim, run: Run): string =>
  claim.method ??
  claim.tests
    .slice(0, 1)
    .map((test) => methodOf(claim, test, run))
    .join('');

function methodOf(claim: Claim, test: Test, run: Run): string {
  const { names } = run;
  switch (test.quantity) {
    case 'time': {
      const trials = `Bench trials of "${titlesOf(test.operations, run)}"`;
      const { quantile = 'p50' } = test;
      return isAbout(claim, run)
        ? `${trials} on ${names.phrase(run.baseline)} with ${recordsText(test, names)}; from half to twice the figure counts as about.`
        : `${trials} on the reference dataset with ${recordsText(test, names)}; the limit is about ${quantile === 'p50' ? 'the median' : `the ${quantile}`}, the ratio about medians.`;
    }
    case 'availability':
      return `Calls of the load runs on ${names.phrase(run.store(test.store))}, retries included; with Wilson’s interval.`;
    case 'exponent':
      return `Exponents fitted to the medians of the trials of ${titlesOf(test.operations, run)}.`;
    case 'rate':
      return `Several processes on one ${names.home}; no acknowledged write may be lost and no call may fail.`;
    case 'size':
      return 'Bytes of the closed store, on the reference dataset.';
    case 'failed checks':
      return `Every check of ${areasText(test)}; one difference is too many.`;
    case 'import':
    case 'figure':
      return `The figure "${test.figure}" of the run.`;
    default:
      return '';
  }
}
