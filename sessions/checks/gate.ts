// The gate on generated samples: equal sides raise no alarm, a planted slowdown is found, and what was not measured does not pass.

import { confirmed, DEFAULT_RULE, type Decision, decide, type ProcessPairs } from '../../compare/decision.ts';
import { gate as gateOf } from '../../reports/gate/gate.ts';
import { Random } from '../../statistics/random.ts';
import { exampleRun } from '../examples/example-run.ts';
import { type Checker, unless } from './checker.ts';

const GATES = 20;

interface Weather {
  readonly processes?: number;
  readonly slower?: number;
  readonly slowerP95?: number;
  readonly calls?: number;
}

/** Log-normal blocks, with a spread between processes and one within them. */
function processesOf(
  random: Random,
  { processes = 10, slower = 1, slowerP95 = slower, calls = 40 }: Weather,
): ProcessPairs[] {
  const spread = (share: number): number =>
    Math.exp(share * (random.unit() + random.unit() + random.unit() - 1.5) * 2);
  return Array.from({ length: processes }, (_, at) => {
    const own = spread(0.01);
    return {
      ...{ first: at % 2 === 0 ? ('base' as const) : ('head' as const), pass: 1 as const },
      pairs: Array.from({ length: 8 }, () => {
        const base = { p50Ns: 1e6 * spread(0.02), p95Ns: 2e6 * spread(0.04), calls };
        return {
          base,
          head: {
            p50Ns: 1e6 * own * slower * spread(0.02),
            p95Ns: 2e6 * own * slowerP95 * spread(0.04),
            calls,
          },
        };
      }),
    };
  });
}

export const gate: Checker = async ({ sound, planted }, seed) => {
  const judged = (weather: Weather, number = 0): Decision =>
    decide(processesOf(new Random(seed, number), weather), { rule: DEFAULT_RULE, seed, isOver: true });
  const isRegressed = (weather: Weather) => (): string | null => {
    const { verdict } = judged(weather);
    return verdict === 'regressed' ? verdict : null;
  };
  await sound('equal sides', () => {
    const verdicts = Array.from({ length: GATES }, (_, number) => judged({}, number).verdict);
    const alarms = verdicts.filter((verdict) => verdict === 'regressed' || verdict === 'improved').length;
    return alarms > 1 ? `${alarms} alarms in ${GATES} gates` : null;
  });
  await planted('calls that take a tenth longer', isRegressed({ slower: 1.1 }));
  await planted('slow calls that take a fifth longer', isRegressed({ slowerP95: 1.2 }));
  // Of so many processes it is surely there, and still too small to matter.
  await sound('a difference below the floor', isRegressed({ processes: 28, slower: 1.02 }));
  await sound('a head that is faster', () => unless(judged({ slower: 0.85 }).verdict, 'improved'));
  await sound('few calls have no p95', () => unless(judged({ calls: 10 }).p95, null));
  await sound('two processes do not tell', () =>
    unless(judged({ processes: 2, slower: 2 }).verdict, 'cannot tell'),
  );
  await sound('what a second pass makes of the first', () => {
    const of = (verdict: Decision['verdict']): Decision => ({ p50: null, p95: null, verdict, isFinal: true });
    const both = [
      ['regressed', 'regressed'],
      ['regressed', 'fine'],
      ['regressed', 'improved'],
      ['fine', 'regressed'],
    ] as const;
    return unless(
      both.map(([first, second]) => confirmed(of(first), of(second))),
      ['regressed', 'fine', 'cannot tell', 'fine'],
    );
  });
  await ofTargets({ sound, planted }, seed);
};

const ofTargets: Checker = async ({ sound, planted }, seed) => {
  const run = exampleRun({ seed: `gate ${seed}`, sizes: [1_000], trials: 6, samples: 20 });
  const target = (operation: string, atMost: number) => ({
    ...{ id: operation, why: '' },
    tests: [
      {
        quantity: 'ratio' as const,
        ...{
          operations: [operation],
          records: [1_000],
          profile: 'small',
          store: 'sqlite',
          over: 'json',
          atMost,
        },
      },
    ],
  });
  const exitOf =
    (...given: Parameters<typeof gateOf>) =>
    (): string | null => {
      const { exitCode, verdict } = gateOf(...given);
      return exitCode === 0 ? null : verdict;
    };
  await sound('a target that is met', exitOf(run, [target('getAllCold', 1)]));
  await planted('a target that is missed', exitOf(run, [target('getAllCold', 0.001)]));
  await planted('a target of what was not measured', exitOf(run, [target('nothing', 1)]));
  await planted('no target at all', exitOf(run, []));
  await planted('a run that was cut short', exitOf({ ...run, isComplete: false }, [target('getAllCold', 1)]));
  const single = { ...run, rows: run.rows.filter((row) => row.row !== 'trial' || row.order % 6 === 0) };
  await planted(
    'trials of a single process',
    exitOf({ ...single, rows: onePerStore(single.rows) }, [target('getAllCold', 1)]),
  );
  await planted('a target that no one can tell', exitOf(run, [target('getAllCold', medianRatio(run.rows))]));
};

type Rows = ReturnType<typeof exampleRun>['rows'];

function onePerStore(rows: Rows): Rows {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (row.row !== 'trial') return true;
    const name = `${row.store} ${row.operation}`;
    return !seen.has(name) && seen.add(name);
  });
}

function medianRatio(rows: Rows): number {
  const medianOf = (store: string): number => {
    const samples = rows.flatMap((row) =>
      row.row === 'trial' && row.store === store && row.operation === 'getAllCold' ? row.samplesNs : [],
    );
    return samples.toSorted((a, b) => a - b)[samples.length >> 1] as number;
  };
  return medianOf('sqlite') / medianOf('json');
}
