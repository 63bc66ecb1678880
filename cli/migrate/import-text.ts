// What `migrate`, its plan and its rehearsal say about an import, and the exit code that it deserves.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { ImportReport, Salvage } from '../../migrate/index.ts';
import { copiesAmong } from '../../migrate/legacy-files.ts';
import { count } from '../../reports/text/figures.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';

/** Refused files are a failure, and standard error says why; all others end as the import meant them to. */
export function concluded(context: Context, { files, fileAccount, recordAccount }: ImportReport): ExitCode {
  const [refused] = files.filter(({ verdict }) => verdict === 'refused');
  const isAside = fileAccount.aside > 0 || recordAccount.aside.sessions > 0;
  if (refused === undefined) return isAside ? EXIT.keptAside : EXIT.ok;
  const others = fileAccount.refused === 1 ? '' : `, and ${counted(fileAccount.refused - 1, 'other')}`;
  context.note(
    `${context.tool}: ${counted(fileAccount.refused, 'file')} refused: ${visibleName(`${refused.file}: ${refused.reason}`)}${others}`,
  );
  context.note(
    `  The database keeps what it holds for them. Make unreadable files readable; --replace imports changed ones, "reconcile" decides between both.`,
  );
  context.note(`  (exit code ${EXIT.refused}; see docs/exit-codes.md)`);
  return EXIT.refused;
}

export const sumsText = (verb: string, { foreign, fileAccount, recordAccount }: ImportReport): string =>
  `Of ${counted(fileAccount.read, 'session file')}, ${count(fileAccount.imported)} ${verb} imported, ` +
  `${count(fileAccount.unchanged)} unchanged, ${count(fileAccount.aside)} kept aside, ` +
  `${count(fileAccount.refused)} refused; ${counted(recordAccount.read.sessions, 'session')} read. ` +
  `${counted(foreign.length, 'foreign file')} not touched${copiesText(foreign)}.`;

function copiesText(foreign: readonly string[]): string {
  const copies = copiesAmong(foreign).length;
  return copies === 0 ? '' : `, ${count(copies)} named after a session file ("find" looks into those)`;
}

/** More push the last screen out of a small terminal. */
const DETAILS_MAX = 5;

/** The first lines, and where the rest can be read; all of them where that was asked for. Undefined: it cannot be. */
export function fewOf(lines: readonly string[], isFull?: boolean): string[] {
  const rest = lines.length - DETAILS_MAX;
  if (isFull === true || rest <= 1) return [...lines];
  const how = isFull === undefined ? '--json has' : '--full or --json has';
  return [
    ...lines.slice(0, DETAILS_MAX),
    `  and ${counted(rest, 'line')} more: ${how} all of them, "ait42-migrate aside list" what is kept aside`,
  ];
}

/** Why files were put aside or refused, and what was salvaged of which bytes. */
export const reasonLines = ({ files }: ImportReport): string[] =>
  files
    .flatMap((file) => [
      ...(file.reason === null ? [] : [`  ${file.file} ${file.verdict}: ${file.reason}`]),
      ...(file.salvage === null ? [] : salvageLines(file.file, file.salvage)),
    ])
    .map(visibleName);

/** More are in --json, and the ranges in the archive's manifest. */
const LISTED_MAX = 20;

function salvageLines(file: string, { reason, recovered, lost }: Salvage): string[] {
  const listed = (lines: readonly string[]): string[] => [
    ...lines.slice(0, LISTED_MAX),
    ...(lines.length > LISTED_MAX ? [`    and ${lines.length - LISTED_MAX} more`] : []),
  ];
  return [
    `  ${file} salvaged: ${counted(recovered.length, 'session')} recovered, ${counted(lost.length, 'byte range')} kept aside (${reason})`,
    ...listed(
      recovered.map(
        ({ index, start, end, id }) => `    recovered ${index}: bytes ${start} to ${end}, session ${id}`,
      ),
    ),
    ...listed(lost.map((range) => `    aside: bytes ${range.start} to ${range.end}, ${range.reason}`)),
  ];
}
