// What an examination of a home found: one line each, with what to do about it.

import type { StoreError } from '../../../contract/errors.ts';

export const AREAS = [
  'environment',
  'disk',
  'permissions',
  'locks',
  'phase',
  'database',
  'files',
  'workspaces',
] as const;

/**
 * ok: looked at, and well. note: good to know. warning: works, but should be changed. problem: something does not work or
 * is lost.
 */
export type HealthLevel = 'ok' | 'note' | 'warning' | 'problem';

export interface HealthFinding {
  readonly area: (typeof AREAS)[number];
  readonly level: HealthLevel;
  readonly text: string;
  /** What to do; null where there is nothing to. */
  readonly advice: string | null;
  /** Of a problem. check: 3; source: 4, something cannot be read; damage: 8. */
  readonly kind?: 'check' | 'source' | 'damage';
}

export const ok = (area: HealthFinding['area'], text: string): HealthFinding => ({
  area,
  level: 'ok',
  text,
  advice: null,
});

export const note = (
  area: HealthFinding['area'],
  text: string,
  advice: string | null = null,
): HealthFinding => ({
  area,
  level: 'note',
  text,
  advice,
});

export const warning = (area: HealthFinding['area'], text: string, advice: string): HealthFinding => ({
  area,
  level: 'warning',
  text,
  advice,
});

export const problem = (
  area: HealthFinding['area'],
  kind: NonNullable<HealthFinding['kind']>,
  { text, advice }: { readonly text: string; readonly advice: string },
): HealthFinding => ({ area, level: 'problem', text, advice, kind });

/** What to do about a place that cannot be read. */
export const BLOCKED = 'Make it readable for yourself, or run as its owner.';

/** A place that cannot be read. `advice`: where that is not for want of permission; `kind`: what it is then. */
export const unread = (
  area: HealthFinding['area'],
  { code, message: text }: Pick<StoreError, 'code' | 'message'>,
  advice: string,
  kind: NonNullable<HealthFinding['kind']> = 'source',
): HealthFinding =>
  code === 'E_IO'
    ? problem(area, 'source', { text, advice: BLOCKED })
    : problem(area, kind, { text, advice });
