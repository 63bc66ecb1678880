// `ait42-migrate aside`: what an import kept aside because the app cannot read it.

import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { createDurably } from '../../files/durable-file.ts';
import { Archive } from '../../migrate/archive.ts';
import {
  type AsideEntry,
  asideEntries,
  asideNamed,
  surroundingsOf,
} from '../../migrate/tools/aside-records.ts';
import { count, size } from '../../reports/text/figures.ts';
import type { AddVerb, Context, RunVerb } from '../context.ts';
import { counted } from '../counted.ts';
import { pathName, wholeNumber } from '../option-values.ts';
import type { Verb } from '../verb.ts';
import { visibleName, visibleText } from '../visible-text.ts';
import { writingDatabase } from './databases.ts';
import { phaseNow } from './files-lead.ts';
import { importChosen, printOutcome } from './import-chosen.ts';
import { requireOwnPlace } from './own-place.ts';
import { archiveOf, type HomeFlag, requireHome, withChangedHome, withHome } from './places.ts';
import { stages } from './stages.ts';

export const addAside: AddVerb = (program, run) => {
  const group = program
    .command('aside')
    .description(
      'An import keeps a file that the app cannot read where it is, and its bytes in the archive. A file is named as ' +
        '"aside list" does, by the hash in its name, or by its SHA-256.',
    )
    .examples([
      ['ait42-migrate aside list', 'what was kept aside, and why'],
      ['ait42-migrate aside retry 0123456789abcdef', 'import it, after you repaired the file'],
    ]);
  for (const add of [addList, addShow, addRetry, addExport]) add(group, run);
};

function addList(group: Verb, run: RunVerb): void {
  withHome(group.command('list'))
    .summary('name them, with the reason')
    .examples([['ait42-migrate aside list --json', 'for a program']])
    .action(run(listVerb));
}

async function listVerb(context: Context, { home }: HomeFlag): Promise<ExitCode> {
  const entries = entriesOf(home);
  context.result({ entries });
  for (const entry of entries) {
    const state = entry.isSuperseded ? `superseded (SHA-256 ${entry.sha256})` : PRESENT[entry.present];
    context.print(visibleName(`${placeText(entry)}, ${state}: ${entry.reason}`));
  }
  const present = entries.filter(({ isSuperseded }) => !isSuperseded);
  const whole = present.filter(({ isWholeFile }) => isWholeFile).length;
  context.print(
    `${counted(whole, 'file')} and ${counted(present.length - whole, 'record range')} of other files kept aside.`,
  );
  const superseded = entries.length - present.length;
  if (superseded > 0) {
    context.print(
      `${count(superseded)} more of files that have a later state since: "aside export SHA-256" gives the bytes.`,
    );
  }
  return EXIT.ok;
}

const placeText = ({ file, start, end, isWholeFile }: AsideEntry): string =>
  isWholeFile ? `${file} (${size(end)})` : `${file} bytes ${start} to ${end}`;

const PRESENT: Readonly<Record<AsideEntry['present'], string>> = {
  same: 'unchanged in its place',
  changed: 'changed since',
  gone: 'no longer in its place',
};

/** Of the files whose sound records were imported. */
const AT = 'the record range that begins at this byte, as "aside list" names it';

function addShow(group: Verb, run: RunVerb): void {
  withHome(group.command('show'))
    .summary('show where reading one failed, by its structure')
    .argument('<file>', 'name, hash or SHA-256')
    .option('--at <byte>', AT, wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--show', 'show the text itself: content')
    .examples([['ait42-migrate aside show 0123456789abcdef', 'where it breaks']])
    .action(run(showVerb));
}

/** Put before the character at which reading stopped. */
const HERE = '▶';

interface ShowFlags extends HomeFlag {
  readonly at?: number;
  readonly show?: true;
}

async function showVerb(context: Context, name: string, { home, at, show }: ShowFlags): Promise<ExitCode> {
  const entry = asideNamed(entriesOf(home), name, at);
  const bytes = new Archive(archiveOf(home)).read(entry.sha256);
  const { byteOffset, mark, structure, text } = surroundingsOf(bytes, entry);
  context.result({ ...entry, byteOffset, mark, structure, ...(show ? { text } : {}) });
  const place = byteOffset === null ? '' : `, at byte ${count(byteOffset)}`;
  context.print(visibleName(`${placeText(entry)}${place}: ${entry.reason}`));
  const shown = show ? text : structure;
  context.print(visibleText(`${shown.slice(0, mark)}${HERE}${shown.slice(mark)}`));
  return EXIT.ok;
}

function addRetry(group: Verb, run: RunVerb): void {
  withChangedHome(group.command('retry'))
    .summary('import one again, or all, say after repairing the file')
    .argument('[file]', 'name, hash or SHA-256')
    .option('--all', 'every one')
    .examples([['ait42-migrate aside retry --all', 'whatever can be read by now']])
    .action(run(retryVerb));
}

async function retryVerb(
  context: Context,
  name: string | undefined,
  { home, all }: HomeFlag & { readonly all?: true },
): Promise<ExitCode> {
  if ((name === undefined) === (all === undefined)) {
    throw new StoreError('E_USAGE', 'Name one file, or give --all. Nothing was done.');
  }
  const entries = entriesOf(home);
  const chosen =
    name === undefined
      ? entries.filter(({ isSuperseded }) => !isSuperseded)
      : [requireNewest(asideNamed(entries, name))];
  if (chosen.length === 0) {
    context.result(null);
    context.print('Nothing is kept aside.');
    return EXIT.ok;
  }
  const workspaces = [...new Set(chosen.map(({ workspace }) => workspace))];
  context.progress.plan(stages('importing', 'verifying'));
  const outcome = await writingDatabase(
    home,
    (store) => importChosen(context, store, { home, workspaces, canReplace: false }),
    await phaseNow(home),
  );
  context.result(outcome);
  return printOutcome(context, outcome);
}

/** An import takes the file as it is now; bytes that it no longer has cannot be tried again from there. */
function requireNewest(entry: AsideEntry): AsideEntry {
  if (!entry.isSuperseded) return entry;
  throw new StoreError(
    'E_REFUSED',
    `${entry.file} has a later state than what was kept aside, so there is nothing to try again. Nothing was done. "ait42-migrate aside export ${entry.sha256} --out FILE" gives the bytes that were kept.`,
    { data: { file: entry.file } },
  );
}

function addExport(group: Verb, run: RunVerb): void {
  withHome(group.command('export'))
    .summary('write the bytes of one to a file of your own')
    .argument('<file>', 'name, hash or SHA-256')
    .requiredOption('--out <file>', 'must not exist with other content', pathName)
    .option('--at <byte>', AT, wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .examples([['ait42-migrate aside export 0123456789abcdef --out /tmp/broken.json', 'to repair it']])
    .action(run(exportVerb));
}

interface ExportFlags extends HomeFlag {
  readonly at?: number;
  readonly out: string;
}

async function exportVerb(context: Context, name: string, { home, at, out }: ExportFlags): Promise<ExitCode> {
  requireOwnPlace(home, out);
  const { file, sha256, start, end } = asideNamed(entriesOf(home), name, at);
  const original = new Archive(archiveOf(home)).read(sha256);
  const bytes = at === undefined ? original : original.subarray(start, end);
  const isWritten = createDurably(out, bytes);
  context.result({ file, out, sizeBytes: bytes.length, sha256, isWritten });
  context.print(visibleName(`${file} (${size(bytes.length)}) in ${out}, byte for byte.`));
  return EXIT.ok;
}

function entriesOf(home: string): AsideEntry[] {
  requireHome(home);
  return asideEntries(new Archive(archiveOf(home)), home);
}
