// JUnit XML for the test views of build servers, in the intersection of what the schemas of Ant and Jenkins ask for.
//
// Only checks can fail in it, as only they decide a run's exit code. A promise or a target that does not hold is a
// finding about figures, not a broken build: it is `skipped`, with its verdict and sentence as the message. Durations of
// tests are 0, because checks are not timed.

import type { Check, Header } from '../../results/result.ts';
import { CLAIM_WORDS } from '../claims/claims.ts';
import type { Verdict } from '../judge/outcome.ts';
import type { Report } from '../report.ts';
import type { JudgedStoreTarget } from '../store-targets/store-targets.ts';

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message: string;
}

/** Ends with a line end. */
export function renderJunit(report: Report): string {
  const suites: readonly (readonly [string, readonly Case[]])[] = [
    ['checks', report.checks.map(checkCase)],
    [
      'claims',
      report.claims.map(({ claim, subject, verdict, sentence, instead }) => ({
        name: `${claim.id}: ${subject}, ${claim.text}`,
        ...figureOutcome(verdict, [sentence, instead ?? ''].join(' ').trim()),
      })),
    ],
    ['targets', report.targets.flatMap(targetCases)],
  ];
  const filled = suites
    .map(([name, cases]) => [name, distinct(cases)] as const)
    .filter(([, cases]) => cases.length > 0);
  const all = filled.flatMap(([, cases]) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="storeproof" ${counts(all)}>`,
    ...filled.map(([name, cases], index) => suite(name, cases, { index, header: report.header })),
    '</testsuites>',
    '',
  ].join('\n');
}

/** Services keep one of several cases of the same name, and may hide the failure: the second is called "… (2)". */
function distinct(cases: readonly Case[]): Case[] {
  const taken = new Set<string>();
  return cases.map((one) => {
    let name = one.name;
    // Each turn finds a name that another case has taken, so there are at most as many turns as cases.
    for (let turn = 2; taken.has(shownName(name)) && turn <= cases.length + 1; turn++) {
      name = `${one.name} (${turn})`;
    }
    taken.add(shownName(name));
    return { ...one, name };
  });
}

/** As readers of the file get it: attribute values are trimmed and their blanks folded by some. */
const shownName = (name: string): string => escapedXml(name).replaceAll(/\s+/g, ' ').trim();

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

function suite(
  name: string,
  cases: readonly Case[],
  { index, header }: { readonly index: number; readonly header: Header },
): string {
  // The schemas want a time without zone; a start that is no instant is left as it is.
  const timestamp = header.startedAt.replace(/(?:\.\d+)?Z$/, '');
  const properties = [
    ['command', header.command],
    ['seed', String(header.seed)],
    ['version', header.version],
    ['revision', header.revision],
    ['node', header.environment.nodeVersion],
    ['cpu', header.environment.cpuModel],
  ].map(([key, value]) => `<property name="${key}" value="${escapedXml(value ?? '')}"/>`);
  return [
    `<testsuite name="storeproof.${name}" package="storeproof" id="${index}" hostname="localhost" ` +
      `timestamp="${escapedXml(timestamp)}" ${counts(cases)}>`,
    `<properties>${properties.join('')}</properties>`,
    ...cases.map((one) => testcase(name, one)),
    '<system-out/>',
    '<system-err/>',
    '</testsuite>',
  ].join('\n');
}

function counts(cases: readonly Case[]): string {
  const of = (outcome: Case['outcome']): number => cases.filter((one) => one.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}" time="0"`;
}

function testcase(suiteName: string, { name, outcome, message }: Case): string {
  const open = `<testcase classname="storeproof.${suiteName}" name="${escapedXml(name)}" time="0"`;
  const text = escapedXml(message);
  switch (outcome) {
    case 'passed':
      return `${open}/>`;
    case 'failed':
      return `${open}><failure type="check" message="${text}">${text}</failure></testcase>`;
    case 'skipped':
      return `${open}><skipped message="${text}"/></testcase>`;
  }
}

/**
 * XML 1.0 has no control characters, no half surrogates and no U+FFFE or U+FFFF, not even as references. Those of Latin 1 and
 * marks of direction go as well: build servers show the text on terminals.
 */
const escapedXml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(
      /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g,
      '\ufffd',
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, ' ');
