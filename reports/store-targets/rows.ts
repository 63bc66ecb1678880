// Finds what a run says about targets on sizes, single figures and checks.

import type { BodyRow, Check, Figure, Size } from '../../contract/result.ts';
import { atMost, exactly, rangeOf } from '../claims/judgement.ts';
import { BASELINE, CANDIDATE, profileTitle } from '../operations.ts';
import { beside, count, intervalBeside, size, times } from '../text/figures.ts';
import type { BytesPart, ChecksPart, FigurePart, Finding, Findings, SizeRatioPart, Sizes } from './target.ts';

export const findBytes = (part: BytesPart, rows: readonly BodyRow[]): Findings =>
  atSizes(part, rows, (records, own) => ({
    value: beside(own, part.bytesMax, size),
    place: `${count(records)} sessions`,
    verdict: atMost(exactly(own), part.bytesMax),
    share: own / part.bytesMax,
  }));

export const findSizeRatios = (part: SizeRatioPart, rows: readonly BodyRow[]): Findings =>
  atSizes(part, rows, (records, own) => {
    const file = weightOf(part.profile, records, BASELINE, rows);
    if (file === null || file === 0) return null;
    return {
      value: beside(own / file, part.ratioMax, times, 2),
      place: `${size(own)} against ${size(file)}, ${count(records)} sessions`,
      verdict: atMost(exactly(own / file), part.ratioMax),
      share: own / file / part.ratioMax,
    };
  });

function atSizes(
  { profile, records }: Sizes,
  rows: readonly BodyRow[],
  find: (records: number, ownBytes: number) => Finding | null,
): Findings {
  const weighed = rows.filter((row): row is Size => row.row === 'size' && row.store === CANDIDATE);
  const sizes =
    records === 'every'
      ? [...new Set(weighed.filter((row) => row.profile === profile).map((row) => row.records))]
      : records;
  const outcomes = sizes.map((one) => {
    const own = weightOf(profile, one, CANDIDATE, rows);
    return (own === null ? null : find(one, own)) ?? `${count(one)} sessions`;
  });
  return {
    found: outcomes.filter((outcome) => typeof outcome !== 'string'),
    missing:
      sizes.length === 0
        ? [profileTitle(profile)]
        : outcomes.filter((outcome) => typeof outcome === 'string'),
  };
}

/** The largest of the run, in bytes. */
function weightOf(profile: string, records: number, store: string, rows: readonly BodyRow[]): number | null {
  const bytes = rows
    .filter((row) => row.row === 'size')
    .filter((row) => row.store === store && row.records === records && row.profile === profile)
    .map((row) => row.bytes);
  return bytes.length === 0 ? null : Math.max(...bytes);
}

export function findFigure(part: FigurePart, rows: readonly BodyRow[]): Findings {
  const values = rows
    .filter((row): row is Figure => row.row === 'figure' && row.name === part.name)
    .filter((row) => row.store === CANDIDATE && row.records === part.records)
    .filter((row) => row.profile === undefined || row.profile === part.profile)
    .map((row) => row.value);
  if (values.length === 0) return { found: [], missing: [`${count(part.records)} sessions`] };
  const range = rangeOf(values);
  return {
    found: [
      {
        value: intervalBeside(range, part.bytesMax, size),
        place: `${count(part.records)} sessions`,
        verdict: atMost(range, part.bytesMax),
        share: range.value / part.bytesMax,
      },
    ],
    missing: [],
  };
}

export function findChecks(part: ChecksPart, rows: readonly BodyRow[]): Findings {
  const checks = rows.filter(
    (row): row is Check => row.row === 'check' && row.subject === CANDIDATE && part.areas.includes(row.area),
  );
  if (checks.length === 0) return { found: [], missing: [`a check of ${part.areas.join(' or ')}`] };
  const failed = checks.filter(({ verdict }) => verdict === 'fail');
  const open = checks.filter(({ verdict }) => verdict === 'unknown');
  const [first] = failed;
  const value = `${count(checks.length - failed.length - open.length)} of ${count(checks.length)} checks`;
  const place = first === undefined ? 'of its answers were ok' : `were ok; failed: ${first.name}`;
  const verdict = failed.length > 0 ? 'does not hold' : open.length > 0 ? 'unclear' : 'holds';
  return { found: [{ value, place, verdict, share: failed.length + 0.5 }], missing: [] };
}
