// JUnit XML for the test views of build servers, in the intersection of what the schemas of Ant and Jenkins ask for, but for
// the place of a case, which services show that know it. The time of a test is 0 where nobody took it, as of a check.

import type { Header } from '../../results/result.ts';
import type { Case } from './case.ts';

type Suite = readonly [name: string, cases: readonly Case[]];

/** Suites without a case are left out. Ends with a line end. */
export function junitXml(suites: readonly Suite[], header: Header): string {
  const filled = suites
    .map(([name, cases]) => [name, distinct(cases)] as const)
    .filter(([, cases]) => cases.length > 0);
  const all = filled.flatMap(([, cases]) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="storeproof" ${counts(all)}>`,
    ...filled.map(([name, cases], index) => suite(name, cases, { index, header })),
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
  return `tests="${cases.length}" failures="${of('failed')}" errors="0" skipped="${of('skipped')}" time="${secondsOf(cases)}"`;
}

const secondsOf = (cases: readonly Case[]): string => {
  const ns = cases.reduce((sum, { durationNs = 0 }) => sum + durationNs, 0);
  return ns === 0 ? '0' : (ns / 1e9).toFixed(3);
};

/** The text stands in the body too: GitLab shows that, and no message. */
function testcase(suiteName: string, one: Case): string {
  const { name, outcome, message, type = 'check', place } = one;
  const where =
    place === undefined
      ? ''
      : ` file="${escapedXml(place.file)}"${place.line === undefined ? '' : ` line="${place.line}"`}`;
  const open = `<testcase classname="storeproof.${suiteName}" name="${escapedXml(name)}"${where} time="${secondsOf([one])}"`;
  const text = escapedXml(message);
  switch (outcome) {
    case 'passed':
      return `${open}/>`;
    case 'failed':
      return `${open}><failure type="${type}" message="${text}">${text}</failure></testcase>`;
    case 'skipped':
      return `${open}><skipped message="${text}">${text}</skipped></testcase>`;
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
