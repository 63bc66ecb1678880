// The targets of the load, measured by the engine of `storeproof load`: `npm run measure:load`. Each part has runs that come in
// rounds, one after the other, and a table of what was asked, what was measured with its interval, and whether it is kept.
//   --part NAME      one of its parts, repeatable (default: all but ten-minutes)
//   --rounds N       default 5; --seconds N: of each run, default 3
//   --budget SECONDS no run is begun after it (default 900); run again to go on
//   --out FILE       what was measured, a line a run (default: reports/runs/measure-load.ndjson); remove it to begin again

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runLoad } from '../load/index.ts';
import { sessionSource } from '../sessions/source.ts';
import { medianOf } from '../statistics/quantile.ts';
import { orderStatistics } from './interleaved.ts';
import { deadlineRows } from './load-deadline.ts';
import { type Outcome, PARTS, type Part, type Row, type Turn, textOf } from './load-parts.ts';

const { values: options } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    budget: { type: 'string', default: '900' },
    out: { type: 'string', default: 'reports/runs/measure-load.ndjson' },
  },
});
const names = options.part ?? [...Object.keys(PARTS).filter((name) => name !== 'ten-minutes'), 'deadline'];
const endMs = performance.now() + 1000 * Number(options.budget);
mkdirSync(dirname(options.out), { recursive: true });

interface Line extends Outcome {
  readonly key: string;
  readonly loadAverage: number;
  /** Of the processors' time just before: what others took of it. */
  readonly othersShare: number;
}

const lines = new Map(
  (existsSync(options.out) ? readFileSync(options.out, 'utf8').split('\n') : [])
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line)
    .map((line) => [line.key, line]),
);

const keyOf = (name: string, round: number, turn: Turn): string =>
  `${name} ${round} ${textOf(turn)} ${turn.seconds ?? options.seconds}`;

const roundsOf = ({ rounds }: Part): number => rounds ?? Number(options.rounds);

async function play(name: string, part: Part): Promise<void> {
  const source = await sessionSource();
  for (let round = 0; round < roundsOf(part); round++) {
    // Nobody is always the first.
    for (let at = 0; at < part.turns.length; at++) {
      const turn = part.turns[(at + round) % part.turns.length] as Turn;
      const key = keyOf(name, round, turn);
      if (lines.has(key)) continue;
      if (performance.now() > endMs) return;
      const { store, mix, processes, records, seconds = Number(options.seconds) } = turn;
      const othersShare = await busyShare();
      const outcome = await runLoad(source, {
        ...{ store, mix, processes, records, seed: round + 1 },
        durationMs: 1000 * seconds,
        soak: turn.isSoak === true,
      });
      const line: Line = { key, loadAverage: loadavg()[0] as number, othersShare, ...outcome };
      lines.set(key, line);
      appendFileSync(options.out, `${JSON.stringify(line)}\n`);
    }
  }
}

function show(name: string, part: Part): void {
  const rounds = Array.from({ length: roundsOf(part) }, (_, round) => round).filter((round) =>
    part.turns.every((turn) => lines.has(keyOf(name, round, turn))),
  );
  const all = rounds.flatMap((round) =>
    part.turns.map((turn) => lines.get(keyOf(name, round, turn)) as Line),
  );
  const others = all.length === 0 ? 0 : medianOf(all.map(({ othersShare }) => othersShare));
  console.log(
    `\n${name}: ${part.says}; ${rounds.length} of ${roundsOf(part)} rounds; load of the machine ` +
      `${all.length === 0 ? '-' : medianOf(all.map(({ loadAverage }) => loadAverage)).toFixed(1)} on ` +
      `${availableParallelism()} cores, of which others took ${Math.round(100 * others)}%`,
  );
  if (rounds.length === 0) return;
  for (const row of part.rows) {
    const figures = rounds.map((round) =>
      row.figure((text) => {
        const turn = part.turns.find((each) => textOf(each) === text) as Turn;
        return lines.get(keyOf(name, round, turn)) as Line;
      }),
    );
    print(row, figures, others > BUSY_SHARE);
  }
  for (const turn of part.turns) {
    const last = lines.get(keyOf(name, rounds.at(-1) as number, turn)) as Line;
    if (last.check.detail !== '') console.log(`  ${textOf(turn)}: ${last.check.detail}`);
  }
}

/** More than this makes times and rates those of another machine. */
const BUSY_SHARE = 0.2;

function print(row: Row, figures: readonly number[], isBusy = false): void {
  const [low, high] = orderStatistics(figures);
  const { unit = '', atLeast, atMost } = row;
  const bound = atLeast !== undefined ? `>= ${atLeast}` : atMost !== undefined ? `<= ${atMost}` : '';
  const verdict = bound === '' ? '' : verdictOf(row, [low, high], isBusy);
  const measured = `${short(medianOf(figures))}${unit} (${short(low)} to ${short(high)})`;
  console.log(`  ${row.asked.padEnd(38)}${bound.padStart(9)}  ${measured.padEnd(34)}${verdict}`.trimEnd());
}

function verdictOf(
  { atLeast = -Infinity, atMost = Infinity, isAbsolute = false }: Row,
  [low, high]: readonly [number, number],
  isBusy: boolean,
): string {
  if (low >= atLeast && high <= atMost) return 'kept';
  const isMissed = high < atLeast || low > atMost;
  return isMissed && !(isBusy && isAbsolute) ? 'MISSED' : 'cannot tell';
}

const SETTLE_MS = 500;

async function busyShare(): Promise<number> {
  const before = processorTimes();
  await setTimeout(SETTLE_MS);
  const after = processorTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function processorTimes(): { readonly idle: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (of: (time: (typeof times)[number]) => number): number =>
    times.reduce((total, time) => total + of(time), 0);
  return {
    idle: sum(({ idle }) => idle),
    all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
  };
}

const short = (figure: number): string =>
  figure >= 100 ? Math.round(figure).toLocaleString('en') : String(Number(figure.toPrecision(3)));

for (const name of names) {
  const part = PARTS[name];
  if (part !== undefined) {
    await play(name, part);
    show(name, part);
  } else if (name === 'deadline') {
    console.log('\ndeadline: the write lock held for longer than a store waits; 8 stores want it');
    for (const { row, figures } of await deadlineRows()) print(row, figures);
  } else {
    console.error(`There is no part ${name}; there are ${[...Object.keys(PARTS), 'deadline'].join(', ')}.`);
    process.exit(2);
  }
}
if (performance.now() > endMs) console.log('\nThe time is over: run again to go on.');
