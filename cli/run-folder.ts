// Where runs leave their results: one folder a run, named by time and seed so that names sort by time.

import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { IS_CHECKOUT, PACKAGE_ROOT } from '../contract/package-root.ts';
import { readResults } from '../contract/result-file.ts';
import { makeFolder } from './make-folder.ts';

/**
 * In a checkout ignored by git; what is worth keeping is copied from here to reports/published. An installed package is
 * no place for results: there it is below the folder that the tool is started in.
 */
export const RUNS_FOLDER: string = join(IS_CHECKOUT ? PACKAGE_ROOT : process.cwd(), 'reports', 'runs');

export const RESULT_FILE = 'results.ndjson';

/** Makes the folder of a new run: `out` when given, else one of its own below RUNS_FOLDER. Answers its full path. */
export function createRunFolder(startedAt: string, seed: number, out?: string): string {
  const folder = out === undefined ? join(RUNS_FOLDER, runName(startedAt, seed)) : resolve(out);
  makeFolder(folder);
  return folder;
}

/** `20261123T074501Z-42`: an ISO instant without what file names should not hold. */
export const runName = (startedAt: string, seed: number): string =>
  `${startedAt.replace(/[-:]|\.\d+/g, '')}-${seed}`;

/** A run by its result file. */
export interface ChosenRun {
  readonly file: string;
  /** Names of later runs that were passed over, each with why. */
  readonly skipped: readonly string[];
}

/** The newest run that came to its end. Throws E_NOT_FOUND when there is none. */
export async function newestResults(runs: string = RUNS_FOLDER): Promise<ChosenRun> {
  const names = await readdir(runs).catch(() => []);
  const skipped: string[] = [];
  for (const name of names.toSorted().reverse()) {
    const file = join(runs, name, RESULT_FILE);
    if ((await stat(file).catch(() => undefined)) === undefined) continue;
    const fault = faultOf(file);
    if (fault === null) return { file, skipped };
    skipped.push(`${name} (${fault})`);
  }
  const rest = skipped.length === 0 ? '' : ` Name one to use it all the same: ${skipped.join(', ')}.`;
  throw new StoreError(
    'E_NOT_FOUND',
    `There is no complete run in ${runs} yet. "npm start" makes one.${rest}`,
  );
}

/** How the folders of runs that nobody named begin. */
const RUN_NAME = /^\d{8}T\d{6}Z-/;

/**
 * The result file of the run that began last, whatever became of it: a judgement on an older one would be taken for
 * one on this. Throws E_NOT_FOUND when there is no run, or when the newest left no results.
 */
export async function latestResults(runs: string = RUNS_FOLDER): Promise<string> {
  const names = await readdir(runs).catch(() => []);
  const name = names
    .filter((one) => RUN_NAME.test(one))
    .toSorted()
    .at(-1);
  if (name === undefined)
    throw new StoreError('E_NOT_FOUND', `There is no run in ${runs} yet. "npm start" makes one.`);
  const file = join(runs, name, RESULT_FILE);
  if ((await stat(file).catch(() => undefined)) !== undefined) return file;
  throw new StoreError(
    'E_NOT_FOUND',
    `The newest run, ${name}, left no results. Nothing was judged: run it again, or name a run to judge.`,
  );
}

/** Why a result file should not be taken without having been named; null for a complete one. */
function faultOf(file: string): string | null {
  try {
    const { isComplete, footer } = readResults(file);
    if (isComplete) return null;
    return footer === null ? 'cut short, or still running' : 'interrupted or failed';
  } catch (error) {
    if (error instanceof StoreError) return 'unreadable';
    throw error;
  }
}

/** The run that a user means: a file, a folder, or the newest complete run when nothing is given. */
export async function resultsFile(given: string | undefined): Promise<ChosenRun> {
  if (given === undefined) return newestResults();
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new StoreError('E_NOT_FOUND', `There is no result file ${given}.`);
  return { file: found.isDirectory() ? join(given, RESULT_FILE) : given, skipped: [] };
}

export const skippedText = (skipped: readonly string[]): string => `Skipped: ${skipped.join(', ')}.`;
