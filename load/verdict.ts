// What a load run showed, as a check. The app's own way of writing files loses writes of several processes: that it
// does so here is a finding that was expected, and not a defect of this project.

import type { Check } from '../contract/result.ts';
import type { Audit } from './audit.ts';
import type { LoadSetting } from './load-row.ts';

/** Stores that promise nothing to more than one process. */
const EXPECTED_TO_FAIL: ReadonlySet<string> = new Set(['json']);

export interface LoadFindings {
  readonly setting: LoadSetting;
  /** Null when the store could not be read afterwards; `unreadable` then says why. */
  readonly audit: Audit | null;
  readonly unreadable: string | null;
  readonly acknowledged: number;
  readonly deaths: readonly string[];
  readonly failures: Readonly<Record<string, number>>;
  readonly overlapNs: number;
}

export function loadCheck(findings: LoadFindings): Check {
  const { setting, audit, deaths, acknowledged } = findings;
  const failed = Object.values(findings.failures).reduce((sum, count) => sum + count, 0);
  return {
    row: 'check',
    area: 'load',
    subject: setting.store,
    name: 'acknowledged writes are kept',
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

function verdictOf({ setting, audit, deaths }: LoadFindings): Check['verdict'] {
  const isKept = audit !== null && audit.lost + audit.duplicated + audit.disordered + audit.damaged === 0;
  if (!isKept) return EXPECTED_TO_FAIL.has(setting.store) ? 'expected-fail' : 'fail';
  return deaths.length > 0 ? 'unknown' : 'ok';
}

function detailOf({ audit, unreadable, deaths, failures }: LoadFindings): string[] {
  const details: string[] = [];
  if (audit === null) details.push(`The store could not be read afterwards: ${unreadable}.`);
  else if (audit.lost > 0) {
    details.push(`${audit.lost} of ${audit.acknowledged} acknowledged writes are gone.`);
  }
  for (const [code, count] of Object.entries(failures))
    details.push(`${count} operations failed with ${code}.`);
  for (const death of deaths) details.push(`A process ended early: ${death}.`);
  return details;
}
