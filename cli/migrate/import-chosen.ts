// Imports some workspaces' files and verifies them: what `aside retry`, `restore-from-json` and `reconcile` share.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import { type ImportReport, importHome, type VerifyReport, verifyHome } from '../../migrate/index.ts';
import { count } from '../../reports/text/figures.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { printVerification } from './findings.ts';
import { fewOf, reasonLines } from './import-text.ts';
import { archiveOf } from './places.ts';

export interface ChosenImport {
  readonly home: string;
  /** Undefined: all. */
  readonly workspaces: readonly string[] | undefined;
  /** Let the files take the place of what the database holds; that goes into the archive. */
  readonly canReplace: boolean;
}

export interface ImportOutcome {
  readonly imported: ImportReport;
  readonly verified: VerifyReport;
}

export async function importChosen(
  context: Context,
  store: SqliteStore,
  { home, workspaces, canReplace }: ChosenImport,
): Promise<ImportOutcome> {
  const common = {
    home,
    store,
    archiveDir: archiveOf(home),
    ...context.control,
    ...(workspaces === undefined ? {} : { workspaces }),
  };
  const imported = await importHome({ ...common, replace: canReplace });
  return { imported, verified: await verifyHome(common) };
}

/** Prints what became of each file and of the verification; the exit code of both. */
export function printOutcome(context: Context, { imported, verified }: ImportOutcome): ExitCode {
  const { fileAccount, recordAccount } = imported;
  context.print(
    `Of ${counted(fileAccount.read, 'session file')}, ${count(fileAccount.imported)} were imported, ` +
      `${count(fileAccount.unchanged)} unchanged, ${count(fileAccount.aside)} kept aside, ${count(fileAccount.refused)} refused.`,
  );
  for (const line of fewOf(reasonLines(imported))) context.print(line);
  const exitCode = printVerification(context, verified);
  if (fileAccount.refused > 0) {
    context.note(
      `${context.tool}: ${counted(fileAccount.refused, 'file')} refused; the database keeps what it holds.`,
    );
    return EXIT.refused;
  }
  if (exitCode !== EXIT.ok) return exitCode;
  return fileAccount.aside > 0 || recordAccount.aside.sessions > 0 ? EXIT.keptAside : EXIT.ok;
}
