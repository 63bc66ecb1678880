// `ait42-migrate repair`: a sound database in the place of a damaged one, from whatever is sound.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { isDatabasePhase } from '../../migrate/live/phase.ts';
import { type Diagnosis, diagnose, fileStateAt, nothingLeft } from '../../migrate/tools/repair/diagnosis.ts';
import { type RepairReport, repairDatabase } from '../../migrate/tools/repair/repair-database.ts';
import { count } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { type AskingFlags, dryRunOption } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { requireConfirmed } from './confirm.ts';
import { readingDatabase, readingFile, readingFileUpToDate, requireNoStrayLogOf } from './databases.ts';
import { requireSound } from './findings.ts';
import { printForks } from './forks.ts';
import { archiveOf, databaseOf, type HomeFlag, isPresent, requireHome, withChangedHome } from './places.ts';
import { printWithoutDigest } from './without-digest.ts';

type RepairFlags = HomeFlag & AskingFlags;

export const addRepair: AddVerb = (program, run) => {
  withChangedHome(program.command('repair'))
    .description(
      'Rebuilds the database from its own workspaces whose digests hold, the session files, the newest sound backup ' +
        'and the archive, checks it and puts it in place. The damaged one is kept under a name with the time. What could ' +
        'not be recovered is listed.',
    )
    .addOption(dryRunOption('say what is damaged; change nothing'))
    .option('--yes', 'do not ask')
    .examples([['ait42-migrate repair --dry-run', 'what is damaged']])
    .action(run(repairVerb));
};

/** Problems shown of a damaged database; "check" lists them all. */
const SHOWN_MAX = 10;
/** Sessions and workspaces named, each. */
const WARNED_MAX = 50;

async function repairVerb(context: Context, flags: RepairFlags): Promise<ExitCode> {
  const { home, dryRun = false } = flags;
  requireHome(home);
  const file = databaseOf(home);
  const { removeAbandoned } = await import('../../impl-sqlite/abandoned-files.ts');
  if (!dryRun) removeAbandoned(file);
  context.progress.begin('looking for damage');
  const diagnosis = await diagnosisOf(home, file);
  if (diagnosis.isSound) {
    context.result({ isDryRun: dryRun, diagnosis: shownOf(diagnosis) });
    context.print(`${file}: sound. Nothing to repair.`);
    printWithoutDigest(context, diagnosis.withoutDigest, SHOWN_MAX);
    return EXIT.ok;
  }
  printDiagnosis(context, file, diagnosis);
  if (dryRun) {
    context.result({ isDryRun: true, diagnosis: shownOf(diagnosis) });
    context.note(`${context.tool}: ${file} is damaged. (exit code ${EXIT.corruption})`);
    return EXIT.corruption;
  }
  const kept = isPresent(file) ? ' The damaged one is kept.' : '';
  await requireConfirmed(context, flags, `Rebuild the database?${kept}`, 'repair');
  context.progress.begin('rebuilding the database');
  const report = await repairDatabase({
    ...{ home, archiveDir: archiveOf(home), file, readDatabase: readingFileUpToDate, diagnosis },
    diagnoseAgain: () => diagnosisOf(home, file),
  });
  await readingDatabase(home, async (store) => requireSound((await store.check()).findings, file));
  const { forkRestored } = await import('../../migrate/live/index.ts');
  const forked = await forkRestored(home);
  context.result({ isDryRun: false, ...report, diagnosis: shownOf(report.diagnosis), forked });
  printRepair(context, file, report);
  printForks(context, forked);
  const { unrecovered, lost, leftOut, hasEarlierStates } = report;
  const isWhole = unrecovered.length + lost.length + leftOut.length === 0 && !hasEarlierStates;
  return isWhole ? EXIT.ok : EXIT.keptAside;
}

const shownOf = ({ asRead: _, ...shown }: Diagnosis): Omit<Diagnosis, 'asRead'> => shown;

/** Where the database is the truth, one that is gone or empty has lost everything; elsewhere it is still to be made. */
async function diagnosisOf(home: string, file: string): Promise<Diagnosis> {
  const { readPhase } = await import('../../migrate/live/index.ts');
  const isTruth = isDatabasePhase(readPhase(home).phase);
  await requireNoStrayLogOf(home);
  const files = fileStateAt(file);
  if (!isPresent(file)) {
    if (isTruth) return nothingLeft('it is missing', files);
    throw new StoreError('E_NOT_FOUND', `There is no database ${file}. "ait42-migrate migrate" makes it.`);
  }
  try {
    return await diagnose(readingFile, file);
  } catch (error) {
    const isEmpty = error instanceof StoreError && error.code === 'E_NOT_FOUND';
    if (!isEmpty || !isTruth) throw error;
    return nothingLeft('it is empty', files);
  }
}

function printDiagnosis(context: Context, file: string, { problems, intact, broken }: Diagnosis): void {
  context.print(`${file}: DAMAGED, ${counted(problems.length, 'finding')}.`);
  for (const problem of problems.slice(0, SHOWN_MAX)) context.print(visibleName(`  ${problem}`));
  if (problems.length > SHOWN_MAX) context.print(`  and ${count(problems.length - SHOWN_MAX)} more`);
  context.print(`Of its workspaces, ${count(intact.length)} are whole, ${count(broken.length)} are damaged.`);
}

function printRepair(context: Context, file: string, report: RepairReport): void {
  const { workspaces, unrecovered, lost, keptAs } = report;
  const sessions = workspaces.reduce((sum, each) => sum + each.sessions, 0);
  context.print(
    `Rebuilt ${file}: sound, ${counted(workspaces.length, 'workspace')}, ${counted(sessions, 'session')}.`,
  );
  for (const [source, from] of Map.groupBy(workspaces, (each) => each.source))
    context.print(`  ${counted(from.length, 'workspace')} from ${SOURCES[source]}`);
  if (keptAs !== null) context.print(`The damaged database is kept as ${keptAs}.`);
  for (const hash of lost) context.warn(`Lost: workspace ${hash}. No source has it.`);
  for (const { workspace, sessionId, position } of unrecovered) {
    context.warn(
      visibleName(
        `Not recovered as the damaged database has it: session ${sessionId} at ${workspace}/${position}`,
      ),
    );
  }
  printOthers(context, report);
  context.print('"ait42-migrate verify" compares it with the session files.');
}

/** What was not taken, and how old is what was. */
function printOthers(
  context: Context,
  { badSources, leftOut, hasEarlierStates, workspaces, keptAs }: RepairReport,
): void {
  for (const { place, problem } of badSources)
    context.warn(visibleName(`Not to be used: ${place}: ${problem}`));
  const named = leftOut.map(
    ({ sessionId, workspace, source, place }) =>
      `Not taken, for it may have been deleted since: session ${sessionId} of ${workspace}, in the ${source} ${place}`,
  );
  warnOf(context, named);
  if (!hasEarlierStates) return;
  const ages = workspaces
    .filter(({ asOf }) => asOf !== null)
    .map(({ workspace, source, asOf }) => `Workspace ${workspace} is as of ${asOf}, from ${SOURCES[source]}`);
  const was = keptAs === null ? 'The database that is gone' : 'The damaged database';
  context.warn(
    `${was} was the truth, and what it held cannot all be had: what was written after the times below is not in the new one.${keptAs === null ? '' : ' Keep the damaged file.'}`,
  );
  warnOf(context, ages);
}

function warnOf(context: Context, lines: readonly string[]): void {
  for (const line of lines.slice(0, WARNED_MAX)) context.warn(visibleName(line));
  if (lines.length > WARNED_MAX)
    context.warn(`and ${count(lines.length - WARNED_MAX)} more; --json has them all`);
}

const SOURCES = {
  database: 'the damaged database, where their digests hold',
  file: 'the session files',
  backup: 'the newest sound backup',
  archive: 'the archive',
} as const;
