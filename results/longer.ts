// A run with what was measured of it afterwards, for as long as a judge could not tell: the same sources, definition and machine, or
// figures of another run would be taken for figures of this one. Its times, sizes and figures are added, and what failed in it.

import { StoreError } from '../contract/errors.ts';
import { otherSubject } from './identity.ts';
import { mostDisturbed, withBehind } from './read-run.ts';
import type { BodyRow } from './result.ts';
import { type Results, readResults } from './result-file.ts';

import type { DefinitionWords } from './words.ts';

/** Throws what {@link readResults} does; E_REFUSED for what is not of the same run. */
export function withLonger(run: Results, files: readonly string[], words?: DefinitionWords): Results {
  return files.reduce((results, file) => together(results, file, readResults(file, words)), run);
}

function together(run: Results, file: string, longer: Results): Results {
  const other = otherSubject(run.header, longer.header);
  if (other !== null) {
    throw new StoreError(
      'E_REFUSED',
      `${file} was not measured of the same as the run: ${other}. Nothing was judged. Leave it out.`,
    );
  }
  const rows = withBehind(run.rows, longer.rows.filter(isEvidence));
  const { footer } = run;
  const machine = mostDisturbed([footer?.machine, longer.footer?.machine]);
  return {
    ...run,
    rows,
    footer:
      footer === null
        ? null
        : { ...footer, rows: rows.length + 1, ...(machine !== undefined && { machine }) },
  };
}

/** That its time did not reach some of what it was to measure does not concern the run. */
const isEvidence = (row: BodyRow): boolean =>
  ['trial', 'size', 'figure'].includes(row.row) || (row.row === 'check' && row.verdict === 'fail');
