// The reset race as rows of a verification: found on the old driver, and nothing on ours in the same time.

import type { PartRequest } from '../../../definition/verification.ts';
import { shim } from '../../../props/system-calls/shim.ts';
import { oldDriver, ourDriver } from './drivers.ts';
import { race } from './race.ts';

export const RACE = 'reset of the write-ahead log';
export const SOURCE = 'tursodatabase/libsql#2271';
export const WHAT =
  'A writer starts the log anew while a checkpoint goes by the old one: commits that were acknowledged are gone (SQLite before 3.51.3).';

/** Each; the median of finding it is below half a minute. */
const LOOK_MS = 60_000;

export async function lookForRace(request: PartRequest): Promise<void> {
  const { library, lack } = shim();
  const [old, ours] = [oldDriver(), ourDriver()];
  const reason =
    lack ?? (typeof old === 'string' ? old : ours === null ? 'our driver cannot be started alone' : null);
  const check = { row: 'check', area: 'known bugs', subject: 'SQLite', name: RACE } as const;
  if (reason !== null || library === null || typeof old === 'string' || ours === null) {
    request.record({
      ...check,
      verdict: 'unknown',
      isMissing: true,
      counts: {},
      detail: `It was not looked for: ${reason}.`,
    });
    return;
  }
  const { signal } = request;
  const onOld = await race(old, { library, lookMs: LOOK_MS, signal });
  const { found, tookMs } = onOld;
  request.record({
    ...{
      row: 'planted',
      part: 'known bugs',
      name: RACE,
      what: WHAT,
      source: SOURCE,
      check: 'histories',
      tookMs,
    },
    ...{ found: found !== null, detail: found ?? `Nothing in ${onOld.rounds} rounds.` },
  });
  if (isStopped(request)) return;
  const onOurs = await race(ours, { library, lookMs: LOOK_MS, signal });
  request.record({
    ...check,
    verdict: onOurs.found !== null ? 'fail' : found === null || isStopped(request) ? 'unknown' : 'ok',
    counts: {
      acknowledged: onOurs.acknowledged,
      rounds: onOurs.rounds,
      planted: 1,
      found: found === null ? 0 : 1,
    },
    detail: `${howFound(old.sqlite, found, tookMs)} SQLite ${ours.sqlite}, which this tool brings, looked at for ${Math.round(onOurs.tookMs / 1_000)} s: ${onOurs.found ?? `all of ${onOurs.acknowledged} acknowledged rows are there`}.`,
    ...(found === null && { again: request.again(RACE) }),
    tookMs: tookMs + onOurs.tookMs,
  });
}

const isStopped = ({ signal }: PartRequest): boolean => signal?.aborted === true;

const howFound = (sqlite: string, found: string | null, tookMs: number): string =>
  found === null
    ? `SQLite ${sqlite} showed nothing in ${Math.round(tookMs / 1_000)} s: the race may be too rare on this machine now.`
    : `SQLite ${sqlite} after ${(tookMs / 1_000).toFixed(1)} s: ${found}.`;
