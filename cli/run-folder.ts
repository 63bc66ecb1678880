// Where runs leave their results: one folder a run, named by time and seed so that names sort by time.

import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { makeFolder } from './make-folder.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** Ignored by git; what is worth keeping is copied from here to reports/published. */
export const RUNS_FOLDER: string = join(PACKAGE_ROOT, 'reports', 'runs');

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

/** The result file of the newest run. Throws E_NOT_FOUND when there is none. */
export async function newestResults(runs: string = RUNS_FOLDER): Promise<string> {
  const names = await readdir(runs).catch(() => []);
  for (const name of names.toSorted().reverse()) {
    const file = join(runs, name, RESULT_FILE);
    if (await stat(file).catch(() => undefined)) return file;
  }
  throw new StoreError('E_NOT_FOUND', `There is no run in ${runs} yet. "npm start" makes one.`);
}

/** The result file that a user means: a file, the folder of a run, or the newest run when nothing is given. */
export async function resultsFile(given: string | undefined): Promise<string> {
  if (given === undefined) return newestResults();
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new StoreError('E_NOT_FOUND', `There is no result file ${given}.`);
  return found.isDirectory() ? join(given, RESULT_FILE) : given;
}
