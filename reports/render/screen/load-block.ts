// What the load runs measured: a block for each load, with a line for each operation of each store, and under them for each store what
// came out. A run that missed its rate, lost something or cannot have been so stands above the others.

import type { Knee, Load, LoadSlope } from '../../../results/load.ts';
import type { Check } from '../../../results/result.ts';
import { settingsOf } from '../../judge/load-runs.ts';
import { type Names, namesIn } from '../../names.ts';
import type { Report } from '../../report.ts';
import { count, duration, rate } from '../../text/figures.ts';
import {
  fairnessText,
  faultText,
  isExpectedOf,
  isGrowing,
  kneeText,
  kneeTone,
  loadText,
  outcomeOf,
  slopeText,
  tailOf,
  waitsOf,
} from '../load-words.ts';
import { steadyText } from '../notes.ts';
import type { Tone } from '../table.ts';
import type { Block, Fact, Mark, ScreenRow } from './screen.ts';

export const CHECK_MARKS: Readonly<Record<Check['verdict'], Mark>> = {
  ok: 'good',
  fail: 'bad',
  'expected-fail': 'expected',
  unknown: 'open',
};

/** Of a store alone one screen is enough; several loads need more lines than a small terminal has. */
export const LOAD_LINES_MAX = 120;

export function loadBlock(report: Report): Block[] {
  const { loads, checks, doubts, knees } = report;
  if (loads.length + knees.length === 0) return [];
  const names = namesIn(report);
  const rows = loads.flatMap(({ operations }) => operations).length;
  const isExpected = checks.some(({ area, verdict }) => area === 'load' && verdict === 'expected-fail');
  const notes = [
    ...(isExpected ? ['! loses writes, which is expected of it: it takes no lock'] : []),
    ...doubts
      .filter(({ doubt }) => doubt === 'few-calls')
      .map(
        ({ places }) =>
          `p99 is in doubt in ${count(places.length)} of ${count(rows)} rows: fewer than 5 calls took longer`,
      ),
    ...[steadyText(report)].filter((text) => text !== ''),
  ];
  const settings = settingsOf(loads);
  return [
    ...settings.map((runs, index) => ({
      ...settingBlock(runs, report, names),
      ...(index === settings.length - 1 && { foot: notes }),
    })),
    ...(knees.length === 0 ? [] : [kneeBlock(knees, names)]),
  ];
}

function settingBlock(runs: readonly [Load, ...Load[]], report: Report, names: Names): Block {
  return {
    title: 'LOAD',
    text: loadText(runs[0], names),
    facts: runs
      .map((load) => factsOf(load, report, names))
      .toSorted(([left], [right]) => MARK_ORDER.indexOf(left.mark) - MARK_ORDER.indexOf(right.mark))
      .flat(),
    table: {
      columns: [
        { title: '', align: 'left' },
        { title: 'operation', align: 'left' },
        { title: 'rate', align: 'right' },
        ...['p50', 'p99', 'p99.9', 'longest'].map((title) => ({ title, align: 'right' as const })),
      ],
      rows: runs.flatMap((load) => rowsOf(load, names)),
      rest: 'more: --full',
    },
  };
}

/** Each line says which store it is about: lines of a log are read one by one. */
const rowsOf = (load: Load, names: Names): ScreenRow[] =>
  load.operations.map((operation) => {
    const { latencyNsP50, latencyNsP99, latencyNsMax, count: calls, failed } = operation;
    const succeeded = calls - failed;
    const time = (ns: number | null): string => (ns === null || succeeded <= 0 ? '–' : duration(ns));
    return {
      cells: [
        names.title(load.store),
        names.title(operation.operation),
        calls === 0 ? '–' : rate(operation.throughputPerSecond),
        time(latencyNsP50),
        time(latencyNsP99),
        time(tailOf(operation, 0.999)),
        time(latencyNsMax),
      ],
    };
  });

const MARK_ORDER: readonly (Mark | undefined)[] = ['bad', 'open', 'expected', 'good'];

const MARKS: Readonly<Record<Tone, Mark>> = { good: 'good', bad: 'bad', unsure: 'open', muted: 'open' };

/** What came out, and where faults were played, which. */
function factsOf(load: Load, { checks }: Report, names: Names): [Fact, ...Fact[]] {
  const isExpected = isExpectedOf(load, checks);
  const { tone, text } = outcomeOf(load, isExpected);
  const fairness = fairnessText(load);
  const { faults = [], slopes = [], workers } = load;
  const waits = waitsOf(load);
  const parts = [
    ...(fairness === null ? [] : [`slowest process ${fairness} of the fastest`]),
    ...(workers === undefined ? [] : [`${count(waits)} ${waits === 1 ? 'wait' : 'waits'}`]),
    ...(slopes.length === 0 ? [] : [grownText(slopes)]),
  ];
  const isExpectedLoss = isExpected && tone === 'unsure' && !text.startsWith('unknown');
  return [
    {
      mark: isExpectedLoss ? 'expected' : MARKS[tone],
      name: names.title(load.store),
      text: [text, ...parts].join('; '),
    },
    ...(faults.length === 0 ? [] : [{ name: '', text: `played: ${faults.map(faultText).join(', ')}` }]),
  ];
}

/** Of what did not grow the table has the intervals. */
function grownText(slopes: readonly LoadSlope[]): string {
  const grown = slopes.filter(isGrowing).map((slope) => `${slope.of} ${slopeText(slope)}`);
  return grown.length === 0 ? 'nothing grew' : `grew: ${grown.join(', ')}`;
}

/** How far it goes, and for whom. */
const kneeBlock = (knees: readonly Knee[], names: Names): Block => ({
  title: 'KNEE',
  text: 'the highest rate that keeps the promised latency',
  facts: knees.map((knee) => ({
    mark: MARKS[kneeTone(knee)],
    name: `${names.title(knee.store)}, ${names.title(knee.mix)}`,
    text: kneeText(knee),
  })),
});
