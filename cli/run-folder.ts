// Where runs leave their results: one folder a run, named by time and seed unless the user names it. Which is the newest its file says.

import { readSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { IS_CHECKOUT, isInstalledFor, PACKAGE_ROOT } from '../contract/package-root.ts';
import { withRegularFile } from '../files/regular-file.ts';
import { verbOf } from '../results/identity.ts';
import { readResults } from '../results/result-file.ts';
import { SESSION_WORDS } from '../sessions/words.ts';
import { commandText, toolWords } from './command-text.ts';
import { makeFolder } from './make-folder.ts';

/** The runs of one definition. */
export interface Runs {
  readonly folder: string;
  /** The name of the definition: other runs may be in the folder, too. */
  readonly of: string;
  /** As given; undefined: of the session stores. */
  readonly config: string | undefined;
}

/**
 * Of the session stores they are in the checkout, wherever it is started from, and ignored by git; what is worth keeping is
 * copied from there to reports/published. Those of other definitions, and all in a project that has the package installed, are
 * below the folder that the tool is started in: a package is no place for results.
 */
export const runsOf = (
  definition: string,
  config: string | undefined,
  folder: string = process.cwd(),
): Runs => ({
  folder: join(
    config === undefined && IS_CHECKOUT && !isInstalledFor(folder) ? PACKAGE_ROOT : folder,
    'reports',
    'runs',
  ),
  of: definition,
  config,
});

export const RESULT_FILE = 'results.ndjson';

/** Makes the folder of a new run: `out` when given, else one of its own. Answers its full path. */
export function createRunFolder({ folder: runs }: Runs, name: string, out?: string): string {
  const folder = out === undefined ? join(runs, name) : resolve(out);
  makeFolder(folder);
  return folder;
}

/** `20261123T074501Z-42`: an ISO instant without what file names should not hold. */
export const runName = (startedAt: string, seed: number): string =>
  `${startedAt.replace(/[-:]|\.\d+/g, '')}-${seed}`;

/** A run by its result file, or by those of its shards. */
export interface ChosenRun {
  readonly files: readonly string[];
  /** Names of later runs that were passed over, each with why. */
  readonly skipped: readonly string[];
}

/** The newest run that came to its end. Throws E_NOT_FOUND when there is none. */
export async function newestResults(runs: Runs): Promise<ChosenRun> {
  const skipped: string[] = [];
  for await (const { name, file, fault } of newestFirst(runs)) {
    if (fault === null) return { files: [file], skipped };
    if (fault !== NO_RESULTS) skipped.push(`${name} (${fault})`);
  }
  const rest = skipped.length === 0 ? '' : ` Name one to use it all the same: ${skipped.join(', ')}.`;
  throw noRun(runs, 'complete run', rest);
}

/**
 * The result file of the run that began last, wherever its folder is named, and whatever became of it: a judgement on an older one
 * would be taken for one on this. Throws E_NOT_FOUND when there is no run, or when the newest left no results.
 */
export async function latestResults(runs: Runs): Promise<string> {
  for await (const { name, file, fault, verb } of newestFirst(runs)) {
    if (verb === COMPARING || name.endsWith(COMPARISON)) continue;
    if (fault !== NO_RESULTS) return file;
    // Others make folders, too.
    if (!RUN_NAME.test(name)) continue;
    throw new StoreError(
      'E_NOT_FOUND',
      `The newest run, ${name}, left no results. Nothing was judged: run it again, or name a run to judge.`,
    );
  }
  throw noRun(runs, 'run');
}

/** What the folders of runs are called that nobody named; those of comparisons have more behind. */
const RUN_NAME = /^\d{8}T\d{6}Z-\d+$/;
export const COMPARISON = '-compared';
/** The verb that compares. */
const COMPARING = 'gate';

const noRun = ({ folder, of, config }: Runs, what: string, rest = ''): StoreError =>
  new StoreError(
    'E_NOT_FOUND',
    `There is no ${what} of ${of} in ${folder} yet. "${commandText(toolWords('proof'), { config })}" makes one.${rest}`,
  );

/** By when they began. Those of other definitions are left out. Whose a run is that left nothing readable is not known. */
async function* newestFirst({ folder, of }: Runs): AsyncGenerator<State & Place> {
  const names = await readdir(folder).catch(() => []);
  const places = await Promise.all(names.map((name) => placeOf(folder, name)));
  for (const place of places.toSorted(byStart).reverse()) {
    const state = place.isThere ? stateOf(place.file) : { fault: NO_RESULTS };
    if (state.definition === undefined || state.definition === of) yield { ...place, ...state };
  }
}

interface Place {
  readonly name: string;
  readonly file: string;
  readonly isThere: boolean;
  /** An instant without hyphens and colons; empty where neither the file nor the name says. */
  readonly began: string;
}

const byStart = (one: Place, other: Place): number =>
  Number(one.began > other.began) - Number(one.began < other.began) || one.name.localeCompare(other.name);

async function placeOf(folder: string, name: string): Promise<Place> {
  const file = join(folder, name, RESULT_FILE);
  const isThere = (await stat(file).catch(() => undefined)) !== undefined;
  const began = (isThere ? startIn(file) : undefined) ?? /^\d{8}T\d{6}Z/.exec(name)?.[0] ?? '';
  return { name, file, isThere, began: began.replaceAll(/[-:]/g, '') };
}

/** Without reading all of it: runs are many, and of most only this is wanted. */
function startIn(file: string): string | undefined {
  try {
    return withRegularFile(file, (descriptor) => {
      const bytes = Buffer.alloc(HEAD_BYTES);
      const text = bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, HEAD_BYTES, 0));
      return /"startedAt":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/.exec(text)?.[1];
    });
  } catch {
    return undefined;
  }
}

const HEAD_BYTES = 64 * 1024;

const NO_RESULTS = 'no results';

interface State {
  /** Why a result file should not be taken without having been named; null for a complete one. */
  readonly fault: string | null;
  readonly definition?: string;
  readonly verb?: string;
}

function stateOf(file: string): State {
  try {
    const { header, isComplete, footer } = readResults(file, SESSION_WORDS);
    const fault = footer === null ? 'cut short, or still running' : 'interrupted or failed';
    return { fault: isComplete ? null : fault, definition: header.definition.name, verb: verbOf(header) };
  } catch (error) {
    if (error instanceof StoreError) return { fault: 'unreadable' };
    throw error;
  }
}

/** The run that a user means: files, folders, or the newest complete run when nothing is given. */
export async function resultsFiles(given: readonly string[], runs: Runs): Promise<ChosenRun> {
  if (given.length === 0) return newestResults(runs);
  return { files: await resultsNamed(given), skipped: [] };
}

/** The result files that are meant by files and folders. */
export const resultsNamed = (given: readonly string[]): Promise<string[]> =>
  Promise.all(given.map(namedResults));

async function namedResults(given: string): Promise<string> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new StoreError('E_NOT_FOUND', `There is no result file ${given}.`);
  return found.isDirectory() ? join(given, RESULT_FILE) : given;
}

export const skippedText = (skipped: readonly string[]): string => `Skipped: ${skipped.join(', ')}.`;
