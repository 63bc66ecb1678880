// No option of storeproof is accepted and then ignored: with it the verb asks something else of the part that does the work
// (engine, recorder, report), or is refused. The parts are stand-ins that answer at once: what they make of a request is
// for their own tests. Every option of every verb is in the table.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { STOREPROOF } from '../cli/storeproof.ts';
import type { LoadOptions } from '../load/index.ts';
import { ROOT, sharedFolder } from './run-tool.ts';
import { optionsOf } from './tool-options.ts';

const folder = sharedFolder();
const results = join(folder, 'results.ndjson');
const home = join(folder, 'home');

/** What stands behind an option; with what else it is given. */
type Case = readonly [value?: string, base?: string];
const RUN = { '--out': ['%folder/out'], '--full': [] } as const;
const SHARD = { '--shard': ['1/2'] } as const;
const SEED = { '--seed': ['7'] } as const;

const CASES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  proof: { ...RUN, ...SEED, '--home': ['%home'], '--quick': [] },
  verify: {
    ...RUN,
    ...SEED,
    ...SHARD,
    '--tier': ['full'],
    '--only': ['crash,known-bugs'],
    '--store': ['memory'],
    '--budget': ['9'],
    '--case': ['x', '--only crash'],
    '--left': ['memory'],
    '--right': ['memory'],
    '--operations': ['5'],
    '--served': [],
    '--replay': ['history.json'],
    '--path': ['0', '--operations 5'],
    '--corpus': ['%folder/corpus'],
  },
  conform: {
    ...RUN,
    ...SEED,
    '--operations': ['5'],
    '--timeout': ['5'],
    '--budget': ['5'],
    '--replay': ['history.json'],
  },
  serve: { '--strict': [] },
  bench: {
    ...RUN,
    ...SEED,
    ...SHARD,
    '--quick': [],
    '--ops': ['create'],
    '--sizes': ['7'],
    '--profiles': ['large', '--sizes 7'],
    '--stores': ['memory'],
    '--against': ['kysely'],
    '--trials': ['2'],
    '--budget': ['9'],
  },
  load: {
    ...RUN,
    ...SEED,
    ...SHARD,
    '--store': ['json'],
    '--processes': ['2'],
    '--duration': ['2'],
    '--seconds': ['2'],
    '--reads': ['50'],
    '--sessions': ['2'],
    '--mix': ['appends'],
    '--arrival': ['20'],
    '--fault': ['kill@2'],
    '--soak': ['', '--duration 60'],
    '--knee': ['25'],
  },
  gate: {
    '--base': ['HEAD'],
    '--head': ['HEAD', '--base HEAD'],
    '--build': ['make', '--base HEAD'],
    '--stores': ['json', '--base HEAD'],
    '--ops': ['create', '--base HEAD'],
    '--sizes': ['7', '--base HEAD'],
    '--profiles': ['large', '--base HEAD'],
    '--budget': ['9', '--base HEAD'],
    '--seed': ['7', '--base HEAD'],
    '--out': ['%folder/out', '--base HEAD'],
    '--calibrate': [],
    '--trials': ['2', '--calibrate'],
    '--busy': ['', '--calibrate'],
    '--targets': ['%folder/other.json'],
    '--on-cannot-tell': ['warn', '--targets a.json'],
    '--full': ['', '--targets a.json'],
    '--junit': ['%folder/junit.xml', '--targets a.json'],
    '--candidate': ['program-x', '--targets a.json'],
    '--stale-ok': ['', '--targets a.json'],
    '--measure-longer': ['9', '--targets a.json'],
    '--expect': ['bench,load', '--targets a.json'],
  },
  report: { ...RUN, '--format': ['junit'] },
  history: { '--file': ['%folder/other.ndjson'], '--markdown': ['', '--file a.ndjson'] },
};

/** Arguments that the verb needs. */
const NEEDED: Readonly<Record<string, string>> = {
  conform: '-- program',
  serve: 'memory',
  gate: '%results',
  report: '%results',
};

const rows = Object.entries(CASES).flatMap(([verb, cases]) =>
  Object.entries(cases).map(([name, [value = '', base = '']]) => ({ verb, name, value, base })),
);

function lineOf(verb: string, options: string): string[] {
  // Two sides are compared in the place of a run, and so is one with itself.
  const needed = /--base|--calibrate/.test(options) ? '' : (NEEDED[verb] ?? '');
  return `${verb} ${options} ${needed}`
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.replace('%folder', folder).replace('%home', home).replace('%results', results));
}

const RISING =
  '--store json --store sqlite --mix appendMessage=1 --mix getOne=1 --arrival 10..20 --duration 10m';

interface Outcome {
  readonly exitCode: number;
  readonly stderr: string;
  readonly requests: string;
}
let outcomes: readonly Outcome[] = [];

/** All command lines in one process: for each row without the option, the same again, and with it. */
beforeAll(async () => {
  writeFileSync(results, '');
  mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
  writeFileSync(join(home, '.ait42', 'sessions', `${'0'.repeat(16)}.json`), '[]');
  const lines = rows.flatMap(({ verb, name, value, base }) => [
    lineOf(verb, base),
    lineOf(verb, base),
    lineOf(verb, `${base} ${name} ${value}`),
  ]);
  lines.push(lineOf('load', RISING));
  const { stdout } = await execa(process.execPath, [join(ROOT, 'test', 'verbs-asked.ts')], {
    input: JSON.stringify(lines),
    env: { NODE_V8_COVERAGE: undefined },
  });
  outcomes = JSON.parse(stdout).map(([exitCode, stderr, requests]: [number, string, string]) => ({
    exitCode,
    stderr,
    requests,
  }));
});

test.each(rows.map((row, index) => ({ ...row, index })))(
  '$verb $name has an effect, or is refused',
  ({ verb, name, index }) => {
    const [without, again, given] = outcomes.slice(index * 3, index * 3 + 3);
    expect(again).toEqual(without);
    expect(given?.requests).not.toBe(without?.requests);
    // The peers are not installed everywhere; a gate needs targets or a base.
    if (name === '--against') return;
    expect([given?.exitCode, given?.stderr]).toEqual([0, '']);
    const needsMore = ['gate --targets', 'gate --base', 'gate --calibrate', 'history --file'].includes(
      `${verb} ${name}`,
    );
    if (!needsMore) expect(without?.exitCode).toBe(0);
  },
);

test('a load has a run for each mix at each rate, and the stores of one beside each other', () => {
  const asked = JSON.parse(outcomes.at(-1)?.requests ?? '[]') as readonly unknown[][];
  const runs = asked.filter(([name]) => name === 'runLoad').map((request) => request.at(-1) as LoadOptions);
  expect(runs.map(({ mix, perSecond, store }) => `${mix} ${perSecond} ${store}`)).toEqual(
    ['appendMessage=1', 'getOne=1'].flatMap((mix) =>
      [10, 20].flatMap((rate) => ['json', 'sqlite'].map((store) => `${mix} ${rate} ${store}`)),
    ),
  );
  expect(runs.map(({ durationMs }) => durationMs)).toEqual(runs.map(() => 600_000));
});

// --config has its own tests, of every verb: config-tool.test.ts.
test('every option is in the table', async () => {
  const found = [...(await optionsOf(STOREPROOF, ['--json', '--quiet', '--config']))];
  expect(Object.fromEntries(found.map(([verb, names]) => [verb, names.toSorted()]))).toEqual(
    Object.fromEntries(Object.entries(CASES).map(([verb, cases]) => [verb, Object.keys(cases).toSorted()])),
  );
});
