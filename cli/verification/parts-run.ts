// `storeproof verify` without a choice of two stores: every part of a verification in turn, each within its share of the time. A part that
// cannot be made here is said and fails nothing; one that breaks leaves the others to be made.

import { breathe } from '../../contract/breathe.ts';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import { thrownText } from '../../definition/thrown.ts';
import type { Part, Tier } from '../../definition/verification.ts';
import { standingOf } from '../../reports/report.ts';
import type { Check } from '../../results/result.ts';
import type { PartName } from '../../results/verification.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { Context } from '../context.ts';
import { type RecordedRun, recordedRun } from '../recorded-run.ts';
import { type RunFlags, repeating } from '../run-flags.ts';
import { partsOf, typedPart } from './parts.ts';

export interface PartsFlags extends RunFlags {
  readonly tier: Tier;
  readonly seed: number;
  /** Names of parts. Default: all. */
  readonly only?: readonly PartName[];
  readonly store?: readonly string[];
  /** Seconds of the whole run, a round of a soak. */
  readonly budget?: number;
  /** Of the one part that is named. */
  readonly case?: string;
}

/** Seconds of the quick tier on two cores, five minutes in all. */
const SECONDS: Readonly<Record<PartName, number>> = {
  sequences: 40,
  losslessness: 20,
  isolation: 40,
  crash: 45,
  damage: 30,
  faults: 45,
  'known bugs': 30,
  mutants: 40,
  checkers: 10,
};

/** Times the quick one. A soak goes round by round, each with seeds of its own. */
const LONGER: Readonly<Record<Tier, number>> = { quick: 1, full: 12, soak: 4 };

/** Seeds of a round are not those of the next. */
const SEEDS_A_ROUND = 1_000_003;

export async function verifyParts(
  context: Context,
  underTest: UnderTest,
  flags: PartsFlags,
): Promise<ExitCode> {
  const { definition } = underTest;
  const { tier, seed, only, store = [], budget, out } = flags;
  if (flags.case !== undefined && only?.length !== 1)
    throw new StoreError(
      'E_USAGE',
      '--case is a case of one part: name the part with --only. Nothing was played.',
    );
  const parts = (await partsOf(definition)).filter(({ name }) => only?.includes(name) ?? true);
  const { only: _only, ...repeated } = repeating(flags);
  const command = commandText(toolWords('verify'), {
    ...repeated,
    ...(only !== undefined && { only: only.map(typedPart).join(',') }),
  });
  const options = { tier, parts: parts.map(({ name }) => name).join(', '), stores: store.join(', ') };
  const request = { command, seed, out, options, definition, config: underTest.config };
  const seconds = parts.reduce((sum, { name }) => sum + SECONDS[name], 0);
  const factor = budget === undefined ? LONGER[tier] : budget / seconds;
  const run = await recordedRun(context, request, async (recorded) => {
    const round = (at: number): Round => ({
      recorded,
      flags,
      factor,
      seed: (seed + at * SEEDS_A_ROUND) >>> 0,
      at,
    });
    if (tier !== 'soak' || flags.case !== undefined) return runRound(context, underTest, parts, round(0));
    for (let at = 0; !context.signal.aborted; at++) {
      await runRound(context, underTest, parts, round(at));
      // Parts that cannot be made leave no turn to the signal.
      await breathe();
    }
  });
  const { concludeRun } = await import('../run-report.ts');
  const exitCode = await concludeRun(context, run, { isFull: flags.full ?? false });
  return standingOf(run.recorder.checks) === 'open' ? EXIT.cannotTell : exitCode;
}

interface Round {
  readonly recorded: RecordedRun;
  readonly flags: PartsFlags;
  /** Of the seconds of the quick tier. */
  readonly factor: number;
  readonly seed: number;
  readonly at: number;
}

async function runRound(
  context: Context,
  underTest: UnderTest,
  parts: readonly Part[],
  round: Round,
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    if (context.signal.aborted) return;
    context.progress.setPrefix(`${index + 1}/${parts.length} ${part.name}: `);
    await runPart(context, underTest, part, round);
  }
  context.progress.setPrefix('');
}

async function runPart(
  { control, signal }: Context,
  underTest: UnderTest,
  part: Part,
  { recorded: { folder, recorder }, flags, factor, seed, at }: Round,
): Promise<void> {
  const { name } = part;
  const { tier, store = [], config, case: only } = flags;
  const startMs = performance.now();
  let rows = 0;
  const open = (detail: string, more: Partial<Check> = {}): void =>
    recorder.record({
      ...{
        row: 'check',
        area: name,
        subject: underTest.definition.name,
        name,
        verdict: 'unknown',
        counts: {},
        detail,
      },
      tookMs: Math.round(performance.now() - startMs),
      ...more,
    });
  try {
    const missing = await part.missing(underTest.definition);
    if (missing !== null) return at > 0 ? undefined : open(missing, { isMissing: true });
    await part.run(underTest, {
      ...{ ...control, tier, seed, stores: store, folder },
      budgetMs: SECONDS[name] * factor * 1_000,
      ...(only !== undefined && { only }),
      again: (one) =>
        commandText(toolWords('verify'), {
          ...{ config, tier: tier === 'quick' ? undefined : tier, only: typedPart(name), store, seed },
          ...(one !== '' && { case: one }),
        }),
      record: (row) => {
        rows++;
        recorder.record(row);
      },
    });
    if (rows === 0 && !signal.aborted) open('It looked at nothing.');
  } catch (error) {
    if (signal.aborted) return;
    if (only !== undefined && error instanceof StoreError && error.code === 'E_USAGE') throw error;
    open(`The part broke: ${thrownText(error)}`);
  }
}
