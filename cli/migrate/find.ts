// `ait42-migrate find`: where a session is, of all the places where one may be, and how to get it back.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { type Found, findSession } from '../../migrate/tools/find-session.ts';
import { commandText } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';
import { readingFile } from './databases.ts';
import { archiveOf, type HomeFlag, requireHome, withHome } from './places.ts';

interface FindFlags extends HomeFlag {
  readonly show?: true;
}

export const addFind: AddVerb = (program, run) => {
  withHome(program.command('find'))
    .description(
      'Looks in the database, the session files, copies beside them, archived originals, backups and databases put aside for a session ' +
        'with this id or this text, and names the command that gets it back.',
    )
    .argument('<id-or-text>', 'an id, or text of task, chat, output or agent name')
    .option('--show', 'show the task of each session: content')
    .examples([['ait42-migrate find session-1731400000000', 'a session that somebody misses']])
    .action(run(findVerb));
};

async function findVerb(context: Context, wanted: string, flags: FindFlags): Promise<ExitCode> {
  const { home, show = false } = flags;
  requireHome(home);
  if (wanted === '') throw new StoreError('E_USAGE', 'Say what to look for: it must not be empty.');
  const report = await findSession({
    home,
    archiveDir: archiveOf(home),
    wanted,
    hasTasks: show,
    readDatabase: readingFile,
    ...context.control,
  });
  const found = report.found.map((each) => ({ ...each, command: commandFor(each, home) }));
  context.result({ ...report, found });
  for (const { file, reason } of report.unread)
    context.warn(`Not looked into: ${visibleName(`${file}: ${reason}`)}`);
  for (const each of found) context.print(foundLines(each));
  if (found.length === 0) {
    context.note(`${context.tool}: found nowhere below ${home}. (exit code ${EXIT.source})`);
    return EXIT.source;
  }
  const more = report.isCut ? ' There are more; give more of the text.' : '';
  context.print(`Found in ${counted(found.length, 'place')}.${more}`);
  return EXIT.ok;
}

/** Null for a session file: the app shows it. Null for a foreign one, which only the user can judge. Null too for an original that the archive does not list: copy the file. */
function commandFor({ source, file, workspace, sha256 }: Found, home: string): string | null {
  const options = { hash: workspace, home, out: 'DIR' };
  if (source === 'database') return commandText(['ait42-migrate', 'export'], options);
  if (source === 'file' || source === 'foreign file' || (source === 'archive' && sha256 === null))
    return null;
  if (source === 'archive') {
    return commandText(['ait42-migrate', 'restore-originals'], { sha256: sha256 ?? '', home, out: 'DIR' });
  }
  return commandText(['ait42-migrate', 'export'], { database: `${home}/${file}`, ...options });
}

function foundLines(found: Found & { readonly command: string | null }): string {
  const { source, file, workspace, sessionId, position, status, updatedAt, byteOffset, task } = found;
  const what =
    sessionId === null
      ? `at byte ${byteOffset}, in a file that the app cannot read`
      : `session ${sessionId} at /${position} (${status ?? 'a status of its own'}, updated ${updatedAt ?? 'at no known time'})`;
  return [
    visibleName(`${source}: ${file}, workspace ${workspace}: ${what}`),
    ...(task === null ? [] : [visibleName(`    ${task}`)]),
    ...(found.command === null ? [] : [visibleName(`    ${found.command}`)]),
  ].join('\n');
}
