import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import type { BodyRow } from '../../results/result.ts';
import type { Results } from '../../results/result-file.ts';
import { type ExampleOptions, exampleRun } from '../../sessions/examples/example-run.ts';
import { reportOf } from '../example-report.ts';
import { comparedRows } from '../fixtures/compared-run.ts';
import { buildReport, type Report } from '../report.ts';
import { renderHtml } from './html/page.ts';
import { renderMarkdown } from './markdown.ts';
import { repetition } from './repeat.ts';
import { type TerminalStyle, terminalStyle } from './style.ts';
import { renderTerminal } from './terminal.ts';

const PLAIN: TerminalStyle = { hasColour: false, hasUnicode: false, width: 160 };

const rowsOf = (results: Results, change: (row: BodyRow) => BodyRow | null): Results => ({
  ...results,
  rows: results.rows.map(change).filter((row) => row !== null),
});

type Rendering = 'terminal' | 'markdown' | 'html';
const rendered = (report: Report): Record<Rendering, string> => ({
  terminal: renderTerminal(report, PLAIN),
  markdown: renderMarkdown(report),
  html: renderHtml(report),
});
const renderings = (results: Results): Record<Rendering, string> => rendered(reportOf(results));

const EXAMPLE_RUN = exampleRun();
const EXAMPLE = renderings(EXAMPLE_RUN);

/** Runs that leave something out or overdo it. */
const ODD: readonly (readonly [string, Results])[] = [
  ...(
    [
      ['a run cut short', { isComplete: false }],
      ['a single trial of a single sample', { trials: 1, samples: 1 }],
      ['one size', { sizes: [3_000] }],
      ['times of a nanosecond', { factor: () => 1e-9, trials: 2, samples: 5 }],
      ['times of hours', { factor: () => 1e9, trials: 2, samples: 5 }],
    ] satisfies [string, ExampleOptions][]
  ).map(([name, options]) => [name, exampleRun(options)] as const),
  ['no rows at all', rowsOf(EXAMPLE_RUN, () => null)],
  ['checks only', rowsOf(EXAMPLE_RUN, (row) => (row.row === 'check' ? row : null))],
  ['no load', rowsOf(EXAMPLE_RUN, (row) => (row.row === 'load' ? null : row))],
  ['only SQLite', rowsOf(EXAMPLE_RUN, (row) => ('store' in row && row.store !== 'sqlite' ? null : row))],
  [
    'idle load',
    rowsOf(EXAMPLE_RUN, (row) =>
      row.row === 'load'
        ? { ...row, operations: [], acknowledged: 0, found: 0, lost: 0, durationNs: 0 }
        : row,
    ),
  ],
  [
    'another dataset',
    rowsOf(exampleRun({ trials: 2, samples: 5 }), (row) =>
      row.row === 'trial' ? { ...row, profile: 'large' } : row,
    ),
  ],
];

test.each(ODD)('%s is rendered whole', (_name, results) => {
  for (const text of Object.values(renderings(results))) {
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object|\bnull\b/);
    expect(text).toContain('storeproof proof --seed 42');
    expect(text.endsWith('\n')).toBe(true);
  }
});

test('the seed of a run with a program stands before the program', () => {
  const { header } = exampleRun();
  const repeated = repetition({
    header: { ...header, command: 'storeproof gate --base a -- ./store --seed x', seed: 7 },
  });
  expect(repeated.command).toBe('storeproof gate --base a --seed 7 -- ./store --seed x');
});

test('a run is rendered to the same bytes every time', () => {
  expect(rendered(buildReport(exampleRun()))).toEqual(EXAMPLE);
});

test('every rendering tells the verdict, the claims, the seed, and how to repeat the run', () => {
  for (const text of Object.values(EXAMPLE)) {
    for (const words of [
      '9 checks: 8 ok, 1 failed as expected.',
      'TK-12',
      'does not hold',
      'not measured',
      '585 of 600',
      'storeproof proof --seed 42',
      'revision 0123abc',
    ]) {
      expect(text).toContain(words);
    }
  }
});

test('the pages tell the machine and the versions', () => {
  for (const text of [EXAMPLE.markdown, EXAMPLE.html]) {
    for (const words of ['Example CPU at 2.4 GHz', '26.10.0', '3.54.1', 'ext4', '410 µs']) {
      expect(text).toContain(words);
    }
  }
});

test('a failed check changes the headline, and its detail is told', () => {
  const failed = rowsOf(EXAMPLE_RUN, (row) =>
    row.row === 'check' && row.area === 'rewrite'
      ? { ...row, verdict: 'fail', detail: 'file 3 differs at byte 17' }
      : row,
  );
  const { markdown, html } = renderings(failed);
  expect(html).toContain('Some checks failed.');
  for (const text of [markdown, html]) {
    expect(text).toContain('file 3 differs at byte 17');
    expect(text).toContain('9 checks: 2 failed');
  }
});

test('a run cut short says so first', () => {
  for (const text of Object.values(renderings(exampleRun({ isComplete: false })))) {
    expect(text).toContain('The run was cut short: what it did not reach is not in this report.');
  }
});

const HOSTILE = `<img src=x onerror=alert(1)>"'&|\`*_[a](b)\u001b[31m\u0007\n# x</style></title>`;

const hostileRun = ((): Results => {
  const results = rowsOf(exampleRun({ trials: 2, samples: 5, sizes: [100] }), (row): BodyRow => {
    switch (row.row) {
      case 'check':
        return {
          ...row,
          subject: HOSTILE,
          name: HOSTILE,
          detail: HOSTILE,
          verdict: 'fail',
          counts: { [HOSTILE]: 1 },
        };
      case 'trial':
        return row.operation === 'getOne' ? { ...row, operation: HOSTILE, store: HOSTILE } : row;
      case 'load':
        return {
          ...row,
          store: HOSTILE,
          operations: row.operations.map((one) => ({ ...one, operation: HOSTILE })),
        };
      case 'knee':
        return { ...row, store: HOSTILE, mix: HOSTILE };
      case 'size':
        return { ...row, store: HOSTILE, profile: HOSTILE };
      case 'figure':
        return { ...row, name: HOSTILE, unit: HOSTILE };
      case 'comparison':
        return { ...row, operation: HOSTILE, store: HOSTILE, profile: HOSTILE, detail: HOSTILE };
      case 'comparing':
        return { ...row, base: HOSTILE, head: HOSTILE };
      case 'planted':
        return { ...row, name: HOSTILE, what: HOSTILE, check: HOSTILE, detail: HOSTILE };
      case 'calibration':
        return { ...row, operation: HOSTILE, store: HOSTILE, profile: HOSTILE };
    }
  });
  const { header } = results;
  const environment = { ...header.environment, cpuModel: HOSTILE, fileSystem: HOSTILE };
  return {
    ...results,
    header: {
      ...header,
      command: HOSTILE,
      revision: HOSTILE,
      startedAt: HOSTILE,
      options: { [HOSTILE]: HOSTILE },
      environment,
    },
  };
})();
const HOSTILE_RENDERINGS = renderings(hostileRun);

test('names from a result file stay text in HTML', () => {
  const { html } = HOSTILE_RENDERINGS;
  const { document } = parseHTML(html);
  const elements = [...document.querySelectorAll('*')];
  expect(elements.length).toBeGreaterThan(200);
  expect(elements.filter((one) => /^(?:img|script|iframe)$/i.test(one.tagName))).toEqual([]);
  const attributes = elements.flatMap((one) => [...one.attributes].map(({ name }) => name));
  expect(attributes.filter((name) => /^on|[^a-z0-9:-]/i.test(name))).toEqual([]);
  expect(html.match(/<\/style>/g)).toHaveLength(html.match(/<style/g)!.length);
  expect(html.match(/<\/title>/g)).toHaveLength(html.match(/<title/g)!.length);
  expect(html.match(/[\x00-\x08\x0b-\x1f\x7f]/g)).toBeNull();
});

test('names from a result file cannot move a terminal’s cursor, nor break its lines', () => {
  const { terminal } = HOSTILE_RENDERINGS;
  expect(terminal.match(/[\x00-\x09\x0b-\x1f\x7f]/g)).toBeNull();
  expect(terminal.split('\n').filter((line) => line.startsWith('# x'))).toEqual([]);
});

test('names from a result file stay text in Markdown', () => {
  const { markdown } = HOSTILE_RENDERINGS;
  expect(markdown).not.toMatch(/^# x/m);
  const outsideFences = markdown.replaceAll(/^(`{3,}).*\n[\s\S]*?\n\1$/gm, '');
  expect(outsideFences).not.toContain('<img');
  expect(outsideFences).not.toContain('[a](b)');
});

test('the page makes no request and runs no script', () => {
  const { html } = EXAMPLE;
  expect(html).not.toMatch(/<script|<iframe|<object|<embed|javascript:|@import/i);
  expect(html).not.toMatch(/\b(?:src|href|action|data|poster)\s*=\s*["']?(?!data:,)[a-z/.#]/i);
  expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\//);
  expect(html).toContain(`default-src 'none'`);
});

test('the page has its charts, with words for those who cannot see them', () => {
  const { html } = EXAMPLE;
  expect(html.match(/<svg/g)).toHaveLength(32);
  expect(html.match(/<svg[^>]*role="img"/g)).toHaveLength(32);
  for (const label of ['Median times at 100 sessions', 'Distribution of times: create', 'Calls a second']) {
    expect(html).toContain(`aria-label="${label}`);
  }
  expect(html).toMatch(/<title>SQLite, get one: [^<]+<\/title>/);
});

const FULL_RUN = exampleRun({
  isFull: true,
  sizes: [100, 1_000],
  profiles: ['small', 'large'],
  trials: 2,
  samples: 8,
});
const FULL = renderings(FULL_RUN);

test('a run with several kinds of data has a section for each, and a table for each size in it', () => {
  const { document } = parseHTML(FULL.html);
  const headings = [...document.querySelectorAll('h2')].map(({ textContent }) => textContent);
  for (const heading of [
    'What the store is to reach',
    'How times grow with the number of sessions',
    'Time of one call: small outputs',
    'Time of one call: large outputs',
    'Floors',
  ]) {
    expect(headings).toContain(heading);
  }
  const summaries = [...document.querySelectorAll('.timed summary')].map(({ textContent }) => textContent);
  expect(summaries.filter((text) => text === 'Every operation at 1,000 sessions')).toHaveLength(2);
  expect(summaries.filter((text) => text?.startsWith('All contestants at 100 sessions'))).toHaveLength(2);
});

test('targets, growth, floors and contestants are in the pages', () => {
  for (const text of [FULL.markdown, FULL.html]) {
    for (const words of [
      'Get all, cold, at 100 and 1,000 sessions',
      'within 1.3x of the driver on the same SQL',
      '13 targets: ',
      'floor: driver alone',
      'What holds instead, at 100 sessions: JSON files take about ',
      'lmdb',
    ]) {
      expect(text).toContain(words);
    }
  }
  expect(FULL.terminal).toContain('within 1.3x of the driver on the same SQL');
  expect(FULL.terminal).toContain('Exponents of growth');
  expect(FULL.terminal).toContain('TK-12: What holds instead');
});

test('every line of the terminal fits its width, but for tables that cannot', () => {
  const report = reportOf(FULL_RUN);
  const lines = renderTerminal(report, { ...PLAIN, width: 120 }).split('\n');
  const notes = lines.slice(lines.findIndex((line) => line.startsWith('Where promises')));
  for (const line of notes.slice(0, notes.indexOf(''))) expect(line.length).toBeLessThanOrEqual(120);
  const promises = lines.slice(lines.findIndex((line) => line.startsWith('Promised and')));
  for (const line of promises.slice(0, promises.indexOf(''))) expect(line.length).toBeLessThanOrEqual(120);
});

test('the terminal tells the figure of a target beneath its title, and its interval where there is room', () => {
  for (const [width, figure] of [
    [120, '[\\d.]+x'],
    [400, '[\\d.]+x \\([\\d.]+ to [\\d.]+\\)'],
  ] as const) {
    const lines = renderTerminal(reportOf(FULL_RUN), { ...PLAIN, width }).split('\n');
    const title = lines.findIndex((line) => line.endsWith('Get one, append, status'));
    expect(lines[title + 1]).toMatch(
      new RegExp(`^ +within 1\\.3x of the driver on the same SQL +${figure} +\\w`),
    );
  }
});

test('two trials that have nothing in common do not stretch the axis to hours', () => {
  const torn = rowsOf(exampleRun({ trials: 2, samples: 5, sizes: [100] }), (row) =>
    row.row === 'trial' && row.order % 2 === 0
      ? { ...row, samplesNs: row.samplesNs.map((ns) => ns * 100) }
      : row,
  );
  const { document } = parseHTML(renderings(torn).html);
  const chart = document.querySelector('svg[aria-label^="Median times"]');
  const labels = [...chart!.querySelectorAll('text')].map(({ textContent }) => textContent ?? '');
  expect(labels.filter((text) => text.endsWith(' min'))).toEqual([]);
});

test('a contestant that did other work is told without a ratio', () => {
  const other = rowsOf(exampleRun({ isFull: true, sizes: [100], trials: 2, samples: 8 }), (row) =>
    row.row === 'trial' && row.store === 'lmdb' ? { ...row, workDigest: 'cd'.repeat(32) } : row,
  );
  expect(renderings(other).markdown).toContain('other work');
});

test('tags in the page are closed in order', () => {
  const voids = new Set(['meta', 'link', 'br']);
  const open: string[] = [];
  for (const [tag, slash, name] of EXAMPLE.html
    .replace(/<!doctype html>/, '')
    .matchAll(/<(\/?)([a-z0-9]+)[^>]*>/gi)) {
    if (voids.has(name!) || tag.endsWith('/>')) continue;
    if (slash === '') open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
});

test('without Unicode the terminal text is ASCII, and with it the units are proper', () => {
  expect(EXAMPLE.terminal).toMatch(/^[\x0a\x20-\x7e]*$/);
  const report = reportOf(EXAMPLE_RUN);
  expect(renderTerminal(report, { ...PLAIN, hasUnicode: true })).toContain('610 µs');
  expect(EXAMPLE.terminal).toContain('610 us');
});

test('columns of the terminal’s claims table are aligned', () => {
  const lines = EXAMPLE.terminal.split('\n');
  const first = lines.findIndex((line) => line.startsWith('Promised and measured')) + 1;
  const column = lines[first]!.indexOf('Verdict');
  const rows = lines.slice(first + 1, lines.indexOf('', first));
  expect(rows.length).toBeGreaterThan(25);
  // The title of a target has none; its parts do.
  for (const row of rows.filter((line) => !/^ {2}goal/.test(line)))
    expect(row.slice(column)).toMatch(/^(?:holds|does not hold|unclear|not measured)$/);
});

test('a narrow terminal loses details and then columns, never verdicts', () => {
  const report = reportOf(EXAMPLE_RUN);
  const widest = (width: number): number =>
    Math.max(
      ...renderTerminal(report, { ...PLAIN, width })
        .split('\n')
        .filter((line) => /^ {2}[A-Z0-9]+-\d/.test(line))
        .map((line) => line.length),
    );
  expect(widest(160)).toBeGreaterThan(120);
  expect(widest(110)).toBeLessThanOrEqual(110);
  expect(widest(100)).toBeLessThanOrEqual(100);
  expect(renderTerminal(report, { ...PLAIN, width: 100 })).toContain('does not hold');
});

test('colour marks verdicts and says nothing that the words do not', () => {
  const report = reportOf(EXAMPLE_RUN);
  const coloured = renderTerminal(report, { ...PLAIN, hasColour: true });
  expect(coloured).toContain('\x1b[32mholds');
  expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(EXAMPLE.terminal);
});

test('colour and Unicode follow the environment', () => {
  const utf8 = { LANG: 'en_US.UTF-8' };
  const tty = { isTTY: true, columns: 90 };
  expect(terminalStyle(utf8, tty)).toEqual({ hasColour: true, hasUnicode: true, width: 90 });
  expect(terminalStyle({ ...utf8, NO_COLOR: '1' }, tty).hasColour).toBe(false);
  expect(terminalStyle({ ...utf8, NO_COLOR: '' }, tty).hasColour).toBe(true);
  expect(terminalStyle(utf8, {}).hasColour).toBe(false);
  expect(terminalStyle({ FORCE_COLOR: '1' }, {}).hasColour).toBe(true);
  expect(terminalStyle({ FORCE_COLOR: '0' }, {}).hasColour).toBe(false);
  expect(terminalStyle({ FORCE_COLOR: '1', NO_COLOR: '1' }, tty).hasColour).toBe(false);
  expect(terminalStyle({ ...utf8, TERM: 'dumb' }, tty)).toMatchObject({
    hasColour: false,
    hasUnicode: false,
  });
  expect(terminalStyle({ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, tty).hasUnicode).toBe(false);
});

const loadOf = (calls: number, failed: number, latencyNs: number | null): Results => ({
  ...EXAMPLE_RUN,
  rows: [
    {
      row: 'load',
      store: 'sqlite',
      processes: 3,
      records: 100,
      durationNs: 8e9,
      operations: [
        {
          operation: 'appendMessage',
          does: 'write' as const,
          ...{ count: calls, failed, throughputPerSecond: (calls - failed) / 8 },
          ...{ latencyNsP50: latencyNs, latencyNsP95: latencyNs, latencyNsP99: latencyNs },
          latencyNsMax: latencyNs,
        },
      ],
      ...{ acknowledged: calls - failed, found: calls - failed, lost: 0 },
    },
  ],
});

test.each([null, 0])('of no call that succeeded there is no latency, in no rendering (%s)', (latencyNs) => {
  for (const text of Object.values(renderings(loadOf(6_000, 6_000, latencyNs)))) {
    expect(text).not.toContain('0 ns');
    expect(text).not.toContain('0 of 0');
  }
});

test('of what nobody called there is no rate, in no rendering', () => {
  const run = rowsOf(loadOf(0, 0, null), (row) => (row.row === 'load' ? { ...row, lost: 0 } : row));
  for (const text of Object.values(renderings(run))) expect(text).not.toMatch(/\b0\/s/);
});

test('a p95 of few samples of a benchmark says of how many it is', () => {
  const few = exampleRun({ trials: 3, samples: 6, sizes: [100] });
  const { markdown, html } = renderings(few);
  expect([markdown, html]).toEqual([0, 1].map(() => expect.stringContaining('(18 samples)')));
  const many = renderings(exampleRun({ trials: 3, samples: 60, sizes: [100] }));
  expect(many.markdown).not.toContain('(180 samples)');
});

test('a percentile of two calls carries its doubt, and one of thousands does not', () => {
  for (const text of Object.values(renderings(loadOf(2, 0, 3.68e9)))) {
    expect(text).toContain('fewer than 5 calls of a load run took longer than its p99');
  }
  for (const text of Object.values(renderings(loadOf(2_000, 0, 3.68e9)))) {
    expect(text).not.toContain('fewer than 5 calls');
  }
});

test('a p99 of steady callers that is much longer than the p99 is explained beside it, in every rendering', () => {
  const steady = (factor: number): Results => {
    const run = loadOf(2_000, 0, 1e7);
    return rowsOf(run, (row) =>
      row.row === 'load'
        ? { ...row, operations: row.operations.map((one) => ({ ...one, steadyNsP99: factor * 1e7 })) }
        : row,
    );
  };
  const told = /were due\s+while a\s+process\s+waited/;
  for (const text of Object.values(renderings(steady(28)))) expect(text).toMatch(told);
  for (const text of Object.values(renderings(steady(1.5)))) expect(text).not.toMatch(told);
});

test('the longest call of a load run is in every rendering', () => {
  for (const text of Object.values(renderings(loadOf(2_000, 0, 3.21e9)))) expect(text).toMatch(/3\.21 s/);
});

test('a run that only compared says nothing of promises, none of which it measured', () => {
  const pages = rendered(buildReport({ ...EXAMPLE_RUN, rows: comparedRows() }));
  for (const page of [pages.terminal, pages.markdown, pages.html]) {
    expect(page).toContain('Base against head');
    expect(page).not.toMatch(/Promised and measured|not measured|figures was measured/);
  }
  expect(buildReport({ ...EXAMPLE_RUN, rows: [...EXAMPLE_RUN.rows, ...comparedRows()] }).claims).not.toEqual(
    [],
  );
});
