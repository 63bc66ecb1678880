import { expect, test } from 'vitest';
import type { Results } from '../../../results/result-file.ts';
import type { Target, Test, TestOf } from '../../../results/tests.ts';
import { exampleRun } from '../../../sessions/examples/example-run.ts';
import { gate } from '../../gate/gate.ts';
import { readTargets } from '../../gate/targets-file.ts';
import { drawScreen, LINES_MAX } from './draw.ts';
import { gateScreen } from './gate-screen.ts';

const TARGETS = readTargets(`${import.meta.dirname}/../../fixtures/targets.json`);
const drawn = (results: Results, targets: readonly Target[] = TARGETS, width = 80): string =>
  drawScreen(
    gateScreen(gate(results, targets), results, {
      subject: ['a run'],
      ways: [],
    }),
    {
      width,
      hasColour: false,
      hasUnicode: true,
    },
  );

test('the published targets fit a small terminal, whole and without ids', () => {
  for (const results of [exampleRun(), exampleRun({ trials: 2, samples: 5 }), exampleRun({ trials: 1 })]) {
    const text = drawn(results);
    expect(text.split('\n').length).toBeLessThanOrEqual(LINES_MAX);
    expect(text).not.toContain('…');
    for (const { id } of TARGETS) expect(text).not.toContain(id);
  }
});

const withRatios = (target: Target, limitOf: (test: TestOf<'ratio'>) => number): Target => ({
  ...target,
  tests: target.tests.map(
    (test): Test => (test.quantity === 'ratio' ? { ...test, atMost: limitOf(test) } : test),
  ),
});

test('what is missed stands first, with the reason that its target gives', () => {
  const text = drawn(
    exampleRun(),
    TARGETS.map((target) => withRatios(target, () => 1e-9)),
  );
  expect(text).toMatch(/^ FAILED {3}6 of 19 targets are met, 13 missed, 0 undecided\.$/m);
  expect(text).toContain('it must not become clearly');
  expect(text).toMatch(/TARGETS .*\n.*at most.*\n {2}✗ get all, first read /);
});

test('the end of a run that was cut short is named, and is no target that was missed', () => {
  const ratio = TARGETS.find(({ tests: [test] }) => test?.quantity === 'ratio') as Target;
  const text = drawn(exampleRun({ isComplete: false }), [ratio]);
  expect(text).toMatch(
    /^ FAILED {3}The run did not come to its end\. 1 of 1 targets are met, 0 missed, 0\s+undecided\.$/m,
  );
  expect(text).toMatch(/run it again to its\s+end/);
});

test('a target that has a title is shown by it', () => {
  const ratio = TARGETS.find(({ tests: [test] }) => test?.quantity === 'ratio') as Target;
  expect(drawn(exampleRun(), [{ ...ratio, title: 'Lists open fast' }], 100)).toMatch(
    /[✓✗?] Lists open fast: get all/,
  );
});

test('targets of several pairs of stores say which each is of', () => {
  const ratio = TARGETS.find(({ tests: [test] }) => test?.quantity === 'ratio') as Target;
  const [test] = ratio.tests as [TestOf<'ratio'>];
  const text = drawn(exampleRun(), [ratio, { ...ratio, tests: [{ ...test, store: 'json-safe' }] }]);
  expect(text).toMatch(/TARGETS {3}JSON, safe mode \/ JSON, 1,000 sessions\n.*\n {2}✗ get all, first read/);
  expect(text).toMatch(/TARGETS {3}SQLite \/ JSON, 1,000 sessions.*\n {2}✓ get all, first read/);
});

test('what is missed is named, and not said as if it were so', () => {
  const text = drawn({ ...exampleRun(), rows: [] });
  expect(text).toContain('✗ checks of equivalence, import, verification, the way back: no check was made');
  expect(text).toContain('✗ writes of SQLite under load: no write was made under load');
  expect(text).toContain('SQLite was not timed on get all');
  expect(drawn({ ...exampleRun(), rows: [] }, TARGETS, 120)).toMatch(
    /SQLite was not timed on get all, first read at 1,000$/m,
  );
  expect(text).not.toMatch(/no check (of .*)?failed|no write of .* lost|sqlite/);
});

/** What a text counts as undecided, where it counts it. */
const undecidedIn = (
  text: string,
): { said: number; listed: number; explained: number; onMachine: number } => {
  const sum = (pattern: RegExp): number =>
    [...text.matchAll(pattern)].reduce((total, [, counted]) => total + Number(counted), 0);
  return {
    said: sum(/missed, (\d+) undecided\.$/gm),
    listed: text.match(/^ {2}\? /gm)?.length ?? 0,
    explained: sum(/^ {2}(\d+) undecided(?:: | for other reasons)/gm),
    onMachine: sum(/MACHINE .*?(\d+)\s+figures?\s+undecided/gs),
  };
};

test('undecided targets are counted once: in the verdict, in the table, in the reasons and for the machine', () => {
  // Trials that disagree have several causes in common with others, and some have none.
  const restless = exampleRun({ trials: 2, samples: 5 });
  const tight = TARGETS.map((target) =>
    withRatios(target, (test) => gateRatio(restless, { ...target, tests: [test] }) ?? Number(test.atMost)),
  );
  const { said, listed, explained, onMachine } = undecidedIn(drawn(restless, tight));
  expect(said).toBeGreaterThan(5);
  expect([listed, explained, onMachine]).toEqual([said, said, said]);
});

test('the first line says whether the machine was quiet, and the last ones what it did to the trials', () => {
  const first = (results: Results): string => drawn(results).split('\n')[0] ?? '';
  expect(first(exampleRun())).toBe('machine quiet   a run');
  const machine = { processors: 2, wallNs: 1e9, idleShare: 0, othersShare: 0.6, stealShare: 0.1 };
  expect(first(exampleRun({ machine }))).toBe('machine BUSY: others 60%, steal 10%   a run');
  const restless = exampleRun({ trials: 2, samples: 5 });
  const scheduling = { wallNs: 1e9, cpuNs: 7e8, waitNs: 2e8, involuntarySwitches: 40 };
  const rows = restless.rows.map((row) => (row.row === 'trial' ? { ...row, scheduling } : row));
  const tight = TARGETS.map((target) =>
    withRatios(target, (test) => gateRatio(restless, { ...target, tests: [test] }) ?? Number(test.atMost)),
  );
  expect(drawn({ ...restless, rows }, tight).replaceAll(/\s+/g, ' ')).toContain(
    'The trials had a processor for 70% of their time, waited for one 20%, and had it taken away 40 times a second.',
  );
});

test('targets of a single trial are missed, and the screen says that it is for that', () => {
  expect(drawn(exampleRun({ trials: 1 }))).toMatch(/^ +13 missed: measured in a single trial/m);
});

/** Its own median as the limit: the interval lies across it. */
const gateRatio = (results: Results, target: Target): number | undefined => {
  const [judged] = gate(results, [target]).targets;
  const found = /^([\d.]+)x/.exec(judged?.found ?? '');
  return found === null ? undefined : Number(found[1]);
};

test('a time that nobody took is not called undecided, nor a check that could not be made a figure', () => {
  const empty = drawn({ ...exampleRun(), rows: [] });
  expect(empty).toMatch(/6 figures have no vote: 0 met, 0 missed, 0 undecided, 6 not\s+timed/);
  expect(empty).toContain('18 missed: this run did not measure what they ask for.');
  const run = exampleRun();
  const open = {
    ...run,
    rows: run.rows.map((row) => (row.row === 'check' ? { ...row, verdict: 'unknown' as const } : row)),
  };
  expect(drawn(open)).toMatch(/0 missed, 2 undecided\./);
  expect(drawn(open)).not.toMatch(/figures?\s+undecided/);
});
