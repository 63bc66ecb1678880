// The last screen keeps within a terminal, whatever it is given.

import { expect, test } from 'vitest';
import type { BodyRow, Check } from '../../../results/result.ts';
import type { Results } from '../../../results/result-file.ts';
import { exampleRun } from '../../../sessions/examples/example-run.ts';
import { reportOf } from '../../example-report.ts';
import type { Verdict } from '../../judge/outcome.ts';
import { columnsOf } from '../../text/columns.ts';
import type { TerminalStyle } from '../style.ts';
import { drawScreen, LINES_MAX } from './draw.ts';
import { runScreen } from './run-screen.ts';
import type { Screen } from './screen.ts';

const WAYS = [
  { label: 'Report', text: 'reports/runs/20261112T140000Z-42/report.html' },
  { label: 'Again', text: 'npm start -- --seed 42' },
];
const styleOf = (width: number, more: Partial<TerminalStyle> = {}): TerminalStyle => ({
  width,
  hasColour: false,
  hasUnicode: true,
  ...more,
});
const drawn = (results: Results, style: TerminalStyle): string =>
  drawScreen(runScreen(reportOf(results), WAYS), style);

const without = (results: Results, ...names: readonly string[]): Results => ({
  ...results,
  rows: results.rows.filter((row) => !names.includes(row.row)),
});
const areas = (results: Results, ...wanted: readonly string[]): Results => ({
  ...results,
  rows: results.rows.filter((row) => row.row !== 'check' || wanted.includes(row.area)),
});

const PROOF = exampleRun({ samples: 12 });
const BENCH = areas(
  without(exampleRun({ isFull: true, profiles: ['small', 'large'], trials: 1, samples: 5 }), 'load'),
);
const LOAD = areas(without(PROOF, 'trial', 'size', 'figure'), 'load');
const conformCheck = (name: string, verdict: Check['verdict'], detail: string): Check => ({
  row: 'check',
  area: 'equivalence',
  subject: 'my-store',
  name: `conform ${name}`,
  verdict,
  counts: { compared: 400 },
  detail,
});
const CONFORM: Results = {
  ...PROOF,
  rows: [
    conformCheck('get_all_sessions', 'ok', ''),
    conformCheck('create_session', 'fail', 'create_session {"id":"a"} answered null, the model {"id":"a"}.'),
  ],
};
const NASTY = `\x1b[31m\x1b[2J${'長い名前'.repeat(60)}\u202e\r\n${'x'.repeat(400)} ${'🙂'.repeat(90)}\x07`;
/** Every text of a run as bad as it can be. */
const hostile = (results: Results): Results => ({
  ...results,
  header: {
    ...results.header,
    version: NASTY,
    environment: { ...results.header.environment, fileSystem: NASTY },
  },
  rows: results.rows.map((row) => {
    if (row.row === 'check')
      return { ...row, subject: NASTY, detail: NASTY, verdict: 'fail', name: `${row.name}${NASTY}` };
    if (row.row === 'trial')
      return { ...row, operation: `${row.operation}${NASTY}`, store: `${row.store}${NASTY}` };
    return row.row === 'load' ? { ...row, store: NASTY } : row;
  }),
});

const RUNS: readonly (readonly [name: string, results: Results])[] = [
  ['a proof', PROOF],
  ['a proof of two trials', exampleRun({ trials: 2, samples: 5 })],
  ['a cut proof', exampleRun({ isComplete: false, trials: 2, samples: 5 })],
  ['a benchmark', BENCH],
  ['a load run', LOAD],
  ['a conformance run', CONFORM],
  [
    'a run of many checks',
    { ...CONFORM, rows: Array.from({ length: 90 }, (_, at) => conformCheck(`op_${at}`, 'fail', NASTY)) },
  ],
  ['nothing', { ...PROOF, rows: [] }],
];

for (const [name, results] of RUNS) {
  test.each([
    [name, results],
    [`hostile ${name}`, hostile(results)],
  ])('the screen of %s fits, whatever the width', (_name, run) => {
    const screen = runScreen(reportOf(run), WAYS);
    for (const width of [40, 60, 80, 120, 200]) {
      for (const hasUnicode of [true, false]) {
        const lines = drawScreen(screen, styleOf(width, { hasUnicode })).split('\n').slice(0, -1);
        expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
        for (const line of lines) {
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]|undefined|NaN|\[object/);
        }
        if (!hasUnicode) expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
      }
    }
  });
}

test('80 columns have room for what differed, what was got and the last operations', () => {
  const detail = [
    `python3 /a/long/path/to/a/program.py differs from the model: the answers differ at /0 missing.`,
    'Found at operation 192 of seed 3; 2 operations show it:',
    '  {"op":"getSession","args":["$W/alpha","s-1"]}',
    `  {"op":"createSession","args":["$W/alpha",{"task":"${'x'.repeat(3_000)}"}]}`,
    'Expected: [{"id":"s-1"}]',
    'Got:      []',
  ].join('\n');
  const others = Array.from({ length: 14 }, (_, at) => conformCheck(`op_${at}`, 'ok', ''));
  const run = { ...PROOF, rows: [...others, conformCheck('create_session', 'fail', detail)] };
  const text = drawScreen(runScreen(reportOf(run), WAYS), styleOf(80));
  for (const said of ['the answers differ at /0 missing.', 'Got: []', '"s-1"]}', '"}]} (3,0'])
    expect(text.replaceAll(/\n +/g, ' ')).toContain(said);
});

test('colour says nothing that words and marks do not', () => {
  for (const [, results] of RUNS.slice(1, 7)) {
    const screen = runScreen(reportOf(results), WAYS);
    const coloured = drawScreen(screen, styleOf(80, { hasColour: true }));
    expect(coloured).toContain('\x1b[');
    expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(drawScreen(screen, styleOf(80)));
  }
});

const SAME = {
  row: 'check',
  area: 'equivalence',
  name: 'random sequences',
  verdict: 'ok',
  detail: '',
} as const;

test('what is verified of other stores is not said of the candidate', () => {
  const moved: Check = { ...SAME, area: 'import', subject: 'json -> sqlite', counts: { histories: 5 } };
  const told = (subject: string): string => {
    const rows = [{ ...SAME, subject, counts: { operations: 9 } }, moved];
    return drawScreen(runScreen(reportOf({ ...PROOF, rows }), WAYS), styleOf(120));
  };
  expect(told('json = sqlite')).toContain('VERIFIED   SQLite keeps everything');
  expect(told('sqlite = memory')).toContain('VERIFIED   Both stores and the model gave the same answers.');
  expect(told('json = memory')).toContain('VERIFIED   Both stores and the model gave the same answers.');
});

test('content that never changed stands on the screen, since it shows nothing', () => {
  const told = (counts: Check['counts']): string => {
    const rows: Check[] = [{ ...SAME, subject: 'json = sqlite', counts }];
    return drawScreen(runScreen(reportOf({ ...PROOF, rows }), WAYS), styleOf(120));
  };
  expect(told({ operations: 900, unchangedContents: 9 })).toMatch(
    /\? content +the same each of the 9 times it was asked for, whatever was written: `content` may not/,
  );
  expect(told({ operations: 900 })).not.toContain('content');
  const moved: Check = { ...SAME, area: 'import', subject: 'json -> sqlite', counts: { histories: 5 } };
  const pair = { ...SAME, subject: 'json = sqlite', counts: { operations: 900, unchangedContents: 9 } };
  const text = drawScreen(runScreen(reportOf({ ...PROOF, rows: [pair, moved] }), WAYS), styleOf(120));
  expect(text).toContain('VERIFIED   Both stores and the model gave the same answers.');
});

test('stores that are alike without a model or a migration are told as no more than that', () => {
  const told = (verdict: Check['verdict'], roles: Results['header']['definition']['roles']): string => {
    const rows: Check[] = [{ ...SAME, verdict, subject: 'a = b', counts: { operations: 900, sweeps: 9 } }];
    const { header } = PROOF;
    const run = { ...PROOF, header: { ...header, definition: { ...header.definition, roles } }, rows };
    return drawScreen(runScreen(reportOf(run), WAYS), styleOf(120));
  };
  expect(told('ok', { a: 'store', b: 'store' })).toMatch(
    /compared +contents 9 times; without a model, which shows what both get wrong alike; no migrations/,
  );
  expect(told('ok', { a: 'store', b: 'store', m: 'model' })).not.toContain('compared');
  expect(told('fail', { a: 'store', b: 'store' })).not.toContain('compared');
});

test('operations that are played again are not called random', () => {
  const counts = { operations: 3, sweeps: 1 };
  const replay = {
    row: 'check',
    area: 'equivalence',
    subject: 'json = sqlite',
    name: 'replay',
    counts,
  } as const;
  const rows: Check[] = [{ ...replay, verdict: 'ok', detail: '' }];
  const text = drawScreen(runScreen(reportOf({ ...PROOF, rows }), WAYS), styleOf(120));
  expect(text).toContain('✓ same answers  3 operations played again, 0 differences');
});

test('migrations of random contents are told by how many contents were moved, and what was lost', () => {
  const counts = { histories: 50, operations: 2000 };
  const moved = { row: 'check', subject: 'json -> lines', name: 'random contents', counts } as const;
  const rows: Check[] = [
    { ...moved, area: 'import', verdict: 'ok', detail: '' },
    {
      ...moved,
      area: 'rewrite',
      verdict: 'fail',
      detail: 'json, after the way back: the answers differ at / changed.',
    },
  ];
  const text = drawScreen(runScreen(reportOf({ ...PROOF, rows }), WAYS), styleOf(120));
  expect(text).toContain('✓ nothing lost  50 random contents moved, 0 losses');
  expect(text).toContain(
    '✗ way back      50 random contents moved, 1 loss. random contents: json, after the way back',
  );
});

test('the screen of a proof says what was checked, what was promised, whether to trust it, and what to do next', () => {
  const text = drawn(PROOF, styleOf(80));
  expect(text).toContain(' VERIFIED   SQLite keeps everything that the JSON files keep.');
  expect(text).toMatch(/✓ same answers {2}20,000 random operations, 0 differences \(41 of 41 planted bugs/);
  expect(text).toContain('✓ nothing lost  312 of 312 sessions equal, 1 unreadable file kept aside');
  expect(text).toContain('✓ way back      13 of 13 files, 14 of 14 originals, byte for byte');
  expect(text).toMatch(/✓ under load {4}0 of 5,410 writes lost \(JSON files today: 585 of 600\)/);
  expect(text).toMatch(/✗ get all, first read .* 29x$/m);
  expect(text).toMatch(/\d+ promises: \d+ hold, \d+ do not, \d+ unclear/);
  expect(text).toMatch(/not held either: \S/);
  expect(text).toMatch(/MACHINE {3}quiet \(others 2%; load 0\.4 on 2 cores\): figures can be trusted/);
  expect(text).toMatch(/Report {2}reports\/runs/);
});

test('a single promise is told in the singular', () => {
  const report = reportOf(PROOF);
  const holding = report.claims.filter(({ verdict }) => verdict === 'holds').slice(0, 1);
  const tallies = { ...report.tallies, holds: 1, fails: 0, undecided: 0 };
  const screen = runScreen({ ...report, claims: holding, tallies }, WAYS);
  expect(drawScreen(screen, styleOf(80))).toContain('1 promise: 1 holds, 0 do not, 0 unclear');
});

test('no screen speaks of claims by their ids, of a design document, or of what nobody asked for', () => {
  for (const [, results] of RUNS) {
    const text = drawn(results, styleOf(120));
    expect(text).not.toMatch(/\b[A-Z]{2}-\d|design document|not measured/);
  }
  for (const results of [BENCH, LOAD, CONFORM])
    expect(drawn(results, styleOf(120))).not.toContain('promises: ');
});

test('a line of load that a log is searched for begins with its store', () => {
  const rated = drawn(LOAD, styleOf(120))
    .split('\n')
    .filter((line) => line.includes('/s'));
  expect(rated.length).toBeGreaterThan(3);
  for (const line of rated) expect(line).toMatch(/^ {2}(?:[✓✗?!] )?(SQLite|JSON)/);
});

test('a busy machine is told with how many figures it left undecided', () => {
  const busy = exampleRun({
    trials: 2,
    samples: 4,
    machine: { processors: 2, wallNs: 1, idleShare: 0, stealShare: 0, othersShare: 0.9 },
  });
  expect(drawn(busy, styleOf(120))).toMatch(
    /MACHINE {3}BUSY \(other programs took 90% of the cores; load 0\.4 on 2 cores\): \d+ figures undecided/,
  );
});

test('what failed is first, with what shows it, and is told in words', () => {
  const text = drawn(CONFORM, styleOf(80));
  expect(text).toMatch(/DIFFERS {3}The program does not answer like the model/);
  expect(text.indexOf('✗ create_session')).toBeLessThan(text.indexOf('✓ get_all_sessions'));
  expect(text).toContain('answered null');
  const failed = {
    ...PROOF,
    rows: PROOF.rows.map((row) =>
      row.row === 'check' && row.area === 'verify'
        ? { ...row, verdict: 'fail' as const, detail: 'session a differs at /task' }
        : row,
    ),
  };
  expect(drawn(failed, styleOf(120))).toMatch(
    /NOT VERIFIED[\s\S]*✗ nothing lost [\s\S]*session a differs\s+at \/task/,
  );
});

test('where there is no room for all rows, the rest is counted', () => {
  const rows = Array.from({ length: 60 }, (_, at) => ({ mark: 'good' as const, cells: [`row ${at}`, '1'] }));
  const columns = [
    { title: '', align: 'left' as const },
    { title: 'n', align: 'right' as const },
  ];
  const screen: Screen = {
    head: ['tool'],
    blocks: [{ title: 'T', text: '', table: { columns, rows, rest: 'more rows' } }],
    ways: WAYS,
  };
  const lines = drawScreen(screen, styleOf(80)).split('\n').slice(0, -1);
  expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
  expect(lines.length).toBeGreaterThan(LINES_MAX - 3);
  expect(lines.join('\n')).toMatch(/and \d+ more rows/);
});

test('what was not reached is not called measured, and is told of with options that the verb has', () => {
  const unreached: Check = {
    row: 'check',
    area: 'bench',
    subject: 'json',
    name: 'timed work is that of the model',
    verdict: 'unknown',
    counts: { timed: 0, skippedTrials: 4, absent: 0, refused: 0 },
    detail: 'not timed',
  };
  const text = (results: Results): string =>
    drawn({ ...results, rows: [...results.rows, unreached] }, styleOf(120)).replaceAll(/\s+/g, ' ');
  expect(text(BENCH)).toMatch(/\? same work .*nothing was timed, 4 trials left out .*\(--budget\)/);
  expect(text(PROOF)).toMatch(/\? same work .*nothing was timed, 4 trials left out /);
  expect(text(PROOF)).not.toContain('--budget');
});

test('beside the mark of a row stands the promise that it is of', () => {
  const report = reportOf(PROOF);
  const judged = (verdict: Verdict): string => {
    // Of create at 1,000 sessions: "4.2 ms, 15x" and "p95 < 5 ms".
    const claims = report.claims.map((claim) =>
      claim.claim.id === 'QP-4'
        ? { ...claim, verdict }
        : claim.workload?.operation === 'create'
          ? { ...claim, verdict: 'holds' as const }
          : claim,
    );
    return drawScreen(runScreen({ ...report, claims }, WAYS), styleOf(100));
  };
  expect(judged('holds')).toMatch(/✓ create .* {2}4\.2 ms, 15x$/m);
  expect(judged('undecided')).toMatch(/\? create .* {2}p95 5 ms$/m);
  expect(judged('fails')).toMatch(/✗ create .* {2}p95 5 ms$/m);
  expect(judged('undecided')).toMatch(
    /times are medians; "p95" promises that 95 of 100 calls take no longer/,
  );
});

test('a speed that misses its promise by little does not read as if it kept it', () => {
  const trials = (store: string, ns: number): BodyRow[] =>
    [0, 1, 2, 3].map((order) => ({
      ...{ row: 'trial', operation: 'getAllCold', store, records: 1_000, profile: 'small', order },
      samplesNs: Array.from({ length: 60 }, (_, at) => ns + (at % 7) + order),
      workDigest: 'ab'.repeat(32),
    }));
  // Promised are 18 ms and 29 times.
  const run = {
    ...PROOF,
    rows: [
      ...PROOF.rows.filter(({ row }) => row === 'check'),
      ...trials('json', 520e6),
      ...trials('sqlite', 18.02e6),
    ],
  };
  const row =
    drawn(run, styleOf(120))
      .split('\n')
      .find((line) => line.includes('get all')) ?? '';
  expect(row).toContain('✗');
  expect(row).toMatch(/ 18\.0\d+ ms +28\.\d+x .*18 ms, 29x/);
});
