// `storeproof proof`: the main job, everything in one run.

import type { ExitCode } from '../../contract/errors.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { pathName, seedNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunFlags, withRunFlags } from '../run-flags.ts';

interface ProofFlags extends RunFlags {
  readonly home?: string;
  readonly seed: number;
  readonly quick?: true;
}

export const addProof: AddVerb = (program, run) => {
  withRunFlags(program.command('proof'))
    .description(
      'Checks that the stores are equivalent, imports a copy of the session files, verifies it, rewrites the files ' +
        'and compares bytes, times every operation, runs several processes at a time, and ends with what was ' +
        'promised beside what was measured. Takes two to three minutes on two cores. Exit code 0 when ' +
        'everything verified, whatever the speed claims say; 3 when a check failed or could not be made.',
    )
    .option(
      '--home <dir>',
      'the directory that holds .ait42; only ever read (default: a generated one)',
      pathName,
    )
    .option('--seed <number>', 'of everything that is generated', seedNumber, 42)
    .option('--quick', 'every step, but small: shows whether all works, not how fast')
    .examples([
      ['storeproof proof', 'on a generated home'],
      ['storeproof proof --home ~', 'on your own session files, which stay as they are'],
      ['storeproof proof --seed 7 --out /tmp/proof', 'other data, results elsewhere'],
    ])
    .action(run(proofVerb));
};

async function proofVerb(context: Context, flags: ProofFlags): Promise<ExitCode> {
  const { home, seed, out } = flags;
  const { requireSessionFiles } = await import('../proof/copy-home.ts');
  // Before a run is begun, so that a typing error leaves no folder behind.
  if (home !== undefined) requireSessionFiles(home);
  const { FULL, QUICK } = await import('../proof/scale.ts');
  const scale = flags.quick ? QUICK : FULL;
  const command = commandText(toolWords('proof'), { home, seed, quick: flags.quick });
  const options = { home: home === undefined ? 'generated' : 'given', scale: scale.name };
  const { runProof } = await import('../proof/proof.ts');
  const run = await recordedRun(context, { command, seed, out, options }, ({ recorder }) =>
    runProof(context, { home, seed, scale, record: recorder.record }),
  );
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false, ways: waysOn(home) });
}

/** Whoever has seen it on generated files wants to see it on their own. */
const waysOn = (home: string | undefined) =>
  home === undefined
    ? [{ label: 'Your own files', text: commandText(toolWords('proof')).concat(' --home ~') }]
    : [];
