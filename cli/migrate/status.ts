// `ait42-migrate status`: where the migration of a home stands. Changes nothing.

import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { HeldSessions, HomeStatus, WorkspaceStatus } from '../../migrate/live/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { exampleText } from '../examples.ts';
import { readingDatabase } from './databases.ts';
import { type HomeFlag, requireHome, withHome } from './places.ts';

const WATCH_MS = 2_000;

interface StatusFlags extends HomeFlag {
  readonly watch?: true;
  readonly json?: true;
}

export const addStatus: AddVerb = (program, run) => {
  withHome(program.command('status'))
    .summary('phase, counts on both sides, comparisons, forks')
    .description(
      'Says which store answers, how many sessions each side has, what was compared while both were live and how ' +
        'large the rate of mismatches may still be. "phase --explain" says what the next phase needs.',
    )
    .option('--watch', 'again every 2 s, until you stop it')
    .addHelpText('after', exampleText([['ait42-migrate status --watch', 'while the app runs']]))
    .action(run(statusVerb));
};

async function statusVerb(context: Context, { home, watch, json }: StatusFlags): Promise<ExitCode> {
  requireHome(home);
  if (watch && json) {
    throw new StoreError('E_USAGE', '--watch prints again and again, --json one document. Use one of them.');
  }
  const { homeStatus } = await import('../../migrate/live/index.ts');
  do {
    const status = await homeStatus(home, heldInCopy);
    context.result({ home, ...status });
    context.print(statusText(status));
  } while (watch && (await isStillWatching(context.signal)));
  return EXIT.ok;
}

/** Through a copy, because even reading a database leaves a log beside it. */
async function heldInCopy(home: string): Promise<HeldSessions> {
  try {
    return await readingDatabase(home, async (store) => ({
      database: 'readable',
      held: new Map((await store.workspaces()).map(({ hash, sessions }) => [hash, sessions])),
    }));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { database: error.code === 'E_NOT_FOUND' ? 'absent' : error.code, held: new Map() };
  }
}

const isStillWatching = (signal: AbortSignal): Promise<boolean> =>
  delay(WATCH_MS, true, { signal }).catch(() => false);

function statusText(status: HomeStatus): string {
  const { phase, since, evidence, workspaces, newestSnapshot } = status;
  const behind = workspaces.filter(isUnequal).length;
  return [
    `Phase ${phase}${since === null ? '' : ` since ${since}`}; ${ANSWERS[phase]}.`,
    `Database: ${status.database}. ${counted(workspaces.length, 'workspace')}, ${count(behind)} with other counts on the two sides.`,
    `Compared while live: ${counted(evidence.comparisons, 'answer')}, ${count(evidence.mismatches)} different: ` +
      `rate at most ${evidence.rateUpper.toPrecision(3)} (95 %).`,
    ...(newestSnapshot === null ? [] : [`Newest snapshot of a session file: ${newestSnapshot}.`]),
    '  workspace         file   database',
    ...workspaces.map(workspaceLine),
  ].join('\n');
}

const ANSWERS: Readonly<Record<HomeStatus['phase'], string>> = {
  json: 'the session files answer, nothing follows',
  dual: 'the session files answer, the database follows',
  'sqlite+json': 'the database answers, the session files follow',
  sqlite: 'the database answers alone',
};

const isUnequal = ({ fileSessions, databaseSessions }: WorkspaceStatus): boolean =>
  (fileSessions ?? 0) !== (databaseSessions ?? 0);

function workspaceLine(workspace: WorkspaceStatus): string {
  const { hash, fileSessions, databaseSessions, isForked, isUnreadable } = workspace;
  const marks = [
    ...(isForked ? ['forked: the file may hold what the database lacks; "reconcile" ends it'] : []),
    ...(isUnreadable ? ['the app cannot read the file'] : []),
  ];
  const figures = [fileSessions, databaseSessions].map((number) => number ?? '-').map(String);
  return `  ${hash.padEnd(16)}${figures.map((text) => text.padStart(7)).join('   ')}  ${marks.join('; ')}`.trimEnd();
}
