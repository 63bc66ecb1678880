// `ait42-migrate diff`: where the session files and the database differ, session by session. Changes nothing.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { type Finding, type VerifyReport, verifyHome } from '../../migrate/index.ts';
import { isDatabasePhase } from '../../migrate/live/phase.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';
import { sideBehind } from './behind.ts';
import { readingDatabase } from './databases.ts';
import { phaseNow } from './files-lead.ts';
import { homeState } from './home-state.ts';
import { requireKnownWorkspace } from './known-workspace.ts';
import { archiveOf, type HomeFlag, withHome } from './places.ts';
import { chosenWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

export const addDiff: AddVerb = (program, run) => {
  withWorkspace(withHome(program.command('diff')))
    .description(
      'Compares the session files with the database and names each difference by session and JSON Pointer, never ' +
        'with content. "reconcile" makes both sides equal. Workspaces without a file are named, not counted.',
    )
    .examples([['ait42-migrate diff --workspace ~/app', 'what differs there']])
    .action(run(diffVerb));
};

/** Of a verification, what is about content: originals and damage are for verify and check. */
const CONTENT_CLASSES: readonly Finding['class'][] = ['missing', 'extra', 'duplicate', 'mismatch', 'order'];

async function diffVerb(context: Context, flags: HomeFlag & WorkspaceFlags): Promise<ExitCode> {
  const { home } = flags;
  const workspaces = chosenWorkspaces(flags);
  const { phase } = await phaseNow(home);
  const isFileRequired = !isDatabasePhase(phase);
  const { report, behind } = await readingDatabase(home, async (store) => {
    await requireKnownWorkspace(home, workspaces, store);
    const found = await verifyHome({
      home,
      store,
      salvagedIn: archiveOf(home),
      isFileRequired,
      ...context.control,
      ...(workspaces === undefined ? {} : { workspaces }),
    });
    return { report: found, behind: await sideBehind(home, store, { ...found, phase }) };
  });
  const differences = report.findings.filter((finding) => CONTENT_CLASSES.includes(finding.class));
  const total = CONTENT_CLASSES.reduce((sum, each) => sum + report.counts[each], 0);
  const others = report.otherWorkspaces.filter((hash) => workspaces?.includes(hash) ?? true);
  context.result({
    state: homeState(home),
    behind,
    files: report.files,
    differences,
    total,
    onlyInDatabase: others,
  });
  if (report.counts.store > 0) context.warn('The database is damaged as well: see "ait42-migrate check".');
  printDifferences(context, report, differences);
  // Where the files are the truth, each is a difference.
  if (others.length > 0 && !isFileRequired)
    context.print(`Only in the database, without a file: ${others.join(', ')}`);
  if (total === 0) {
    const compared = report.files.filter(
      ({ result, isSalvaged }) => result !== 'unread' || isSalvaged,
    ).length;
    context.print(`No difference in ${counted(compared, 'file')} that can be compared.`);
    return EXIT.ok;
  }
  const how = behind === null ? ' "ait42-migrate reconcile" makes both sides equal.' : '';
  context.print(`${counted(total, 'difference')}.${how}`);
  return EXIT.differences;
}

function printDifferences(context: Context, { files }: VerifyReport, differences: readonly Finding[]): void {
  for (const { file, isSalvaged } of files.filter(({ result }) => result === 'unread')) {
    const salvaged = 'the app cannot read it; the database holds what was salvaged of it';
    const how = isSalvaged ? salvaged : 'not compared, because the app cannot read it';
    context.print(visibleName(`${file}: ${how}`));
  }
  for (const [file, found] of Map.groupBy(differences, (each) => each.file)) {
    context.print(visibleName(`${file}:`));
    for (const each of found) context.print(visibleName(`  ${differenceText(each)}`));
  }
}

function differenceText({ class: kind, sessionId, pointers, problem }: Finding): string {
  if (sessionId === null) return problem;
  return `${kind} session ${sessionId} at ${pointers.join(', ')}: ${problem}`;
}
