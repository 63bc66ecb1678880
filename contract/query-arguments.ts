// What the arguments of every kind of query have in common: objects whose keys are all optional, limits, and cursors.

import { refuseArgument } from './arguments.ts';
import { SpelledNumber } from './json-value.ts';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 1_000_000;

/** The object of a query; an absent one asks for everything. Throws E_ARGS. */
export function checkedObject(value: unknown, argument: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value) || value instanceof SpelledNumber) {
    refuseArgument({ argument, pointer: '' }, 'expected an object');
  }
  return value as Record<string, unknown>;
}

/** Throws E_ARGS. */
export function checkedLimit(value: unknown, whenAbsent: number, argument: string): number {
  if (value === undefined || value === null) return whenAbsent;
  if (!Number.isSafeInteger(value) || Number(value) < 1 || Number(value) > PAGE_LIMIT_MAX) {
    refuseArgument({ argument, pointer: '/limit' }, `expected an integer from 1 to ${PAGE_LIMIT_MAX}`);
  }
  return Number(value);
}

/** Text as JSON can carry it. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();

/** The parts of a cursor's text; none when it is not one. */
export function cursorParts(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
