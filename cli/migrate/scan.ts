// `ait42-migrate scan`: what a home holds, without touching it.

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { FileScan, HomeScan } from '../../migrate/index.ts';
import { count, size } from '../../reports/text/figures.ts';
import { alignedTable } from '../../reports/text/table.ts';
import type { AddVerb, Context } from '../context.ts';
import { visibleName } from '../visible-text.ts';
import { homeState, isEmptyHome, noSessionsText } from './home-state.ts';
import { type HomeFlag, withHome } from './places.ts';

export const addScan: AddVerb = (program, run) => {
  withHome(program.command('scan'))
    .description(
      'Lists session files with their records and oddities, files the app cannot read, and foreign files.',
    )
    .examples([['ait42-migrate scan --home /backup/me', 'what is in that home']])
    .action(run(scanVerb));
};

async function scanVerb(context: Context, { home }: HomeFlag): Promise<ExitCode> {
  const { scanHome } = await import('../../migrate/index.ts');
  const scan = await scanHome({ home, signal: context.signal });
  const state = homeState(home);
  context.result({ home, state, ...scan });
  const isEmpty = scan.files.length === 0 && isEmptyHome(state);
  context.print(isEmpty ? noSessionsText(home) : scanText(home, scan));
  return EXIT.ok;
}

function scanText(home: string, scan: HomeScan): string {
  const { totals, records } = scan;
  const sums =
    `${home}: ${count(totals.readable)} readable session files, ${count(totals.damaged)} damaged, ` +
    `${count(totals.blocked)} that cannot be opened, ${count(totals.foreign)} foreign; ${size(scan.sizeBytes)}, ` +
    `${count(records.sessions)} sessions, ${count(records.instances)} instances, ${count(records.messages)} messages.`;
  if (scan.files.length === 0) return `${home}: there are no session files.`;
  const table = alignedTable(['file', 'state', 'size', 'sessions', 'notes'], scan.files.map(cellsOf));
  return [sums, '', ...table].join('\n');
}

function cellsOf(file: FileScan): string[] {
  const oddities = Object.entries(file.oddities).map(([oddity, found]) => `${oddity} ${found}`);
  const notes = [...(file.reason === null ? [] : [file.reason]), ...oddities];
  if (file.copyOf !== null) notes.push(`the same bytes as ${file.copyOf}`);
  return [
    visibleName(file.file),
    file.state,
    file.sizeBytes === null ? '-' : size(file.sizeBytes),
    file.state === 'readable' ? count(file.records.sessions) : '-',
    visibleName(notes.join(', ')),
  ];
}
