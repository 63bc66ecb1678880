// How a verb ends that found nothing to do: it must not say that it did it. Told from the document that programs get.

import { EXIT } from '../../contract/errors.ts';
import type { FileVerification } from '../../migrate/index.ts';
import { neither } from './headline.ts';
import { isEmptyHome } from './home-state.ts';
import type { Ended, Ending, NextVerb } from './last-screen.ts';

const STATUS: NextVerb = ['Where it stands', 'status'];
const ELSEWHERE: NextVerb = ['Look elsewhere', 'scan --home DIR'];

type Part = Readonly<Record<string, unknown>>;

/** Undefined where something was done, or is to be done. */
export function nothingDone({ verb, exitCode, result }: Ended): Ending | undefined {
  // Of erase it is a failure: the path may be mistyped.
  const judge = verb === null || (exitCode !== EXIT.ok && verb !== 'erase') ? undefined : JUDGES[verb];
  return judge?.((result ?? {}) as Part, result === null);
}

const JUDGES: Readonly<Record<string, (result: Part, isNull: boolean) => Ending | undefined>> = {
  doctor: emptyHome,
  scan: emptyHome,
  status: emptyHome,
  verify: nothingCompared,
  diff: nothingCompared,
  unarchive: ({ files }) => {
    if (isEmpty(files))
      return ['NOTHING DONE', 'No session file is in the archive, so none had to be brought back.', STATUS];
    if (isSomeOf(files, ['written', 'refused', 'damaged'])) return undefined;
    return ['NOTHING DONE', 'Every session file is in its place already.', STATUS];
  },
  archive: ({ files, left }) => {
    if (!isEmpty(files)) return undefined;
    const why = isEmpty(left) ? 'No session file is left to move.' : 'Each file above says why it stays.';
    return ['NOTHING DONE', `Nothing is to be moved. ${why}`, STATUS];
  },
  reconcile: ({ isDryRun, steps }) =>
    isDryRun === true && isEmpty(steps)
      ? ['EQUAL', 'Both sides hold the same. There is nothing to reconcile.', STATUS]
      : undefined,
  repair: ({ isDryRun, diagnosis }) =>
    isDryRun === true && (diagnosis as Part | undefined)?.isSound === true
      ? ['SOUND', 'The database is sound. There is nothing to repair.', STATUS]
      : undefined,
  'aside retry': (_result, isNull) =>
    isNull ? ['NOTHING DONE', 'Nothing is kept aside.', STATUS] : undefined,
  'restore-from-json': ({ imported, verified }) =>
    (imported as { fileAccount?: Part } | undefined)?.fileAccount?.imported === 0 &&
    (verified as Part | undefined)?.isVerified === true
      ? ['NOTHING DONE', 'The database held what the files hold already.', STATUS]
      : undefined,
  'restore-json': nothingWritten,
  'restore-originals': nothingWritten,
  export: nothingWritten,
  erase: ({ isFound }) =>
    isFound === false
      ? [
          neither('NOTHING FOUND'),
          'Nothing is stored for that workspace: it was erased already, or the path is mistyped.',
          STATUS,
        ]
      : undefined,
};

function emptyHome({ state }: Part): Ending | undefined {
  if (state === undefined || !isEmptyHome(state as Parameters<typeof isEmptyHome>[0])) return undefined;
  return [neither('NO SESSIONS'), 'There is nothing here to migrate. Is it the right folder?', ELSEWHERE];
}

function nothingCompared({ files }: Part): Ending | undefined {
  if (!Array.isArray(files) || unreadFiles(files) < files.length) return undefined;
  const which = isEmpty(files) ? 'no session file' : 'no session file that can be read';
  return [neither('NOTHING TO COMPARE'), `There is ${which} to compare with the database.`, STATUS];
}

/** Of how many nothing was compared. */
export const unreadFiles = (files: readonly FileVerification[]): number =>
  files.filter(({ result, isSalvaged }) => result === 'unread' && !isSalvaged).length;

function nothingWritten({ files }: Part): Ending | undefined {
  if (isEmpty(files)) return ['NOTHING WRITTEN', 'There was nothing to write.', STATUS];
  if (isSomeOf(files, ['written'])) return undefined;
  return ['NOTHING WRITTEN', 'Every file was there already, with the same bytes.', STATUS];
}

const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0;

const isSomeOf = (list: unknown, results: readonly unknown[]): boolean =>
  Array.isArray(list) && list.some((each: Part) => results.includes(each.result));
