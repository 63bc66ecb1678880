// `storeproof verify`: whether two stores are equivalent, as far as seeded random sequences show.

import type { ExitCode } from '../../contract/errors.ts';
import { SUBJECT_NAMES, type Subject, servedSubject, subjectNamed } from '../../subjects/index.ts';
import { commandText, toolWords } from '../command-text.ts';
import type { AddVerb, Context } from '../context.ts';
import { exampleText } from '../examples.ts';
import { seedNumber, wholeNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunFlags, repeating, withRunFlags } from '../run-flags.ts';

interface VerifyFlags extends RunFlags {
  readonly left: string;
  readonly right: string;
  readonly operations: number;
  readonly seed: number;
  readonly served?: true;
}

export const addVerify: AddVerb = (program, run) => {
  withRunFlags(program.command('verify'))
    .description(
      'Plays the same random operations on two stores and on the model, with colliding ids, odd paths and restarts, ' +
        'and compares answers and error texts after every step. A difference is shown with the few operations that ' +
        `cause it. Stores: ${SUBJECT_NAMES.join(', ')}.`,
    )
    .option('--left <store>', 'one store', 'json')
    .option('--right <store>', 'the other', 'sqlite')
    .option('--operations <count>', 'how many', wholeNumber(1, 10_000_000), 20_000)
    .option('--seed <number>', 'of the sequence', seedNumber, 42)
    .option('--served', 'each store in a process of its own, over the subject protocol')
    .addHelpText(
      'after',
      exampleText([
        ['storeproof verify', 'json against sqlite, 20,000 operations'],
        ['storeproof verify --left json-safe --right sqlite-full --seed 7', 'others, with another sequence'],
      ]),
    )
    .action(run(verifyVerb));
};

async function verifyVerb(context: Context, flags: VerifyFlags): Promise<ExitCode> {
  const left = subjectOf(flags.left, flags.served ?? false);
  const right = subjectOf(flags.right, flags.served ?? false);
  const { checkEquivalence, equivalenceCheck } = await import('../../props/index.ts');
  const { operations, seed, out } = flags;
  const command = commandText(toolWords('verify'), repeating(flags));
  const options = { left: left.name, right: right.name, operations };
  const run = await recordedRun(context, { command, seed, out, options }, async ({ recorder }) => {
    const verdict = await checkEquivalence({
      left,
      right,
      operations,
      seed,
      onProgress: context.progress.listener,
      signal: context.signal,
    });
    recorder.record(equivalenceCheck(verdict));
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false });
}

/** Throws E_USAGE for a name that is none. */
function subjectOf(name: string, isServed: boolean): Subject {
  const subject = subjectNamed(name);
  const known = SUBJECT_NAMES.find((candidate) => candidate === name);
  return isServed && known !== undefined ? servedSubject(known) : subject;
}
