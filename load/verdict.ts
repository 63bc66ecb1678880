// What a load run showed, as a check. The app's own way of writing files loses writes of several processes: that it
// does so here is a finding that was expected, and not a defect of this project.
// A failed call is excused only when its code is listed here; any other code, also one that does not exist yet, fails.

import type { Check } from '../contract/result.ts';
import type { Audit } from './audit.ts';
import type { LoadSetting } from './load-row.ts';

/** Stores that promise nothing to more than one process. */
const UNSHARED: ReadonlySet<string> = new Set(['json']);

/** What calls on such a store meet when another process is rewriting the file. */
const RACES: ReadonlySet<string> = new Set(['E_PARSE', 'E_UTF8', 'E_SESSION_NOT_FOUND']);

/**
 * What a store may answer to a call that met another process: it kept its promise by refusing. Beside writes that
 * succeeded it is counted and no more; a slow or busy machine has some.
 */
const CONTENTION: ReadonlySet<string> = new Set(['E_LOCKED', 'E_FOREIGN_WRITE']);

/** Any store may refuse with these; what it would have done otherwise stays open. */
const OBSTACLES: ReadonlySet<string> = new Set(['E_NO_SPACE', 'E_READ_ONLY', 'E_IO']);

export interface LoadFindings {
  readonly setting: LoadSetting;
  /** Null when the store could not be read afterwards; `unreadable` then says why. */
  readonly audit: Audit | null;
  readonly unreadable: CallFailure | null;
  readonly acknowledged: number;
  /** Appends that workers report, failed ones included, and reads that succeeded. */
  readonly writesTried: number;
  readonly readsDone: number;
  readonly deaths: readonly string[];
  /** How often calls failed with each code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly overlapNs: number;
  /** Of an open loop: how much of the rate that was asked for was achieved, from 0 to about 1. */
  readonly share?: number | null;
}

export interface CallFailure {
  /** Of a StoreError; "other" for anything else that was thrown. */
  readonly code: string;
  readonly message: string;
}

export function loadCheck(findings: LoadFindings): Check {
  const { setting, audit, deaths, acknowledged } = findings;
  const failed = Object.values(findings.failures).reduce((sum, count) => sum + count, 0);
  return {
    row: 'check',
    area: 'load',
    subject: setting.store,
    name: isOnlyReads(findings) ? 'sessions stay as they were' : 'acknowledged writes are kept',
    verdict: verdictOf(findings),
    counts: {
      processes: setting.processes,
      acknowledged,
      found: audit?.found ?? 0,
      lost: audit?.lost ?? acknowledged,
      duplicated: audit?.duplicated ?? 0,
      disordered: audit?.disordered ?? 0,
      damagedSessions: audit?.damaged ?? setting.sessions,
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
  const { setting, audit, unreadable, deaths } = findings;
  const races = UNSHARED.has(setting.store) ? RACES : new Set<string>();
  const codes = Object.keys(findings.failures);
  const isExcused = (code: string): boolean => races.has(code) || CONTENTION.has(code) || OBSTACLES.has(code);
  if (!codes.every(isExcused)) return 'fail';
  if (audit === null) return races.has(unreadable?.code ?? 'other') ? 'expected-fail' : 'fail';
  const isKept = audit.lost + audit.duplicated + audit.disordered + audit.damaged === 0;
  if (!isKept) return races.size > 0 ? 'expected-fail' : 'fail';
  if (deaths.length > 0) return 'unknown';
  const isRace = codes.some((code) => races.has(code));
  if (hasNothingDone(findings) && !isRace) return 'fail';
  if (codes.some((code) => OBSTACLES.has(code)) || isTooSlow(findings)) return 'unknown';
  return isRace ? 'expected-fail' : 'ok';
}

/** Below this share of the rate that was asked for, the latencies are those of another load. */
const SHARE_MIN = 0.95;

const isTooSlow = ({ share = null }: LoadFindings): boolean => share !== null && share < SHARE_MIN;

const hasNothingDone = (findings: LoadFindings): boolean =>
  findings.acknowledged === 0 && !isOnlyReads(findings);

function detailOf(findings: LoadFindings): string[] {
  const { audit, unreadable, acknowledged, writesTried, deaths, failures } = findings;
  const details: string[] = [];
  if (audit === null) details.push(`The store could not be read afterwards: ${unreadable?.message}.`);
  else if (audit.lost > 0)
    details.push(`${audit.lost} of ${audit.acknowledged} acknowledged writes are gone.`);
  if (acknowledged === 0 && writesTried > 0) details.push(`Not one of ${writesTried} writes succeeded.`);
  for (const [code, count] of Object.entries(failures))
    details.push(`${count} operations failed with ${code}.`);
  if (isTooSlow(findings)) {
    const percent = Math.floor(100 * (findings.share ?? 0));
    details.push(
      `Only ${percent}% of the rate that was asked for was achieved: the store or the machine was too slow for the rate, ` +
        'and the latencies say nothing about it.',
    );
  }
  for (const death of deaths) details.push(`A process ended early: ${death}.`);
  return details;
}
