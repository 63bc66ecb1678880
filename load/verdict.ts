// What a load run showed, as a check. A store that promises nothing to more than one process loses writes of several: that
// it does so here is a finding that was expected.
// A failed call is excused only when its code is listed; any other code, also one that does not exist yet, fails.

import type { Arrival } from '../results/load.ts';
import type { Check } from '../results/result.ts';
import type { CallFailure, Failures } from './failures.ts';
import type { HistoryFindings } from './load-history.ts';
import type { LoadSetting } from './load-row.ts';

/** Any store may refuse with these, ours or the system's; what it would have done otherwise stays open. */
const OBSTACLES: ReadonlySet<string> = new Set([
  ...['E_NO_SPACE', 'E_READ_ONLY', 'E_IO'],
  ...['ENOSPC', 'EROFS', 'EIO'],
]);

/** What the definition says of the store. */
export interface LoadRules {
  /** What its records are called. */
  readonly records: string;
  /** Of a store that promises nothing to more than one process: what its calls meet when another one is writing. Else null. */
  readonly races: readonly string[] | null;
  /**
   * What a store may answer to a call that met another process: it kept its promise by refusing. Beside writes that
   * succeeded it is counted and no more; a slow or busy machine has some.
   */
  readonly busy: readonly string[];
}

export interface LoadFindings {
  readonly setting: LoadSetting;
  /** Operations of the mix that the store does not offer. */
  readonly leftOut?: readonly string[];
  readonly rules: LoadRules;
  /** Null when the store could not be read afterwards; `unreadable` then says why. */
  readonly history: HistoryFindings | null;
  readonly damaged: number | null;
  readonly unreadable: CallFailure | null;
  /** Appends that workers were told had happened. */
  readonly acknowledged: number;
  /** Calls that may change something, failed ones included, and those that succeeded; and reads that did. */
  readonly writesTried: number;
  readonly writesDone: number;
  readonly readsDone: number;
  readonly deaths: readonly string[];
  /** Workers among them that were ended by their limit, for a call did not come back. */
  readonly overdue: number;
  readonly failures: Failures;
  readonly overlapNs: number;
  readonly arrival: Arrival;
  /** Of the operation where it is shortest. */
  readonly latencyNsP99: number;
  /** That were played: they cost rate and calls, and nothing that was acknowledged. */
  readonly faults: readonly string[];
  /** In sentences: what else fails the run, and what leaves it open. */
  readonly findings: readonly string[];
  readonly doubts: readonly string[];
}

export function loadCheck(findings: LoadFindings): Check {
  const { setting, rules, history, deaths, acknowledged } = findings;
  const anomalies = history?.shown.anomalies ?? [];
  const countOf = (name: string): number => anomalies.find((anomaly) => anomaly.name === name)?.count ?? 0;
  const lost = history?.lost ?? acknowledged;
  const failed = Object.values(findings.failures).reduce((sum, { count }) => sum + count, 0);
  return {
    row: 'check',
    area: 'load',
    subject: setting.store,
    name: isOnlyReads(findings) ? `${rules.records} stay as they were` : 'acknowledged writes are kept',
    verdict: verdictOf(findings),
    counts: {
      processes: setting.processes,
      ...{ acknowledged, found: acknowledged - lost, lost },
      duplicated: countOf('duplicate-append'),
      disordered: countOf('reordered'),
      stale: countOf('stale-read'),
      anomalies: anomalies.reduce((sum, { count }) => sum + count, 0),
      damaged: findings.damaged ?? setting.records,
      failedOperations: failed,
      deadProcesses: deaths.length,
      overlapNs: findings.overlapNs,
    },
    detail: detailOf(findings).join(' '),
  };
}

/** A run that was asked for no write says nothing about writes. */
const isOnlyReads = ({ writesTried, readsDone, deaths }: LoadFindings): boolean =>
  writesTried === 0 && readsDone > 0 && deaths.length === 0;

function verdictOf(findings: LoadFindings): Check['verdict'] {
  const { rules, history, unreadable, deaths } = findings;
  const codes = Object.keys(findings.failures);
  const isRaceCode = (code: string): boolean => rules.races?.includes(code) === true;
  if (!codes.every((code) => isExcused(code, rules))) return 'fail';
  if (history === null) return isRaceCode(unreadable?.code ?? 'other') ? 'expected-fail' : 'fail';
  if (!isKept(history, findings)) return rules.races === null ? 'fail' : 'expected-fail';
  if (findingsIn(findings).length > 0) return 'fail';
  if (deaths.length > 0 || findings.doubts.length > 0 || undecidedIn(history).length > 0) return 'unknown';
  const isRace = codes.some(isRaceCode);
  if (hasNothingDone(findings) && !isRace) return 'fail';
  if (isHindered(findings, codes)) return 'unknown';
  return isRace ? 'expected-fail' : 'ok';
}

/** Whoever is stopped, or kept from writing, may be late; a store whose call does not come back otherwise has failed. */
const STALLS: readonly string[] = ['lock', 'stop', 'full'];

function findingsIn({ overdue, faults, findings }: LoadFindings): readonly string[] {
  if (overdue === 0 || faults.some((fault) => STALLS.includes(fault))) return findings;
  return [`Of ${overdue} processes a call did not come back.`, ...findings];
}

const undecidedIn = (history: HistoryFindings | null): readonly string[] => history?.undecided ?? [];

const isKept = ({ shown }: HistoryFindings, { damaged }: LoadFindings): boolean =>
  shown.anomalies.length === 0 && damaged === 0;

/** By something that is not the store's; a fault that was played excuses what it explains. */
const isHindered = (findings: LoadFindings, codes: readonly string[]): boolean =>
  (!findings.faults.includes('full') && codes.some((code) => OBSTACLES.has(code))) ||
  (!findings.faults.some(takesTime) && (isTooSlow(findings) || hasLagged(findings)));

/** A worker that is killed takes none from the others. */
const takesTime = (fault: string): boolean => fault !== 'kill';

export const isExcused = (code: string, { races, busy }: LoadRules): boolean =>
  races?.includes(code) === true || busy.includes(code) || OBSTACLES.has(code);

/** Below this share of the rate that was asked for, the latencies are those of another load. */
const SHARE_MIN = 0.95;

const achievedShare = ({ arrival }: LoadFindings): number =>
  arrival === 'closed' ? 1 : arrival.achievedPerSecond / arrival.askedPerSecond;

const isTooSlow = (findings: LoadFindings): boolean => achievedShare(findings) < SHARE_MIN;

/** Less than this nobody takes for a store's. */
const LAG_NS_MIN = 1_000_000;

/** Latencies of which more than a half is that the generator itself was late are not the store's. */
const hasLagged = ({ arrival, latencyNsP99 }: LoadFindings): boolean =>
  lagOf(arrival) > Math.max(LAG_NS_MIN, latencyNsP99 / 2);

const lagOf = (arrival: Arrival): number => (arrival === 'closed' ? 0 : (arrival.lagNsP99 ?? 0));

const hasNothingDone = (findings: LoadFindings): boolean =>
  findings.writesDone === 0 && !isOnlyReads(findings);

function detailOf(findings: LoadFindings): string[] {
  const {
    history,
    unreadable,
    acknowledged,
    writesTried,
    writesDone,
    deaths,
    failures,
    leftOut = [],
  } = findings;
  const details: string[] = [];
  if (history === null) details.push(`The store could not be read afterwards: ${unreadable?.message}.`);
  else if (history.lost > 0) details.push(`${history.lost} of ${acknowledged} acknowledged writes are gone.`);
  for (const { name, count, example } of history?.shown.anomalies ?? []) {
    if (name !== 'lost-append') details.push(`${count} times ${name}, such as: ${example}.`);
  }
  if (writesDone === 0 && writesTried > 0) details.push(`Not one of ${writesTried} writes succeeded.`);
  for (const [code, { count, message }] of Object.entries(failures)) {
    const what = isExcused(code, findings.rules) ? '' : `, the first with: ${message}`;
    details.push(`${count} operations failed with ${code}${what}.`.replace(/\.\.$/, '.'));
  }
  if (isTooSlow(findings)) {
    const percent = Math.floor(100 * achievedShare(findings));
    details.push(
      `Only ${percent}% of the rate that was asked for was achieved: the store or the machine was too slow for the rate, ` +
        'and the latencies say nothing about it.',
    );
  }
  if (leftOut.length > 0) details.push(`Left out, as the store does not offer it: ${leftOut.join(', ')}.`);
  if (hasLagged(findings)) {
    const ms = (ns: number): string => `${(ns / 1e6).toFixed(1)} ms`;
    details.push(
      `The load generator itself was late by ${ms(lagOf(findings.arrival))} (p99), of latencies of ${ms(findings.latencyNsP99)}: the machine ` +
        'was too busy for the rate, and the latencies say little about the store.',
    );
  }
  for (const death of deaths) details.push(`A process ended early: ${death}.`);
  const open = undecidedIn(history).map((name) => `Whether there was a ${name} could not be decided.`);
  return [...details, ...findingsIn(findings), ...open, ...findings.doubts];
}
