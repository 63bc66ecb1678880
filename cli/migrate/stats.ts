// `ait42-migrate stats`: counts and sums of the sessions, by workspace and in total.

import { Option } from 'commander';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { RuntimeGroup, SessionGroup, SessionStatistics } from '../../contract/statistics.ts';
import {
  databaseStatistics,
  fileStatistics,
  type HomeStatistics,
  type WorkspaceStatistics,
} from '../../migrate/tools/home-statistics.ts';
import { count } from '../../reports/text/figures.ts';
import { alignedTable } from '../../reports/text/table.ts';
import type { AddVerb, Context } from '../context.ts';
import { visibleName } from '../visible-text.ts';
import { readingDatabase } from './databases.ts';
import { homeState, isEmptyHome, noSessionsText } from './home-state.ts';
import { requireKnownWorkspace } from './known-workspace.ts';
import { databaseOf, type HomeFlag, isPresent, requireHome, withHome } from './places.ts';
import { chosenWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

interface StatsFlags extends HomeFlag, WorkspaceFlags {
  readonly from?: 'json' | 'sqlite';
}

export const addStats: AddVerb = (program, run) => {
  withWorkspace(withHome(program.command('stats')))
    .description('Counts and sums by workspace, type, status, model and runtime.')
    .addOption(
      new Option('--from <side>', 'count the database or the session files').choices(['json', 'sqlite']),
    )
    .examples([
      ['ait42-migrate stats', 'of the database, or of the session files while there is none'],
      ['ait42-migrate stats --from json --json', 'of the session files, for a program'],
    ])
    .action(run(statsVerb));
};

async function statsVerb(context: Context, flags: StatsFlags): Promise<ExitCode> {
  const { home } = flags;
  requireHome(home);
  const workspaces = chosenWorkspaces(flags);
  const from = flags.from ?? (isPresent(databaseOf(home)) ? 'sqlite' : 'json');
  const statistics =
    from === 'json'
      ? await ofFiles(context, home, workspaces)
      : await readingDatabase(home, async (store) => {
          await requireKnownWorkspace(home, workspaces, store);
          return databaseStatistics(store, workspaces);
        });
  context.result({ from, ...statistics });
  for (const file of statistics.unread) context.warn(`Not counted, because the app cannot read it: ${file}`);
  const isEmpty = statistics.workspaces.length === 0 && isEmptyHome(homeState(home));
  context.print(isEmpty ? noSessionsText(home) : statisticsText(from, statistics));
  return EXIT.ok;
}

async function ofFiles(
  { signal }: Context,
  home: string,
  workspaces: readonly string[] | undefined,
): Promise<HomeStatistics> {
  await requireKnownWorkspace(home, workspaces);
  return fileStatistics(home, { ...(workspaces === undefined ? {} : { workspaces }), signal });
}

const statisticsText = (from: string, { workspaces, total }: HomeStatistics): string =>
  [
    from === 'json' ? 'From the session files:' : 'From the database:',
    ...alignedTable(COLUMNS, [...workspaces.map(workspaceCells), ['total', ...sumCells(total)]]),
    '',
    ...alignedTable(
      ['by', 'value', 'sessions', 'files changed', 'lines added', 'lines deleted'],
      [
        ...groupRows('type', total.byType),
        ...groupRows('status', total.byStatus),
        ...groupRows('model', total.byModel),
      ],
    ),
    '',
    // Of instances, where the tables above are of sessions: a session may have several runtimes.
    ...alignedTable(
      ['runtime', 'sessions', 'instances', 'files changed', 'lines added', 'lines deleted'],
      total.byRuntime.map(runtimeCells),
    ),
  ].join('\n');

const COLUMNS = [
  'workspace',
  'sessions',
  'instances',
  'messages',
  'seconds',
  'files changed',
  'lines added',
  'lines deleted',
];

const workspaceCells = (workspace: WorkspaceStatistics): string[] => [
  visibleName(workspace.path ?? workspace.hash),
  ...sumCells(workspace),
];

const sumCells = ({ totals }: SessionStatistics): string[] => [
  count(totals.sessions),
  count(totals.instances),
  count(totals.messages),
  totals.totalDuration.toString(),
  count(totals.totalFilesChanged),
  count(totals.totalLinesAdded),
  count(totals.totalLinesDeleted),
];

const groupRows = (by: string, groups: readonly SessionGroup[]): string[][] =>
  groups.map((group) => [
    by,
    shownKey(group),
    count(group.sessions),
    count(group.totalFilesChanged),
    count(group.totalLinesAdded),
    count(group.totalLinesDeleted),
  ]);

const runtimeCells = (group: RuntimeGroup): string[] => [
  shownKey(group),
  count(group.sessions),
  count(group.instances),
  count(group.filesChanged),
  count(group.linesAdded),
  count(group.linesDeleted),
];

const shownKey = ({ key }: { readonly key: string | null }): string =>
  key === null ? '-' : visibleName(key);
