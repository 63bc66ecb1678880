// `ait42-migrate export`: sessions out of the database (or of a backup) into files of the user's own.

import { Option } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { SqliteStore } from '../../impl-sqlite/index.ts';
import {
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  exportSessions,
} from '../../migrate/tools/export-sessions.ts';
import { size } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { makeOwnFolder } from '../make-folder.ts';
import { pathName } from '../option-values.ts';
import { readingDatabase, readingFile } from './databases.ts';
import { requireOwnPlace } from './own-place.ts';
import { type HomeFlag, isPresent, withHome } from './places.ts';
import { requiredWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

interface ExportFlags extends HomeFlag, WorkspaceFlags {
  readonly out: string;
  readonly format: ExportFormat;
  readonly database?: string;
}

export const addExport: AddVerb = (program, run) => {
  withWorkspace(withHome(program.command('export')))
    .description(
      'Writes the sessions of one workspace or of all: as the app’s files, in a directory that can serve as a home ' +
        'and be imported again, or as NDJSON, one session a line. Never overwrites a file with other content.',
    )
    .requiredOption('--out <dir>', 'where to write; made when absent', pathName)
    .addOption(new Option('--format <format>', 'of the files').choices([...EXPORT_FORMATS]).default('json'))
    .option('--database <file>', 'read this database, a backup say, instead of the home’s', pathName)
    .examples([
      ['ait42-migrate export --all --out /tmp/mine', 'everything that is stored about you'],
      ['ait42-migrate export --workspace ~/app --format ndjson --out /tmp/app', 'one workspace, by line'],
    ])
    .action(run(exportVerb));
};

async function exportVerb(context: Context, flags: ExportFlags): Promise<ExitCode> {
  const { home, out: targetDir, format, database } = flags;
  const workspaces = requiredWorkspaces(flags);
  requireOwnPlace(home, targetDir);
  const write = (store: SqliteStore): Promise<ExportedFile[]> =>
    exportSessions({
      store,
      targetDir,
      makeTarget: () => makeOwnFolder(targetDir),
      format,
      workspaces,
      ...context.control,
    });
  if (database !== undefined && !isPresent(database)) {
    throw new StoreError('E_NOT_FOUND', `There is no database ${database}. Nothing was done.`);
  }
  const files = await (database === undefined ? readingDatabase(home, write) : readingFile(database, write));
  context.result({ targetDir, format, files });
  const sessions = files.reduce((sum, file) => sum + file.sessions, 0);
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  context.print(
    `${counted(files.length, 'file')} with ${counted(sessions, 'session')} (${size(bytes)}) in ${targetDir}.`,
  );
  return EXIT.ok;
}
