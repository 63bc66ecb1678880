// `ait42-migrate search`: full text over the sessions in the database, with a piece of each text that matches.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { type HomeSearchHit, searchHome } from '../../migrate/tools/search-home.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { wholeNumber } from '../option-values.ts';
import { visibleName } from '../visible-text.ts';
import { readingDatabase } from './databases.ts';
import { requireKnownWorkspace } from './known-workspace.ts';
import { type HomeFlag, withHome } from './places.ts';
import { chosenWorkspaces, type WorkspaceFlags, withWorkspace } from './workspace-choice.ts';

/** With the words around what was found they fit a small terminal. */
const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100_000;

interface SearchFlags extends HomeFlag, WorkspaceFlags {
  readonly limit: number;
}

export const addSearch: AddVerb = (program, run) => {
  withWorkspace(withHome(program.command('search')))
    .description(
      'Shows the sessions that hold every word, newest first in each workspace, with a piece of the text. ' +
        'This verb shows content. A word with * at its end matches by its beginning.',
    )
    .argument('<text>', 'words')
    .option('--limit <n>', 'sessions to show', wholeNumber(1, LIMIT_MAX), LIMIT_DEFAULT)
    .examples([
      ['ait42-migrate search "login conf*"', 'in every workspace'],
      ['ait42-migrate search login --workspace ~/app', 'in one'],
    ])
    .action(run(searchVerb));
};

async function searchVerb(context: Context, text: string, flags: SearchFlags): Promise<ExitCode> {
  const { home, limit } = flags;
  const workspaces = chosenWorkspaces(flags);
  if (text.trim() === '') throw new StoreError('E_USAGE', 'Say what to look for: it must not be empty.');
  const found = await readingDatabase(home, async (store) => {
    await requireKnownWorkspace(home, workspaces, store);
    return searchHome(store, text, { workspaces, limit });
  });
  context.result(found);
  for (const hit of found.hits) context.print(hitLines(hit));
  const more = found.hasMore ? ' There are more: --limit.' : '';
  context.print(`${counted(found.hits.length, 'session')} found.${more}`);
  return EXIT.ok;
}

const hitLines = ({ hash, id, status, createdAt, snippet }: HomeSearchHit): string =>
  [
    visibleName(`${hash} ${id} (${status}, ${createdAt})`),
    visibleName(`    ${snippet.source}: ${snippet.text}`),
  ].join('\n');
