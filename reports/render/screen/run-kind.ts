// What a run was for, by what it found: the screen speaks of that and of nothing else.

import { PARTS } from '../../../results/verification.ts';
import type { Report } from '../../report.ts';

export type RunKind = 'verification' | 'proof' | 'bench' | 'load' | 'conform' | 'equivalence';

/** `conform` names its checks after operations. */
export const CONFORM_PREFIX = 'conform ';

export function kindOf({ checks, timings, loads, knees }: Report): RunKind {
  const has = (area: string): boolean => checks.some((check) => check.area === area);
  if (PARTS.some(has)) return 'verification';
  if (has('import') || has('verify')) return 'proof';
  if (checks.some(({ name }) => name.startsWith(CONFORM_PREFIX))) return 'conform';
  if (timings.comparisons.length > 0 || has('bench')) return 'bench';
  return loads.length + knees.length > 0 || has('load') ? 'load' : 'equivalence';
}
