// `ait42-migrate restore-json`: the session files again, from the database's rows alone.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { Archive } from '../../migrate/archive.ts';
import type { ArchivedOriginal } from '../../migrate/manifest.ts';
import { count, size } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { makeOwnFolder } from '../make-folder.ts';
import { pathName } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { readingDatabase } from './databases.ts';
import { requireOwnPlace } from './own-place.ts';
import { archiveOf, type HomeFlag, isPresent, withHome } from './places.ts';

export const addRestoreJson: AddVerb = (program, run) => {
  withHome(program.command('restore-json'))
    .description(
      'Writes the session file of every workspace, as the app writes it, into a directory that then can serve as ' +
        'a home. Never overwrites a file with other content.',
    )
    .requiredOption('--out <dir>', 'where to write; made when absent', pathName)
    .examples([['ait42-migrate restore-json --out /tmp/back', 'files for /tmp/back/.ait42']])
    .action(run(restoreJsonVerb));
};

async function restoreJsonVerb(
  context: Context,
  { home, out: targetDir }: HomeFlag & { readonly out: string },
): Promise<ExitCode> {
  requireOwnPlace(home, targetDir);
  const { rewriteFiles } = await import('../../migrate/index.ts');
  const { files, sessions, sizeBytes } = await readingDatabase(home, (store) =>
    rewriteFiles({ store, targetDir, makeTarget: () => makeOwnFolder(targetDir), ...context.control }),
  );
  context.result({ targetDir, files, sessions, sizeBytes });
  const written = files.filter(({ result }) => result === 'written').length;
  context.print(
    `${counted(files.length, 'file')} with ${counted(sessions, 'session')} (${size(sizeBytes)}) in ${targetDir}: ` +
      `${count(written)} written, ${count(files.length - written)} were there already.`,
  );
  tellAsides(context, home, new Set(files.map(({ file }) => file)));
  return EXIT.ok;
}

/** Only tells: what came back needs no archive, so one that cannot be read spoils nothing. */
function tellAsides(context: Context, home: string, back: ReadonlySet<string>): void {
  try {
    // A file that became unreadable after its import is among them as it was imported.
    const asides = filesAside(archiveOf(home)).filter(({ file }) => !back.has(file));
    if (asides.length === 0) return;
    context.print(
      `Not among them, because the app cannot read them: ${counted(asides.length, 'file')}. ` +
        '"ait42-migrate restore-originals" brings them back as they were.',
    );
    for (const { file, reason } of asides)
      context.print(visibleName(`  ${file}: ${reason ?? 'no reason noted'}`));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    context.warn(`Which files the app could not read is not known: ${error.message}`);
  }
}

/** Files whose newest original was put aside, because the app cannot read it. */
function filesAside(archiveDir: string): ArchivedOriginal[] {
  if (!isPresent(archiveDir)) return [];
  const archive = new Archive(archiveDir);
  const files = new Set(archive.originals().map(({ file }) => file));
  return [...files]
    .map((file) => archive.newestOf(file))
    .filter((original) => original?.verdict === 'aside')
    .filter((original) => original !== undefined);
}
