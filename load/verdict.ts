// What a load run showed, as a check. A store that promises nothing to more than one process loses writes of several: that
// it does so here is a finding that was expected.
// A failed call is excused only when its code is listed; any other code, also one that does not exist yet, fails.

import type { Check } from '../results/result.ts';
import type { Audit } from './audit.ts';
import type { CallFailure, Failures } from './failures.ts';
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
  readonly audit: Audit | null;
  readonly unreadable: CallFailure | null;
  readonly acknowledged: number;
  /** Appends that workers report, failed ones included, and reads that succeeded. */
  readonly writesTried: number;
  readonly readsDone: number;
  readonly deaths: readonly string[];
  readonly failures: Failures;
  readonly overlapNs: number;
  /** Of an open loop: how much of the rate that was asked for was achieved, from 0 to about 1. */
  readonly share?: number | null;
}

export function loadCheck(findings: LoadFindings): Check {
  const { setting, rules, audit, deaths, acknowledged } = findings;
  const failed = Object.values(findings.failures).reduce((sum, { count }) => sum + count, 0);
  return {
    row: 'check',
    area: 'load',
    subject: setting.store,
    name: isOnlyReads(findings) ? `${rules.records} stay as they were` : 'acknowledged writes are kept',
    verdict: verdictOf(findings),
    counts: {
      processes: setting.processes,
      acknowledged,
      found: audit?.found ?? 0,
      lost: audit?.lost ?? acknowledged,
      duplicated: audit?.duplicated ?? 0,
      disordered: audit?.disordered ?? 0,
      damaged: audit?.damaged ?? setting.records,
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
  const { rules, audit, unreadable, deaths } = findings;
  const codes = Object.keys(findings.failures);
  const isRaceCode = (code: string): boolean => rules.races?.includes(code) === true;
  if (!codes.every((code) => isExcused(code, rules))) return 'fail';
  if (audit === null) return isRaceCode(unreadable?.code ?? 'other') ? 'expected-fail' : 'fail';
  const isKept = audit.lost + audit.duplicated + audit.disordered + audit.damaged === 0;
  if (!isKept) return rules.races === null ? 'fail' : 'expected-fail';
  if (deaths.length > 0) return 'unknown';
  const isRace = codes.some(isRaceCode);
  if (hasNothingDone(findings) && !isRace) return 'fail';
  if (codes.some((code) => OBSTACLES.has(code)) || isTooSlow(findings)) return 'unknown';
  return isRace ? 'expected-fail' : 'ok';
}

const isExcused = (code: string, { races, busy }: LoadRules): boolean =>
  races?.includes(code) === true || busy.includes(code) || OBSTACLES.has(code);

/** Below this share of the rate that was asked for, the latencies are those of another load. */
const SHARE_MIN = 0.95;

const isTooSlow = ({ share = null }: LoadFindings): boolean => share !== null && share < SHARE_MIN;

const hasNothingDone = (findings: LoadFindings): boolean =>
  findings.acknowledged === 0 && !isOnlyReads(findings);

function detailOf(findings: LoadFindings): string[] {
  const { audit, unreadable, acknowledged, writesTried, deaths, failures, leftOut = [] } = findings;
  const details: string[] = [];
  if (audit === null) details.push(`The store could not be read afterwards: ${unreadable?.message}.`);
  else if (audit.lost > 0)
    details.push(`${audit.lost} of ${audit.acknowledged} acknowledged writes are gone.`);
  if (acknowledged === 0 && writesTried > 0) details.push(`Not one of ${writesTried} writes succeeded.`);
  for (const [code, { count, message }] of Object.entries(failures)) {
    const what = isExcused(code, findings.rules) ? '' : `, the first with: ${message}`;
    details.push(`${count} operations failed with ${code}${what}.`.replace(/\.\.$/, '.'));
  }
  if (isTooSlow(findings)) {
    const percent = Math.floor(100 * (findings.share ?? 0));
    details.push(
      `Only ${percent}% of the rate that was asked for was achieved: the store or the machine was too slow for the rate, ` +
        'and the latencies say nothing about it.',
    );
  }
  if (leftOut.length > 0) details.push(`Left out, as the store does not offer it: ${leftOut.join(', ')}.`);
  for (const death of deaths) details.push(`A process ended early: ${death}.`);
  return details;
}
