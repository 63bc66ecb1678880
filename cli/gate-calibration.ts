// `storeproof gate --calibrate`: gates on equal sides and on planted slowdowns, one after the other, until the time is over.
// What is counted is kept after each gate, so that an interrupted calibration loses one, and the next one goes on.

import { availableParallelism } from 'node:os';
import type { Calibration } from '../compare/calibration.ts';
import { EXIT, type ExitCode, StoreError } from '../contract/errors.ts';
import type { CalibrationRow } from '../results/calibration.ts';
import { shareBounds } from '../statistics/binomial.ts';
import { chosenParts } from './bench-choice.ts';
import { startNeighbours } from './busy-neighbour.ts';
import { CALIBRATING, calibrationProgress } from './calibration-progress.ts';
import { commandText, toolWords, typedAgain } from './command-text.ts';
import type { UnderTest } from './config-line.ts';
import type { Context } from './context.ts';
import { calibrationFile, readCalibration, writeCalibration } from './gate-calibration-file.ts';
import type { CalibrationFlags } from './gate-calibration-options.ts';
import { calibrationText, plantTitle } from './gate-calibration-text.ts';
import { type RecordedRun, recordedRun } from './recorded-run.ts';
import { repeating } from './run-flags.ts';
import { shownPath } from './shown-path.ts';

const SEED = 42;
const BUDGET_SECONDS = 900;
/** More alarms than this on equal sides, beyond doubt, and the gate is none. */
const ALARM_SHARE_MAX = 0.01;

export async function calibrated(
  context: Context,
  underTest: UnderTest,
  flags: CalibrationFlags,
): Promise<ExitCode> {
  const { definition, config } = underTest;
  const { seed = SEED, budget = BUDGET_SECONDS, busy: isBusy = false, out } = flags;
  const parts = await chosenParts(definition, flags);
  const file = calibrationFile(definition.name, config, { isBusy });
  const { Calibration } = await import('../compare/index.ts');
  const calibration = new Calibration(readCalibration(file));
  const { onCannotTell: _verdicts, ...again } = repeating(flags);
  const command = commandText(toolWords('gate'), typedAgain(again));
  const options = { budgetSeconds: budget, isBusy, calibrate: true };
  const request = { ...{ command, seed, out, options, definition, config }, isComparison: true as const };
  const endNeighbours = isBusy ? startNeighbours(Math.ceil(availableParallelism() / 2)) : () => {};
  context.closings.add(endNeighbours);
  try {
    const run = await recordedRun(context, request, async ({ recorder }) => {
      context.onInterrupt = `What was counted so far is in ${shownPath(file)}. To go on: ${command}`;
      const stage = { stage: CALIBRATING, seconds: budget, secondsMax: budget };
      context.progress.plan([{ ...stage, isTimed: true }]);
      const { operations, profiles, sizes: records, stores } = parts;
      const choice = Object.entries({ operations, profiles, records, stores });
      await gates(context, underTest, {
        ...{ calibration, file, recorder, seed, trials: flags.trials ?? 1_000, budgetMs: budget * 1000 },
        choice: Object.fromEntries(choice.filter(([, named]) => named !== undefined)),
      }).finally(() => {
        for (const row of calibration.result()) recorder.record(row);
      });
    });
    return told(context, calibration.result(), { file, results: run.recorder.file, flags });
  } finally {
    context.closings.delete(endNeighbours);
    endNeighbours();
  }
}

interface Gates {
  readonly calibration: Calibration;
  readonly file: string;
  readonly recorder: RecordedRun['recorder'];
  readonly seed: number;
  readonly trials: number;
  readonly budgetMs: number;
  /** As runComparison takes it. */
  readonly choice: object;
}

async function gates(
  context: Context,
  { url }: UnderTest,
  { calibration, file, recorder, seed, trials, budgetMs, choice }: Gates,
): Promise<void> {
  const { runComparison, PLANTS } = await import('../compare/index.ts');
  const side = { source: url, programs: {}, directory: process.cwd() };
  const sides = {
    base: { ...side, title: 'this folder' },
    head: { ...side, title: 'this folder again' },
  };
  // Other orders than those of the calibrations that it goes on from.
  const before = calibration.result().reduce((sum, { gates }) => sum + gates, 0);
  const beginMs = performance.now();
  let longestMs = 0;
  for (let number = 0; number < trials * PLANTS.length; number++) {
    const startMs = performance.now();
    if (startMs + longestMs > beginMs + budgetMs || context.signal.aborted) return;
    const plant = PLANTS[number % PLANTS.length] ?? null;
    context.progress.setPrefix(`gate ${number + 1}, planted: ${plantTitle(plant)}: `);
    const { comparisons } = await runComparison(sides, {
      ...choice,
      ...(plant !== null && { plant }),
      ...{ seed: (seed + before + number) >>> 0, againstItself: 0, onRow: recorder.record },
      signal: context.control.signal,
      onProgress: (within) => {
        const elapsedMs = performance.now() - beginMs;
        const soFar = { elapsedMs, budgetMs, gates: number, gatesMax: trials * PLANTS.length };
        context.control.onProgress(calibrationProgress(soFar, within));
      },
    });
    const ns = ((performance.now() - startMs) * 1e6) / Math.max(1, comparisons.length);
    for (const comparison of comparisons) calibration.add(comparison, plant, ns);
    writeCalibration(file, calibration.result());
    longestMs = Math.max(longestMs, performance.now() - startMs);
  }
}

function told(
  context: Context,
  rows: readonly CalibrationRow[],
  {
    file,
    results,
    flags,
  }: { readonly file: string; readonly results: string; readonly flags: CalibrationFlags },
): ExitCode {
  if (context.signal.aborted) throw new StoreError('E_ABORTED', 'The calibration was interrupted.');
  context.progress.setPrefix('');
  context.print(calibrationText(rows, flags.full ?? false));
  const use =
    flags.busy === true
      ? 'only later calibrations with --busy go on from'
      : 'later gates on such a machine take';
  context.print(`\n  ${use} ${shownPath(file)}; all pairs are in ${shownPath(results)}`);
  const alarms = rows.filter(({ planted }) => planted === null);
  const sum = (of: 'gates' | 'regressed'): number => alarms.reduce((total, row) => total + row[of], 0);
  const { low, high } = shareBounds(sum('regressed'), sum('gates'));
  context.result({
    ...{ calibration: shownPath(file), results: shownPath(results) },
    ...{ falseAlarms: { low, high }, rows },
  });
  if (sum('gates') === 0) return EXIT.cannotTell;
  return low > ALARM_SHARE_MAX ? EXIT.differences : EXIT.ok;
}
