// Backups named by the time, in one folder: the newest of each day and week stay, others go, and so does what killed
// backups left unfinished. Other files of the folder are left alone.

import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isAbandoned } from '../files/temporary-file.ts';
import { backupDatabase, freeName, stamp } from './backup.ts';
import type { Connection } from './connection.ts';

const BACKUP_NAME = /^sessions-(\d{8})-(\d{6})(?:-(\d+))?\.db$/;
/** Of those, and of copies that a verb makes before it changes the database. */
const UNFINISHED_NAME = /^(?:sessions-\d{8}-\d{6}(?:-\d+)?|before-[a-z]+-\d{8}-\d{9})\.db\.unfinished-[^.]+$/;
const DAYS_KEPT = 7;
const WEEKS_KEPT = 4;
const WEEK_DAYS = 7;
const DAY_MS = 24 * 3600 * 1000;

/** A backup named by the time, in a folder where old ones are thinned out: the last of 7 days and of 4 weeks stay. */
export async function backupWithRotation(
  source: Connection,
  folder: string,
  now: Date = new Date(),
): Promise<string> {
  const target = freeName(join(folder, `sessions-${stamp(now)}`), '.db');
  await backupDatabase(source, target);
  const names = readdirSync(folder);
  for (const name of [...expiredBackups(names, now), ...names.filter(isLeftBehind)])
    if (name !== basename(target)) rmSync(join(folder, name), { force: true });
  return target;
}

/**
 * Which of a folder's files are backups that rotation no longer keeps. Other files are none of its business, and nor are
 * backups of a time to come, which a clock that was ahead has named: they would take the places of real ones.
 */
export function expiredBackups(names: readonly string[], now: Date = new Date()): string[] {
  const latest = `sessions-${stamp(new Date(now.getTime() + DAY_MS))}.db`;
  const newestFirst = names
    .filter((name) => BACKUP_NAME.test(name) && laterFirst(latest, name) < 0)
    .sort(laterFirst);
  const kept = new Set<string>();
  keepNewestOf(newestFirst, dayOf, DAYS_KEPT, kept);
  keepNewestOf(newestFirst, weekOf, WEEKS_KEPT, kept);
  return newestFirst.filter((name) => !kept.has(name));
}

/** By time, and within a second by number: the names alone would put the tenth before the second. */
function laterFirst(left: string, right: string): number {
  const [leftTime, leftNumber] = timeOf(left);
  const [rightTime, rightNumber] = timeOf(right);
  return rightTime - leftTime || rightNumber - leftNumber;
}

function timeOf(name: string): readonly [time: number, number: number] {
  const [, day = '', time = '', number = '1'] = BACKUP_NAME.exec(name) ?? [];
  return [Number(day + time), Number(number)];
}

function keepNewestOf(
  names: readonly string[],
  periodOf: (name: string) => string,
  periods: number,
  kept: Set<string>,
): void {
  const seen = new Set<string>();
  for (const name of names) {
    const period = periodOf(name);
    if (seen.has(period) || seen.size >= periods) continue;
    seen.add(period);
    kept.add(name);
  }
}

const dayOf = (name: string): string => BACKUP_NAME.exec(name)?.[1] ?? '';

/** Weeks since 1970; they begin on Thursdays, which is as good as any day. */
function weekOf(name: string): string {
  const date = Date.parse(dayOf(name).replace(/(....)(..)(..)/, '$1-$2-$3'));
  return String(Math.floor(date / (WEEK_DAYS * DAY_MS)));
}

/** Of a backup whose process was killed. */
const isLeftBehind = (name: string): boolean => UNFINISHED_NAME.test(name) && isAbandoned(name);
