// A run with what was measured of it afterwards, for as long as a judge could not tell: the same sources, definition and machine, or
// figures of another run would be taken for figures of this one. Its times, sizes and figures are added, and what failed in it.

import { StoreError } from '../contract/errors.ts';
import { machineOf, otherSubject } from './identity.ts';
import { originOf, timedOn } from './origins.ts';
import { mostDisturbed } from './read-run.ts';
import type { BodyRow } from './result.ts';
import { type Results, readResults } from './result-file.ts';
import type { DefinitionWords } from './words.ts';

/** Throws what {@link readResults} does; E_REFUSED for what is not of the same run. */
export function withLonger(run: Results, files: readonly string[], words?: DefinitionWords): Results {
  return files.reduce((results, file) => together(results, file, readResults(file, words)), run);
}

function together(run: Results, file: string, longer: Results): Results {
  const others = [run, ...timedOn(run)].map(({ header }) => otherSubject(header, longer.header));
  const [other] = others;
  if (other != null && !others.includes(null)) {
    throw new StoreError(
      'E_REFUSED',
      `${file} was not measured of the same as the run: ${other}. Nothing was judged. Leave it out.`,
    );
  }
  const added = longer.rows.filter(isEvidence).filter(isOfMachine(run, longer));
  const rows = withBehind(run.rows, added);
  const origins = new Map(rows.map((row, at) => [row, at < run.rows.length ? originOf(row, run) : longer]));
  const { footer } = run;
  const machine = mostDisturbed([footer?.machine, longer.footer?.machine]);
  return {
    ...run,
    ...{ rows, origins },
    footer:
      footer === null
        ? null
        : { ...footer, rows: rows.length + 1, ...(machine !== undefined && { machine }) },
  };
}

/** Trials of another run, and the figures taken in them, have places of their own in the order: shards of one run share theirs. */
function withBehind(rows: readonly BodyRow[], others: readonly BodyRow[]): readonly BodyRow[] {
  const orderOf = (row: BodyRow): number | undefined => ('order' in row ? row.order : undefined);
  const places = 1 + rows.reduce((last, row) => Math.max(last, orderOf(row) ?? -1), -1);
  return [
    ...rows,
    ...others.map((row): BodyRow => {
      const order = orderOf(row);
      return order === undefined ? row : ({ ...row, order: order + places } as BodyRow);
    }),
  ];
}

/** Whether what a row is about was measured on that machine in the run, where that has several: those of two are no sample of one. */
function isOfMachine(run: Results, longer: Results): (row: BodyRow) => boolean {
  const machines = Map.groupBy(run.rows, about);
  const here = machineOf(longer.header);
  return (row) =>
    row.row === 'check' ||
    (machines.get(about(row)) ?? [row]).some(
      (one) => one === row || machineOf(originOf(one, run).header) === here,
    );
}

const about = (row: BodyRow): string => {
  const { operation, name, profile } = row as { operation?: string; name?: string; profile?: string };
  return JSON.stringify([row.row, operation, name, profile]);
};

/** That its time did not reach some of what it was to measure does not concern the run. */
const isEvidence = (row: BodyRow): boolean =>
  ['trial', 'size', 'figure'].includes(row.row) || (row.row === 'check' && row.verdict === 'fail');
