// The report of a run as JUnit XML.
//
// Only checks can fail in it, as only they decide a run's exit code. A promise or a target that does not hold is a
// finding about figures, not a broken build: it is `skipped`, with its verdict and sentence as the message. What a gate
// says of its targets is in a file of its own (reports/gate/cases.ts).

import type { Check } from '../../results/result.ts';
import { CLAIM_WORDS } from '../claims/claims.ts';
import type { Verdict } from '../judge/outcome.ts';
import type { Report } from '../report.ts';
import type { JudgedStoreTarget } from '../store-targets/store-targets.ts';
import type { Case } from './case.ts';
import { junitXml } from './junit-xml.ts';

/** Ends with a line end. */
export const renderJunit = (report: Report): string =>
  junitXml(
    [
      ['checks', report.checks.map(checkCase)],
      [
        'claims',
        report.claims.map(({ claim, subject, verdict, sentence, instead }) => ({
          name: `${claim.id}: ${subject}, ${claim.text}`,
          ...figureOutcome(verdict, [sentence, instead ?? ''].join(' ').trim()),
        })),
      ],
      ['targets', report.targets.flatMap(targetCases)],
    ],
    report.header,
  );

function checkCase({ area, subject, name, verdict, counts: sums, detail }: Check): Case {
  const title = `${area}, ${subject}: ${name}`;
  const told = Object.entries(sums).map(([what, value]) => `${value} ${what}`);
  const message = [detail, told.join(', ')].filter((text) => text !== '').join(' ');
  switch (verdict) {
    case 'fail':
      return { name: title, outcome: 'failed', message };
    case 'unknown':
      return { name: title, outcome: 'skipped', message: `could not be made. ${message}` };
    case 'ok':
    case 'expected-fail':
      return { name: title, outcome: 'passed', message: '' };
  }
}

const figureOutcome = (verdict: Verdict, message: string): Pick<Case, 'outcome' | 'message'> =>
  verdict === 'holds'
    ? { outcome: 'passed', message: '' }
    : { outcome: 'skipped', message: `${CLAIM_WORDS[verdict]}: ${message}` };

const targetCases = ({ target, parts }: JudgedStoreTarget): Case[] =>
  parts.map(({ asked, value, remark, verdict }) => ({
    name: `${target.title ?? target.id}: ${asked}`,
    ...figureOutcome(verdict, `${value} ${remark}`.trim()),
  }));
