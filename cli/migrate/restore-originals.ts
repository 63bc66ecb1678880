// `ait42-migrate restore-originals`: the imported files back from the archive, byte for byte.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { size } from '../../reports/text/figures.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { makeOwnFolder } from '../make-folder.ts';
import { pathName } from '../option-values.ts';
import { requireOwnPlace } from './own-place.ts';
import { archiveOf, type HomeFlag, isPresent, requireHome, withHome } from './places.ts';

export const addRestoreOriginals: AddVerb = (program, run) => {
  withHome(program.command('restore-originals'))
    .description(
      'Writes the newest archived original of every imported file, files that could not be read included. ' +
        'Never overwrites a file with other content.',
    )
    .requiredOption('--out <dir>', 'where to write; made when absent', pathName)
    .option('--sha256 <digest>', 'only this original, also an earlier or a replaced one ("find" names it)')
    .examples([['ait42-migrate restore-originals --out /tmp/back', 'as they were imported']])
    .action(run(restoreOriginalsVerb));
};

async function restoreOriginalsVerb(
  context: Context,
  { home, out: targetDir, sha256 }: HomeFlag & { readonly out: string; readonly sha256?: string },
): Promise<ExitCode> {
  const { restoreOriginals } = await import('../../migrate/index.ts');
  requireHome(home);
  requireOwnPlace(home, targetDir);
  const archiveDir = archiveOf(home);
  if (!isPresent(archiveDir)) {
    throw new StoreError(
      'E_NOT_FOUND',
      `There is no archive ${archiveDir}. Nothing was imported in this home.`,
    );
  }
  context.progress.begin('writing the files');
  const restored = await restoreOriginals({
    archiveDir,
    targetDir,
    makeTarget: () => makeOwnFolder(targetDir),
    ...(sha256 === undefined ? {} : { sha256 }),
  });
  context.result({ targetDir, files: restored });
  const bytes = restored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  context.print(
    `${counted(restored.length, 'original')} (${size(bytes)}) in ${targetDir}, each with its digest.`,
  );
  return EXIT.ok;
}
