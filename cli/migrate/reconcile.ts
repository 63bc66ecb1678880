// `ait42-migrate reconcile`: makes files and database equal, in a direction that the user names.

import { Option } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { isDatabasePhase, type Phase } from '../../migrate/live/phase.ts';
import { readPhase } from '../../migrate/live/phase-file.ts';
import {
  DIRECTIONS,
  type Direction,
  planReconciliation,
  type ReconcileStep,
  reconcileHome,
} from '../../migrate/tools/reconcile-home.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { type AskingFlags, dryRunOption } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { requireConfirmed } from './confirm.ts';
import { readingDatabase, writingDatabase } from './databases.ts';
import { type ImportOutcome, importChosen, printOutcome } from './import-chosen.ts';
import { requireKnownWorkspace } from './known-workspace.ts';
import { archiveOf, type HomeFlag, withChangedHome } from './places.ts';
import { lossText, stepText } from './reconcile-text.ts';
import { stages } from './stages.ts';
import { requiredWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

interface ReconcileFlags extends HomeFlag, WorkspaceFlags, AskingFlags {
  readonly from?: Direction;
}

export const addReconcile: AddVerb = (program, run) => {
  withWorkspace(withChangedHome(program.command('reconcile')))
    .description(
      'Where the session files and the database differ, only you know which side is right. Both versions go into the ' +
        'archive first. --from json takes the files, --from sqlite writes the files again, --from both keeps the ' +
        'database’s sessions and adds what only the file has. Without --from it says what differs and changes nothing.',
    )
    .addOption(new Option('--from <side>', 'the side that is right').choices([...DIRECTIONS]))
    .addOption(dryRunOption('say what would be done; change nothing'))
    .option('--yes', 'do not ask')
    .examples([
      ['ait42-migrate reconcile --all', 'what differs'],
      ['ait42-migrate reconcile --all --from json', 'the files are right'],
    ])
    .action(run(reconcileVerb));
};

async function reconcileVerb(context: Context, flags: ReconcileFlags): Promise<ExitCode> {
  const { home, from, dryRun = false, yes = false } = flags;
  const workspaces = requiredWorkspaces(flags);
  if (yes && from === undefined)
    throw new StoreError(
      'E_USAGE',
      'With --yes, name the side that is right: --from json, sqlite or both. Nothing was done.',
    );
  const at = readPhase(home);
  const { phase } = at;
  // In the other phases files are written all the time, and need no copy.
  const archiveDir = from !== undefined && phase === 'json' ? archiveOf(home) : undefined;
  const { steps, unkept } = await readingDatabase(home, async (store) => {
    await requireKnownWorkspace(home, workspaces, store);
    return planReconciliation({ home, store, from, archiveDir, workspaces, ...context.control });
  });
  for (const step of steps) context.print(visibleName(`  ${stepText(step)}`));
  const loss = lossText(steps, from, isDatabasePhase(phase));
  if (loss !== undefined) context.warn(loss);
  if (steps.length === 0 && unkept.length === 0) {
    context.result({ isDryRun: dryRun, steps });
    context.print('Files and database are equal: nothing to do.');
    return EXIT.ok;
  }
  if (from === undefined) throw undirected(steps, phase);
  if (dryRun) {
    context.result({ isDryRun: true, steps });
    return EXIT.ok;
  }
  const due = steps.filter(({ action }) => action !== null).map(({ workspace }) => workspace);
  const chosen = [...due, ...unkept];
  if (chosen.length === 0) {
    context.result({ isDryRun: false, steps });
    return leftOver(context, steps.length);
  }
  await requireConfirmed(context, flags, questionOf(chosen.length, steps, from));
  context.progress.plan(stages('reconciling', 'importing', 'verifying'));
  context.onInterrupt = 'Each workspace is either done or untouched; run the same command again to go on.';
  const reconcile = async (store: SqliteStore): Promise<ImportOutcome> => {
    await reconcileHome({ home, store, ...context.control }, steps);
    // Keeps the files as they are now in the archive, and verifies them.
    return importChosen(context, store, { home, workspaces: chosen, canReplace: false });
  };
  const outcome = await writingDatabase(home, reconcile, at);
  context.result({ isDryRun: false, steps, ...outcome });
  const exitCode = printOutcome(context, outcome);
  const left = steps.length - due.length;
  return exitCode === EXIT.ok && left > 0 ? leftOver(context, left) : exitCode;
}

/** With what goes: the lines above it may be many. */
function questionOf(workspaces: number, steps: readonly ReconcileStep[], from: Direction): string {
  const due = steps.filter(({ action }) => action !== null);
  const sum = (numberOf: (step: ReconcileStep) => number): number =>
    due.reduce((total, step) => total + numberOf(step), 0);
  const removed = {
    json: `${counted(
      sum(({ counts }) => counts.onlyInDatabase),
      'session',
    )} removed from the database`,
    sqlite: `${counted(
      sum(({ counts }) => counts.onlyInFile),
      'session',
    )} removed from files`,
    both: 'nothing removed',
  };
  return `Reconcile ${counted(workspaces, 'workspace')} (${removed[from]})?`;
}

function leftOver(context: Context, workspaces: number): ExitCode {
  context.print(
    `${counted(workspaces, 'workspace')} left as before: the file is gone, or the app cannot read it ("migrate --salvage" takes its complete records). "--from sqlite" writes the file from the database; "erase" removes the workspace everywhere.`,
  );
  return EXIT.differences;
}

const undirected = (steps: readonly ReconcileStep[], phase: Phase): StoreError =>
  new StoreError(
    'E_REFUSED',
    `Files and database differ in ${counted(steps.length, 'workspace')}, and only you know which side is right. In phase ${phase} ${isDatabasePhase(phase) ? 'the database answers the app, so --from sqlite takes nothing away from it' : 'the session files answer the app, so --from json takes nothing away from it'}. Nothing was changed. Name it: --from json, --from sqlite or --from both; --dry-run says what comes and goes.`,
    { data: { workspaces: steps.length } },
  );
