// Whether a run is of the sources that are here now. A verdict on other sources would be taken for one on these. How old a run
// is does not count: the same sources are as good as they were, and where nothing is known of them nothing is refused. Nor do
// changes of pages for people alone, which nothing that is measured reads.

import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { PACKAGE_ROOT } from '../contract/package-root.ts';
import { isOtherRevision } from '../results/identity.ts';
import type { Header } from '../results/result.ts';
import { gitTextNow } from './git.ts';
import { sourceRevision, treeRevision } from './revision.ts';
import { shownPath } from './shown-path.ts';

export interface SourcesNow {
  readonly revision: string;
  /** In their working tree. */
  readonly folder: string;
  /** Of our own package. */
  readonly isOwn: boolean;
}

/** What is here now: of the working tree of a definition, else of our own. */
export async function sourcesNow(config: string | undefined): Promise<SourcesNow> {
  const folder = config === undefined ? PACKAGE_ROOT : dirname(config);
  const isOwn = realpathSync(folder) === realpathSync(PACKAGE_ROOT);
  return { folder, isOwn, revision: await (config === undefined ? sourceRevision() : treeRevision(folder)) };
}

/** Null of a run that is not known to be of other sources. */
export function staleText(
  { revision, definitionRevision }: Pick<Header, 'revision' | 'definitionRevision'>,
  now: SourcesNow,
): string | null {
  const measured = definitionRevision ?? revision;
  if (!isOtherRevision(measured, now.revision) || isOfPagesAlone(measured, now)) return null;
  return `it is of revision ${inShort(measured)}, and the sources here are at ${inShort(now.revision)}`;
}

/** What was changed when it was measured is known by its digest alone. */
const CLEAN = /^([0-9a-f]{40})(?:\+changes)?$/;

/** Only at the top: in any other folder a page may be data. */
const PAGE = /^(?:[A-Z]+\.md|LICENSE)$/;
/** Of our own package, of which we know that nothing reads them: another one may serve its docs, or measure on them. */
const OWN_PAGE = /^docs\/[^\n]+\.md$/;

/** Whether all that differs from a commit in the working tree are pages for people. */
function isOfPagesAlone(measured: string, { folder, isOwn }: SourcesNow): boolean {
  const commit = CLEAN.exec(measured)?.[1];
  if (commit === undefined) return false;
  const isPage = (path: string): boolean => PAGE.test(path) || (isOwn && OWN_PAGE.test(path));
  const changed = gitTextNow(folder, ['diff', '--name-only', '--no-renames', '--no-ext-diff', '-z', commit]);
  return changed?.split('\0').every((path) => path === '' || isPage(path)) ?? false;
}

const inShort = (revision: string): string => revision.replace(/^([0-9a-f]{12})[0-9a-f]{28}/, '$1');

export const staleRun = (file: string, why: string, again: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `${shownPath(file)} is no run of what is here: ${why}. Nothing was judged. Run it again: ${again}. ` +
      'To judge it all the same, add --stale-ok.',
    { data: { stale: why } },
  );
