// `ait42-migrate status`: where the migration of a home stands. Changes nothing.

import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { HeldSessions, HomeStatus, WorkspaceStatus } from '../../migrate/live/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { readingDatabase } from './databases.ts';
import { homeState, isEmptyHome, noSessionsText } from './home-state.ts';
import { archiveOf, type HomeFlag, requireHome, withHome } from './places.ts';
import { ANSWERS } from './which-answers.ts';

const WATCH_MS = 2_000;

interface StatusFlags extends HomeFlag {
  readonly watch?: true;
  readonly json?: true;
  readonly quiet?: true;
}

export const addStatus: AddVerb = (program, run) => {
  withHome(program.command('status'))
    .description(
      'Says which store answers, how many sessions each side has, what was compared while both were live and how ' +
        'large the rate of mismatches may still be. "phase --explain" says what the next phase needs.',
    )
    .option('--watch', 'again every 2 s, until you stop it')
    .examples([['ait42-migrate status --watch', 'while the app runs']])
    .action(run(statusVerb));
};

async function statusVerb(context: Context, { home, watch, json, quiet }: StatusFlags): Promise<ExitCode> {
  requireHome(home);
  if (watch && json) {
    throw new StoreError('E_USAGE', '--watch prints again and again, --json one document. Use one of them.');
  }
  if (watch && quiet) throw new StoreError('E_USAGE', '--quiet leaves nothing to watch. Use one of them.');
  const { homeStatus } = await import('../../migrate/live/index.ts');
  const { movedFiles } = await import('../../migrate/certificate/certified-files.ts');
  const { legacyFileOf } = await import('../../migrate/legacy-files.ts');
  do {
    const found = await homeStatus(home, heldInCopy);
    const moved = movedFiles(home, archiveOf(home));
    const workspaces = found.workspaces.map((each) => ({
      ...each,
      isArchived: each.fileSessions === null && moved.has(legacyFileOf(each.hash)),
    }));
    const status = { ...found, workspaces };
    const state = homeState(home);
    context.result({ home, state, ...status });
    context.print(isEmptyHome(state) ? noSessionsText(home) : statusText(status));
  } while (watch && (await isStillWatching(context.signal)));
  return EXIT.ok;
}

/** Through a copy, because even reading a database leaves a log beside it. */
async function heldInCopy(home: string): Promise<HeldSessions> {
  try {
    const { heldIn } = await import('../../migrate/live/index.ts');
    return await readingDatabase(home, (store) => heldIn(home, store));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { database: error.code === 'E_NOT_FOUND' ? 'absent' : error.code, held: new Map(), forked: [] };
  }
}

const isStillWatching = (signal: AbortSignal): Promise<boolean> =>
  delay(WATCH_MS, true, { signal }).catch(() => false);

interface ShownWorkspace extends WorkspaceStatus {
  /** Its file was moved away by `archive`. */
  readonly isArchived: boolean;
}

type ShownStatus = Omit<HomeStatus, 'workspaces'> & { readonly workspaces: readonly ShownWorkspace[] };

function statusText(status: ShownStatus): string {
  const { phase, since, evidence, workspaces, newestSnapshot } = status;
  const behind = workspaces.filter(isUnequal).length;
  const archived = workspaces.filter(({ isArchived }) => isArchived).length;
  return [
    `Phase ${phase}${since === null ? '' : ` since ${since}`}; ${ANSWERS[phase]}.`,
    `Database: ${status.database}. ${counted(workspaces.length, 'workspace')}, ${count(behind)} with other counts on the two sides${archived === 0 ? '' : `, ${count(archived)} with the file in the archive`}.`,
    `Compared while live: ${counted(evidence.comparisons, 'answer')}, ${count(evidence.mismatches)} different: ` +
      `rate at most ${evidence.rateUpper.toPrecision(3)} (95 %).`,
    ...(newestSnapshot === null ? [] : [`Newest snapshot of a session file: ${newestSnapshot}.`]),
    ...(workspaces.length === 0 ? [] : ['  workspace         file   database']),
    ...workspaces.map(workspaceLine),
  ].join('\n');
}

const isUnequal = ({ fileSessions, databaseSessions, isArchived }: ShownWorkspace): boolean =>
  !isArchived && (fileSessions ?? 0) !== (databaseSessions ?? 0);

function workspaceLine(workspace: ShownWorkspace): string {
  const { hash, fileSessions, databaseSessions, isForked, isUnreadable, isArchived } = workspace;
  const marks = [
    ...(isForked
      ? [
          `forked: the file may hold what the database lacks; "reconcile --hash ${hash}" says what, and ends it`,
        ]
      : []),
    ...(isArchived ? ['archived'] : []),
    ...(isUnreadable ? ['the app cannot read the file'] : []),
  ];
  const figures = [fileSessions, databaseSessions].map((number) => number ?? '-').map(String);
  return `  ${hash.padEnd(16)}${figures.map((text) => text.padStart(7)).join('   ')}  ${marks.join('; ')}`.trimEnd();
}
