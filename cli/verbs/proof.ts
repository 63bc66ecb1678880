// `storeproof proof`: the main job, everything in one run.

import type { ExitCode } from '../../contract/errors.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { UnderTest } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { pathName, seedNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunFlags, repeating, withRunFlags } from '../run-flags.ts';

interface ProofFlags extends RunFlags {
  /** Of the session stores alone. */
  readonly home?: string;
  readonly seed: number;
  readonly quick?: true;
}

export const addProof =
  (underTest: UnderTest): AddVerb =>
  (program, run) => {
    const { config } = underTest;
    const command = withRunFlags(program.command('proof'));
    if (config === undefined) {
      command
        .description(ABOUT_SESSIONS)
        .option(
          '--home <dir>',
          'the directory that holds .ait42; only ever read (default: a generated one)',
          pathName,
        );
    } else command.description(ABOUT);
    command
      .option('--seed <number>', 'of everything that is generated', seedNumber, 42)
      .option('--quick', 'every step, but small: shows whether all works, not how fast')
      .examples(
        config === undefined
          ? [
              ['storeproof proof', 'on a generated home'],
              ['storeproof proof --home ~', 'on your own session files, which stay as they are'],
              ['storeproof proof --seed 7 --out /tmp/proof', 'other data, results elsewhere'],
            ]
          : [
              [
                `storeproof proof --config ${config} --quick`,
                'whether all works; too little to judge times by',
              ],
              [`storeproof proof --config ${config} --seed 7`, 'other data'],
            ],
      )
      .action(
        run((context: Context, flags: ProofFlags) =>
          config === undefined ? proveSessions(context, underTest, flags) : prove(context, underTest, flags),
        ),
      );
  };

const ABOUT_SESSIONS =
  'Checks that the stores are equivalent, imports a copy of the session files, verifies it, rewrites the files ' +
  'and compares bytes, times every operation, runs several processes at a time, and ends with what was ' +
  'promised beside what was measured. Takes two to three minutes on two cores. Exit code 0 when ' +
  'everything verified, whatever the speed claims say; 3 when a check failed or could not be made.';

const ABOUT =
  'Checks that the stores are equivalent and that their migrations lose nothing, times every workload, runs several ' +
  'processes at a time, and judges the run by the targets. What the definition lacks is named. Exit code 0 when ' +
  'everything verified and every target is reached; 3 when a check failed or could not be made, or a target is ' +
  'missed; 12 when a target cannot be told. A quick run judges no targets.';

async function proveSessions(context: Context, source: UnderTest, flags: ProofFlags): Promise<ExitCode> {
  const { home, seed, out } = flags;
  const { requireSessionFiles } = await import('../proof/copy-home.ts');
  // Before a run is begun, so that a typing error leaves no folder behind.
  if (home !== undefined) requireSessionFiles(home);
  const scale = await scaleOf(flags);
  const command = commandText(toolWords('proof'), { home, seed, quick: flags.quick });
  const options = { home: home === undefined ? 'generated' : 'given', scale: scale.name };
  const { runSessionProof } = await import('../proof/session-proof.ts');
  const run = await recordedRun(context, { command, seed, out, options }, ({ recorder: { record } }) =>
    runSessionProof(context, { source, home, seed, scale, record }),
  );
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false, ways: waysOn(home) });
}

/** Whoever has seen it on generated files wants to see it on their own. */
const waysOn = (home: string | undefined) =>
  home === undefined
    ? [{ label: 'Your own files', text: commandText(toolWords('proof')).concat(' --home ~') }]
    : [];

async function prove(context: Context, source: UnderTest, flags: ProofFlags): Promise<ExitCode> {
  const { definition, config } = source;
  const { seed, out } = flags;
  const { definitionSteps } = await import('../proof/definition-steps.ts');
  const { runSteps, stagesOf } = await import('../proof/proof.ts');
  const { steps, lacking } = await definitionSteps(definition);
  const scale = await scaleOf(flags);
  const command = commandText(toolWords('proof'), repeating(flags));
  const request = { command, seed, out, options: { scale: scale.name }, definition, config };
  const run = await recordedRun(context, request, ({ recorder: { record } }) => {
    context.progress.plan(stagesOf(steps, scale));
    return runSteps(context, steps, { source, seed, scale, record });
  });
  const { concludeRun } = await import('../run-report.ts');
  const { name, words: { targets = [] } = {} } = definition;
  const isQuick = scale.name === 'quick';
  return concludeRun(context, run, {
    isFull: flags.full ?? false,
    notes: [
      ...lacking,
      ...(targets.length === 0 ? ['no targets: nothing was judged'] : isQuick ? [UNJUDGED] : []),
    ],
    ...(targets.length > 0 && !isQuick && { own: { of: name, targets, file: config } }),
  });
}

/** It times everything once, and a single trial reaches no target. */
const UNJUDGED = 'a quick run: the targets were not judged';

async function scaleOf({ quick }: ProofFlags) {
  const { FULL, QUICK } = await import('../proof/scale.ts');
  return quick === true ? QUICK : FULL;
}
