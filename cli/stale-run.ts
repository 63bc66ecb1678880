// Whether a run is of the sources that are here now. A verdict on other sources would be taken for one on these. How old a run
// is does not count: the same sources are as good as they were, and where nothing is known of them nothing is refused.

import { dirname } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { isOtherRevision } from '../results/identity.ts';
import type { Header } from '../results/result.ts';
import { sourceRevision, treeRevision } from './revision.ts';
import { shownPath } from './shown-path.ts';

/** What is here now: of the working tree of a definition, else of our own. */
export const revisionNow = async (config: string | undefined): Promise<string> =>
  config === undefined ? sourceRevision() : treeRevision(dirname(config));

/** Null of a run that is not known to be of other sources. */
export function staleText({ revision, definitionRevision }: Header, now: string): string | null {
  const measured = definitionRevision ?? revision;
  if (!isOtherRevision(measured, now)) return null;
  return `it is of revision ${inShort(measured)}, and the sources here are at ${inShort(now)}`;
}

const inShort = (revision: string): string => revision.replace(/^([0-9a-f]{12})[0-9a-f]{28}/, '$1');

export const staleRun = (file: string, why: string, again: string): StoreError =>
  new StoreError(
    'E_REFUSED',
    `${shownPath(file)} is no run of what is here: ${why}. Nothing was judged. Run it again: ${again}. ` +
      'To judge it all the same, add --stale-ok.',
    { data: { stale: why } },
  );
