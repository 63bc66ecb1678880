// The time of every benchmark.

import type { Clock } from '../../contract/instant.ts';

/** Stamps are part of answers: with the time of day in them no two trials would have the same digest. */
export const FIXED_CLOCK: Clock = { now: (): string => '2026-01-05T09:00:00+00:00' };
