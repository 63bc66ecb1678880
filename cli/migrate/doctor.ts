// `ait42-migrate doctor`: is everything well, before and after a migration? Changes nothing.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { examineHome } from '../../migrate/tools/doctor/examine-home.ts';
import { AREAS, type HealthFinding, type HealthLevel } from '../../migrate/tools/doctor/health.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { fileSystemType } from '../file-system-type.ts';
import { visibleName } from '../visible-text.ts';
import { backUpBefore } from './backup-before.ts';
import { readingFile, requireNoStrayLogOf, writingDatabase } from './databases.ts';
import { homeState } from './home-state.ts';
import {
  archiveOf,
  backupsOf,
  databaseOf,
  type HomeFlag,
  isPresent,
  requireHome,
  withHome,
} from './places.ts';

export const addDoctor: AddVerb = (program, run) => {
  withHome(program.command('doctor'))
    .description(
      'Examines all that a migration depends on, and names what to do about each thing that is not well. Exit code 0 ' +
        'when nothing is wrong (warnings do not count), 3, 4 or 8 otherwise. Changes nothing without --convert.',
    )
    .option('--convert', 'make a backup, then let the database file give back space in small steps')
    .examples([['ait42-migrate doctor', 'the first thing to run']])
    .action(run(doctorVerb));
};

interface DoctorFlags extends HomeFlag {
  readonly convert?: true;
}

async function doctorVerb(context: Context, { home, convert }: DoctorFlags): Promise<ExitCode> {
  requireHome(home);
  if (convert) return convertVerb(context, home);
  context.progress.begin('looking at the home');
  const findings = await examineHome({
    home,
    archiveDir: archiveOf(home),
    fileSystem: await fileSystemType(home),
    readDatabase: readingFile,
    signal: context.signal,
  });
  const levels = Object.groupBy(findings, ({ level }) => level);
  const [warnings, problems] = [levels.warning?.length ?? 0, levels.problem?.length ?? 0];
  context.result({ home, findings, warnings, problems, ...(problems === 0 && { state: homeState(home) }) });
  for (const area of AREAS) {
    for (const finding of findings.filter((each) => each.area === area)) context.print(findingLines(finding));
  }
  context.print(`${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`);
  const exitCode = exitCodeOf(findings);
  if (exitCode !== EXIT.ok && exitCode !== EXIT.differences) {
    context.note(`${context.tool}: ${counted(problems, 'problem')} in ${home}. (exit code ${exitCode})`);
  }
  return exitCode;
}

async function convertVerb(context: Context, home: string): Promise<ExitCode> {
  const file = databaseOf(home);
  await requireNoStrayLogOf(home);
  if (!isPresent(file))
    throw new StoreError('E_NOT_FOUND', `There is no database ${file}. Nothing was done.`);
  const backup = await backUpBefore('conversion', context, home, backupsOf(home));
  await writingDatabase(home, (store) => store.convertToIncrementalVacuum());
  context.result({ file, backup });
  context.print(`Converted ${file}: it gives back space in small steps.`);
  return EXIT.ok;
}

const MARKS: Readonly<Record<HealthLevel, string>> = {
  ok: 'ok     ',
  note: 'note   ',
  warning: 'WARNING',
  problem: 'PROBLEM',
};

const findingLines = ({ area, level, text, advice }: HealthFinding): string =>
  [
    visibleName(`${MARKS[level]}  ${area}: ${text}`),
    ...(advice === null ? [] : [visibleName(`         ${advice}`)]),
  ].join('\n');

/** The gravest: damage, then what cannot be read, then anything else. */
function exitCodeOf(findings: readonly HealthFinding[]): ExitCode {
  const kinds = new Set(findings.map(({ kind }) => kind));
  if (kinds.has('damage')) return EXIT.corruption;
  if (kinds.has('source')) return EXIT.source;
  return kinds.has('check') ? EXIT.differences : EXIT.ok;
}
