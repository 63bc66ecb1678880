// What is told of a load run, in every rendering: the figures of the right end and unit, what is worthless first, and nothing that failed
// as if it had passed.

import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import type { Load, LoadStep } from '../../results/load.ts';
import type { BodyRow, Check } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { exampleKnee, exampleLoad, exampleLoadRun } from '../../sessions/examples/example-load.ts';
import { exampleRun } from '../../sessions/examples/example-run.ts';
import { bucketOf } from '../../statistics/histogram.ts';
import { reportOf } from '../example-report.ts';
import { buildReport } from '../report.ts';
import { renderHtml } from './html/page.ts';
import { thinned } from './load-tables.ts';
import { renderMarkdown } from './markdown.ts';
import { drawScreen } from './screen/draw.ts';
import { runScreen } from './screen/run-screen.ts';
import { renderTerminal } from './terminal.ts';

const EXAMPLE = exampleRun({ sizes: [100], trials: 1, samples: 2 });
const RUN = exampleLoadRun(EXAMPLE);
const of = (...rows: readonly BodyRow[]): Results => ({ ...EXAMPLE, rows });

const WIDE = { hasColour: false, hasUnicode: true, width: 200 };
const screenOf = (results: Results, width = 80): string =>
  drawScreen(runScreen(reportOf(results), []), { ...WIDE, width });
const texts = (results: Results): Record<'screen' | 'terminal' | 'markdown' | 'html', string> => ({
  screen: screenOf(results),
  terminal: renderTerminal(reportOf(results), WIDE),
  markdown: renderMarkdown(reportOf(results)),
  html: renderHtml(reportOf(results)),
});

/** 9,700 calls of 1 ms, 250 of 20 ms, 49 of 300 ms, one of 4 s. */
const SHAPED: Load = {
  ...exampleLoad({ store: 'sqlite', mix: 'editor', calls: { appendMessage: ['write', 4_000] } }),
  operations: [
    {
      ...{ operation: 'appendMessage', does: 'write', count: 10_000, failed: 0, throughputPerSecond: 4_000 },
      ...{ latencyNsP50: 1e6, latencyNsP95: 1e6, latencyNsP99: 2e7, latencyNsMax: 4e9 },
      latencyNs: [
        [bucketOf(1e6), 9_700],
        [bucketOf(2e7), 250],
        [bucketOf(3e8), 49],
        [bucketOf(4e9), 1],
      ],
    },
  ],
};

const rowOf = (html: string, label: string): string[] => {
  const { document } = parseHTML(html);
  const cells = document.querySelectorAll(`[aria-label="${label}"] tbody tr:first-child td`);
  return [...cells].map((cell) => (cell.textContent ?? '').trim());
};

test('percentiles are told from the slow end and in their unit', () => {
  const found = rowOf(renderHtml(buildReport(of(SHAPED))), 'Calls under load');
  expect(found.slice(2, 9)).toEqual([
    ...['append message', '4,000/s', '1 ms', '20 ms'],
    ...['302 ms', '302 ms', '4 s'],
  ]);
  expect(screenOf(of(SHAPED))).toMatch(/append message +4,000\/s +1 ms +20 ms +302 ms +4 s\n/);
});

test('the curve of a store rises to the right, from its median to its longest call', () => {
  const { document } = parseHTML(renderHtml(buildReport(of(SHAPED))));
  const chart = document.querySelector('svg[aria-label^="Latency by percentile"]');
  const titles = [...(chart?.querySelectorAll('circle title') ?? [])].map((one) => one.textContent);
  expect(titles).toEqual([
    ...['SQLite, 50%: 1 ms', 'SQLite, 90%: 1 ms', 'SQLite, 99%: 20.1 ms'],
    ...['SQLite, 99.9%: 302 ms', 'SQLite, 99.99%: 302 ms'],
    'SQLite, longest: 4 s',
  ]);
  const [xs, ys] = ['cx', 'cy'].map((name) =>
    [...(chart?.querySelectorAll('circle') ?? [])].map((one) => Number(one.getAttribute(name))),
  ) as [number[], number[]];
  expect(xs).toEqual(xs.toSorted((left, right) => left - right));
  expect(ys).toEqual(ys.toSorted((left, right) => right - left));
});

test('a percentile that no call lies beyond is not told', () => {
  const few = exampleLoad({ store: 'sqlite', calls: { getOne: ['read', 40] } });
  expect(rowOf(renderHtml(buildReport(of(few))), 'Calls under load').slice(6, 8)).toEqual(['–', '–']);
});

test('no percentile is longer than the longest call, though its bucket ends beyond it', () => {
  const [append] = SHAPED.operations;
  const latencyNsMax = 299_000_000;
  const short: Load = {
    ...SHAPED,
    operations: [{ ...append!, latencyNsMax, latencyNs: [[bucketOf(latencyNsMax), 10_000]] }],
  };
  const found = rowOf(renderHtml(buildReport(of(short))), 'Calls under load');
  expect(found.slice(6, 9)).toEqual(['299 ms', '299 ms', '299 ms']);
  expect(screenOf(of(short))).toMatch(/299 ms +299 ms\n/);
});

test('a store that failed under one load is not excused for what another could expect', () => {
  const check = {
    ...EXAMPLE.rows.find((row) => row.row === 'check')!,
    area: 'load',
    subject: 'sqlite',
  } as Check;
  const checks = (['expected-fail', 'fail'] as const).map((verdict) => ({ ...check, verdict }));
  const lost = { ...SHAPED, lost: 1, found: SHAPED.acknowledged - 1 };
  expect(screenOf(of(...checks, lost))).toMatch(/✗ SQLite +1 of 10,000 writes lost/);
  expect(screenOf(of(...checks.slice(0, 1), lost))).toMatch(/! SQLite +1 of 10,000 writes lost/);
});

test('a store that loses writes under two loads is named once', () => {
  const check = {
    ...EXAMPLE.rows.find((row) => row.row === 'check')!,
    ...{ area: 'load', subject: 'json', verdict: 'expected-fail', counts: { acknowledged: 30, lost: 7 } },
  } as Check;
  expect(screenOf(of(check, { ...check, counts: { acknowledged: 20, lost: 0 } }, SHAPED))).toMatch(
    /JSON files today: 7 of 50\n/,
  );
});

test('a run that missed its rate is unknown before anything else is said of it', () => {
  const arrival = { askedPerSecond: 500, achievedPerSecond: 474.9, lagNsP99: 1, lagNsMax: 2 };
  const missed = { ...SHAPED, arrival, lost: 3, found: SHAPED.acknowledged - 3 };
  for (const text of Object.values(texts(of(missed)))) {
    expect(text).toMatch(/unknown: 474\.9\/s\s+achieved of\s+500\/s\s+asked, 3 of/);
  }
  const kept = { ...SHAPED, arrival: { ...arrival, achievedPerSecond: 475 } };
  for (const text of Object.values(texts(of(kept)))) expect(text).not.toContain('unknown:');
  const during = (fault: string): string =>
    screenOf(of({ ...missed, faults: [{ fault, worker: 0, fromNs: 0, toNs: 1_000 }] }));
  expect(during('stop')).not.toContain('unknown:');
  expect(during('kill')).toContain('unknown:');
});

const anomalies = [
  { name: 'stale read', count: 1, example: 'process 2 read record 7 without entry load-1-27' },
];

test.each<[string, Partial<Load>, RegExp]>([
  [
    'one lost write of a million',
    { acknowledged: 1_000_000, found: 999_999, lost: 1 },
    /1 of 1,000,000\s+writes\s+lost/,
  ],
  [
    'one anomaly',
    { history: { appends: 900_000, reads: 99_999, anomalies } },
    /anomalies:\s+stale\s+read\s+\(1\)/,
  ],
  [
    'one failed call of ten thousand',
    { operations: SHAPED.operations.map((one) => ({ ...one, failed: 1 })) },
    /1\s+call\s+failed/,
  ],
])('%s is told as such, and by no rendering as none', (_name, change, told) => {
  const run = of({ ...SHAPED, ...change });
  for (const text of Object.values(texts(run))) {
    expect(text.replaceAll(String.raw`\(`, '(').replaceAll(String.raw`\)`, ')')).toMatch(told);
    expect(text).not.toContain('no anomaly');
  }
  expect(screenOf(run)).toMatch(/✗ SQLite/);
  const { document } = parseHTML(renderHtml(reportOf(run)));
  expect(document.querySelector('[aria-label="Load runs"] td:nth-child(3) .bad')).not.toBeNull();
});

test('a p99 that is a little above what was promised does not read as if it were kept', () => {
  const knee = exampleKnee('sqlite', 1_000);
  const tried = knee.tried.map((one) => ({ ...one, latencyNsP99: 25_004_000 }));
  const { html } = texts(of(SHAPED, { ...knee, tried }));
  expect(rowOf(html, 'Highest rates').at(-1)).toBe('25.004 ms');
});

test('a search that kept no rate says so', () => {
  const none = { ...exampleKnee('sqlite', 1_000), keptPerSecond: null, missedPerSecond: 100 };
  for (const text of Object.values(texts(of(SHAPED, none)))) {
    expect(text).toMatch(/not\s+even\s+100\/s\s+with\s+a\s+p99\s+of\s+at\s+most\s+25\s+ms/);
  }
});

const kneeCheck = (verdict: Check['verdict'], counts: Check['counts']): Check => ({
  ...{ row: 'check', area: 'load', subject: 'sqlite', name: 'the promised latency is kept up to a rate' },
  ...{ verdict, counts: { runs: 7, promisedNsP99: 25e6, ...counts }, detail: '' },
});

test('a run that only searched for the highest rates shows them in every rendering, and no writes', () => {
  const knees = [exampleKnee('sqlite', 12_400), exampleKnee('json-safe', 160)];
  const check = kneeCheck('ok', { keptPerSecond: 12_400, missedPerSecond: 13_950 });
  for (const [rendering, text] of Object.entries(texts(of(check, ...knees)))) {
    const told = text.replaceAll(/\s+/g, ' ');
    for (const words of ['12,400/s with a p99', '160/s with a p99', '13,950/s is too much']) {
      expect([rendering, told]).toEqual([rendering, expect.stringContaining(words)]);
    }
    expect(told).not.toContain('writes lost');
  }
  expect(screenOf(of(check, ...knees))).toMatch(/under load +SQLite: up to 12,400\/s\n/);
});

test('what a search could not tell reads neither as kept nor as missed', () => {
  const knee = exampleKnee('sqlite', 1_000);
  const tried = knee.tried.map((one) => (one.isKept ? one : { ...one, isUnknown: true as const }));
  const open = { ...knee, tried, missedPerSecond: null };
  const none = { ...open, tried: tried.filter(({ isKept }) => !isKept), keptPerSecond: null };
  for (const text of Object.values(texts(of(open)))) {
    expect(text).toMatch(/above\s+it\s+nothing\s+can\s+be\s+told/);
  }
  for (const text of Object.values(texts(of(none)))) expect(text).toMatch(/unknown:\s+no\s+run\s+counted/);
  expect(screenOf(of(kneeCheck('unknown', { keptPerSecond: 1_000 }), open))).toMatch(
    /SQLite: at least 1,000\/s/,
  );
  expect(screenOf(of(kneeCheck('unknown', { keptPerSecond: 0 }), none))).toMatch(/SQLite: unknown/);
  const missed = screenOf(of(kneeCheck('fail', { keptPerSecond: 0 })));
  expect(missed).toMatch(/^ NO RATE +At no rate/m);
  expect(missed).toMatch(/SQLite: no rate/);
  const lost = { ...kneeCheck('fail', {}), counts: { acknowledged: 9, lost: 1 } };
  expect(screenOf(of(kneeCheck('fail', { keptPerSecond: 0 }), lost))).toMatch(/^ LOST /m);
});

test('fairness, waits, what was played, and the knee are in every rendering', () => {
  for (const [rendering, text] of Object.entries(texts(RUN))) {
    const told = text.replaceAll(/\s+/g, ' ');
    for (const words of ['82%', '262', 'stop of process 3 at 8 s for 3 s', '12,400/s with a p99']) {
      expect([rendering, told]).toEqual([rendering, expect.stringContaining(words)]);
    }
  }
});

test('a slope says of what, in which unit, and whether it is one', () => {
  const slopes = [
    { of: 'resident memory', unit: 'bytes', perHour: 5e6, low: 1e6, high: 9e6 },
    { of: 'handles', unit: 'count', perHour: -3, low: -9, high: 2 },
  ];
  const grown = of({ ...SHAPED, slopes });
  expect(screenOf(grown, 120)).toMatch(/grew: resident memory \+5 MB an hour\n/);
  const { markdown } = texts(grown);
  expect(markdown).toContain('resident memory | +5 MB an hour | +1 MB to +9 MB');
  expect(markdown).toMatch(/handles \| \\?-3 an hour \| \\?-9 to \+2/);
});

test('every line of a load fits 80 columns', () => {
  for (const line of screenOf(RUN).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('two renderings of the same load are the same bytes', () => {
  const again = exampleLoadRun(exampleRun({ sizes: [100], trials: 1, samples: 2 }));
  expect(renderHtml(buildReport(again))).toBe(renderHtml(buildReport(RUN)));
  expect(renderMarkdown(buildReport(again))).toBe(renderMarkdown(buildReport(RUN)));
});

test('faults are shaded over the time that they lasted, with their names', () => {
  const { document } = parseHTML(renderHtml(reportOf(RUN)));
  const chart = document.querySelector('svg[aria-label="Calls a second: SQLite"]');
  const shaded = [...(chart?.querySelectorAll('rect') ?? [])];
  expect(shaded.map((rect) => rect.textContent)).toEqual([
    ...['stop of process 3 at 8 s for 3 s', 'lock at 18 s for 2 s', 'kill of process 4 at 25 s'],
  ]);
  const [stop, lock] = shaded.map((rect) => Number(rect.getAttribute('width'))) as [number, number];
  expect(stop / lock).toBeCloseTo(1.5, 1);
});

test('of many operations a time line has reads together and writes, and the p99 of the slowest', () => {
  const reads = ['a', 'b', 'c', 'd'].map((name) => [name, ['read', 100]] as const);
  const calls = Object.fromEntries([...reads, ['e', ['write', 50]] as const]);
  const { document } = parseHTML(
    renderHtml(buildReport(of(exampleLoad({ store: 'sqlite', seconds: 5, calls })))),
  );
  const titlesOf = (label: string): string[] => {
    const titles = document.querySelectorAll(`svg[aria-label="${label}: SQLite"] circle title`);
    return [...titles].map((one) => one.textContent ?? '');
  };
  expect(
    titlesOf('Calls a second').filter((text) => /^reads, from .* [34]\d\d(?:\.\d)?\/s$/.test(text)),
  ).toHaveLength(5);
  expect(titlesOf('p99').filter((text) => text.startsWith('writes, '))).toHaveLength(5);
});

/** A second of a run of a day in which one took 7 s. */
const longStep = (at: number): LoadStep => {
  const latencyNsP99 = at === 50_001 ? 7e9 : 2e6;
  return {
    ...{ atNs: at * 1e9, waits: 1, residentBytes: at === 60_000 ? 9e9 : 2e8, fileBytes: { log: 1e6 + at } },
    operations: {
      appendMessage: { count: 100, failed: 0, latencyNsP50: 1e6, latencyNsP99, latencyNsMax: latencyNsP99 },
    },
  };
};

test('a long run is thinned out, says so, and keeps its worst second', () => {
  const timeline = { stepNs: 1e9, steps: Array.from({ length: 86_400 }, (_, at) => longStep(at)) };
  const day: Load = { ...SHAPED, durationNs: 86_400e9, timeline };
  const steps = thinned(day, 240);
  expect(steps).toHaveLength(240);
  expect(Math.max(...steps.map(({ residentBytes }) => residentBytes ?? 0))).toBe(9e9);
  const appends = steps.flatMap(({ operations }) => [...operations.values()]);
  expect(Math.max(...appends.map(({ latencyNsP99 }) => latencyNsP99))).toBe(7e9);
  expect(new Set(appends.map(({ perSecond }) => perSecond))).toEqual(new Set([100]));
  expect(steps.reduce((sum, { waits }) => sum + waits, 0)).toBe(86_400);
  expect(renderHtml(buildReport(of(day)))).toContain('Thinned out: each point stands for 360 s.');
});

test('a page of many long runs stays below what a job summary or a mail may have', () => {
  const timeline = { stepNs: 1e9, steps: Array.from({ length: 900 }, (_, at) => longStep(at)) };
  const many = Array.from(
    { length: 40 },
    (_, at): Load => ({ ...SHAPED, mix: `mix ${at}`, durationNs: 900e9, timeline }),
  );
  const page = renderHtml(buildReport(of(...many)));
  expect(page).toContain('16 more runs have one in the result file.');
  expect(Buffer.byteLength(page)).toBeLessThan(1_048_576);
});
