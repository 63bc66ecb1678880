// The tables of a report.

import type { Check, Planted } from '../../results/result.ts';
import { DOUBTS } from '../../statistics/doubts.ts';
import type { JudgedClaim } from '../claims/claims.ts';
import type { Figure } from '../judge/outcome.ts';
import { figureTexts } from '../judge/units.ts';
import { namesIn } from '../names.ts';
import type { Report } from '../report.ts';
import { count, digits, duration, size } from '../text/figures.ts';
import { NONE, ratioCell, verdictCell } from './cells.ts';
import { type Cell, left, optional, right, type Table, type Tone } from './table.ts';

export const claimsTable = (report: Report): Table => ({
  columns: [
    left('Claim'),
    left('About'),
    left('Promised'),
    optional(right(titleOf(report, 'baseline'))),
    right(titleOf(report, 'candidate')),
    right('Ratio'),
    left('Verdict'),
  ],
  rows: report.claims.map((judged) => [
    { text: judged.claim.id, hover: judged.claim.source },
    { text: judged.subject, hover: judged.method },
    { text: judged.claim.text },
    figureCell(judged.baseline, judged),
    figureCell(judged.measured, judged),
    ratioCell(judged.ratio, judged.ratioAsked),
    verdictCell(judged.verdict, judged.sentence),
  ]),
});

const titleOf = (report: Report, which: 'baseline' | 'candidate'): string => {
  const names = namesIn(report);
  return names.title(names[which]);
};

function figureCell(figure: Figure | null, judged: JudgedClaim): Cell {
  if (figure === null) return NONE;
  const isP95 = judged.quantile === 'p95' && figure.p95 !== null;
  const estimate = isP95 && figure.p95 !== null ? figure.p95 : figure.p50;
  const values = [estimate.value, estimate.low, estimate.high];
  const [text = '', low, high] = figureTexts(figure.unit, values, judged.limit);
  const hover = estimate.low === estimate.high ? {} : { hover: `95% interval ${low} to ${high}` };
  return { text, detail: isP95 ? 'p95' : '', ...hover };
}

const CHECK_TONES: Record<Check['verdict'], Tone> = {
  ok: 'good',
  fail: 'bad',
  'expected-fail': 'unsure',
  unknown: 'unsure',
};

const CHECK_WORDS: Record<Check['verdict'], string> = {
  ok: 'ok',
  fail: 'failed',
  'expected-fail': 'failed, as expected',
  unknown: 'could not be made',
};

export const checksTable = (report: Report): Table => ({
  columns: [
    left('Area'),
    left('Store'),
    left('Check'),
    optional(left('Counted')),
    optional(left('Checked within')),
    left('Verdict'),
  ],
  rows: report.checks.map((check) => [
    { text: check.area },
    { text: namesIn(report).title(check.subject) },
    { text: check.name },
    { text: countsText(check.counts, namesIn(report).many), tone: 'muted' },
    { text: check.bounds ?? '', tone: 'muted' },
    {
      text: check.isMissing === true ? 'not here' : CHECK_WORDS[check.verdict],
      tone: CHECK_TONES[check.verdict],
      ...(check.detail === '' ? {} : { hover: check.detail }),
    },
  ]),
});

/** What was planted on purpose, and whether it was found. */
export const plantedTable = ({ planted }: Report): Table => ({
  columns: [left('Part'), left('Planted'), left('Has to find it'), left('Found'), right('Time')],
  rows: planted.map((one) => [
    { text: one.part },
    {
      text:
        one.source === undefined ? `${one.name}: ${one.what}` : `${one.name}: ${one.what} (${one.source})`,
    },
    { text: one.check },
    { ...foundCell(one), ...(one.detail !== '' && { hover: one.detail }) },
    { text: duration(one.tookMs * 1e6) },
  ]),
});

const foundCell = ({ found, equivalent }: Planted): Cell => {
  if (equivalent !== undefined) return { text: `need not be: ${equivalent}`, tone: 'muted' };
  return found ? { text: 'yes', tone: 'good' } : { text: 'NO', tone: 'bad' };
};

const countsText = (counts: Check['counts'], records: string): string =>
  Object.entries(counts)
    .map(([name, value]) => `${count(value)} ${name === 'records' ? records : name}`)
    .join(', ');

/** Sizes and single figures. */
export function figuresTable(report: Report): Table {
  const names = namesIn(report);
  return {
    columns: [left('Figure'), left('Store'), right(capitalised(names.many)), right('Value')],
    rows: [
      ...report.sizes.map(({ store, records, profile, bytes }) => [
        { text: `size on disk, ${names.title(profile)}` },
        { text: names.title(store) },
        { text: count(records) },
        { text: size(bytes), hover: `${count(bytes)} bytes` },
      ]),
      ...report.figures.map(({ name, store, records, profile, unit, value }) => [
        {
          text: [name, ...(profile === undefined ? [] : [profile])].map((one) => names.title(one)).join(', '),
        },
        { text: names.title(store) },
        { text: count(records) },
        { text: `${digits(value, 4)} ${unit}` },
      ]),
    ],
  };
}

const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** At most so many places are named with a doubt. */
const PLACES_SHOWN = 4;

export const doubtsTable = ({ doubts }: Report): Table => ({
  columns: [left('Doubt'), optional(left('Where')), left('What to do')],
  rows: doubts.map(({ doubt, places }) => {
    const named = places.slice(0, PLACES_SHOWN);
    const more = places.length > PLACES_SHOWN ? [`and ${count(places.length - PLACES_SHOWN)} more`] : [];
    return [
      { text: DOUBTS[doubt].text },
      { text: [...named, ...more].join('; '), tone: 'muted' as const },
      { text: DOUBTS[doubt].advice },
    ];
  }),
});

export const environmentTable = ({ header, finishedAt }: Report): Table => {
  const { environment: machine, version, revision, startedAt } = header;
  const facts: readonly (readonly [string, string])[] = [
    ['Machine', `${machine.cpuModel}, ${count(machine.cpuCount)} cores, ${size(machine.memoryBytes)}`],
    ['System', `${machine.platform} ${machine.architecture}, ${machine.fileSystem}`],
    ['fsync of one page', `${duration(machine.fsyncNsP50)} (median)`],
    ['Node', machine.nodeVersion],
    ...Object.entries(machine.versions),
    ['storeproof', revision === 'unknown' ? version : `${version}, revision ${revision}`],
    ['Started', startedAt],
    ['Finished', finishedAt ?? 'not: the run was cut short'],
    ['Options', optionsText(header.options) || 'none'],
  ];
  return {
    columns: [left('What'), left('Value')],
    rows: facts.map(([name, value]) => [{ text: name, tone: 'muted' as const }, { text: value }]),
  };
};

const optionsText = (options: Report['header']['options']): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
