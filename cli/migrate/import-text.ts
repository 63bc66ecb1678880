// What `migrate`, its plan and its rehearsal say about an import, and the exit code that it deserves.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { ImportReport } from '../../migrate/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';

/** Refused files are a failure, and standard error says why; all others end as the import meant them to. */
export function concluded(context: Context, { files, fileAccount }: ImportReport): ExitCode {
  const [refused] = files.filter(({ verdict }) => verdict === 'refused');
  if (refused === undefined) return fileAccount.aside > 0 ? EXIT.keptAside : EXIT.ok;
  const others = fileAccount.refused === 1 ? '' : `, and ${counted(fileAccount.refused - 1, 'other')}`;
  context.note(
    `${context.tool}: ${counted(fileAccount.refused, 'file')} refused: ${visibleName(`${refused.file}: ${refused.reason}`)}${others}`,
  );
  context.note(
    `  The database keeps what it holds for them. Make unreadable files readable; --replace imports changed ones.`,
  );
  context.note(`  (exit code ${EXIT.refused}; see docs/exit-codes.md)`);
  return EXIT.refused;
}

export const sumsText = (verb: string, { foreign, fileAccount, recordAccount }: ImportReport): string =>
  `Of ${counted(fileAccount.read, 'session file')}, ${count(fileAccount.imported)} ${verb} imported, ` +
  `${count(fileAccount.unchanged)} unchanged, ${count(fileAccount.aside)} kept aside, ` +
  `${count(fileAccount.refused)} refused; ${counted(recordAccount.read.sessions, 'session')} read. ` +
  `${counted(foreign.length, 'foreign file')} not touched.`;

export const reasonLines = ({ files }: ImportReport): string[] =>
  files.flatMap(({ file, verdict, reason }) =>
    reason === null ? [] : [visibleName(`  ${file} ${verdict}: ${reason}`)],
  );
