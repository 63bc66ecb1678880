// `storeproof conform`: whether any program that answers the subject protocol gives the model's answers.

import { join } from 'node:path';
import type { ExitCode } from '../../contract/errors.ts';
import type { Counterexample } from '../../props/index.ts';
import { answeringProgram } from '../answering-program.ts';
import { commandText, toolWords, withProgram } from '../command-text.ts';
import { configFound } from '../config-line.ts';
import type { AddVerb, Context } from '../context.ts';
import { pathName, seedNumber, wholeNumber } from '../option-values.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunFlags, withRunFlags } from '../run-flags.ts';
import { shownPath } from '../shown-path.ts';

interface ConformFlags extends RunFlags {
  readonly operations: number;
  readonly seed: number;
  readonly timeout: number;
  readonly budget: number;
  readonly replay?: string;
}

export const addConform: AddVerb = (program, run) => {
  withRunFlags(program.command('conform'))
    .description(
      'Starts a program that answers the subject protocol and plays random operations on it and on the model. ' +
        'Reports per operation: like the model, different with the few operations that show it, or not offered. ' +
        'Exit code 3 when any differs, or when the program ends or falls silent; 4 when it cannot be started.',
    )
    .argument('<command...>', 'the program and its arguments, behind --')
    .option('--operations <count>', 'how many', wholeNumber(1, 10_000_000), 5_000)
    .option('--seed <number>', 'of the sequence', seedNumber, 42)
    .option('--timeout <seconds>', 'for one answer', wholeNumber(1, 3_600), 30)
    .option(
      '--budget <seconds>',
      'for the whole run: it ends at most one answer later, and what was not reached is unknown',
      wholeNumber(1, 86_400),
      600,
    )
    .option('--replay <file>', 'play only the operations of this file, as an earlier run kept them', pathName)
    .passThroughOptions()
    .examples([
      ['storeproof conform -- ./my-store --flag', 'your program'],
      ['storeproof conform -- npx storeproof serve sqlite', 'one of ours, to see how it looks'],
    ])
    .action(run(conformVerb));
};

async function conformVerb(
  context: Context,
  program: readonly string[],
  flags: ConformFlags,
): Promise<ExitCode> {
  const { operations, seed, timeout, budget, replay, out } = flags;
  const aside = configFound();
  if (aside !== undefined && flags.quiet !== true) {
    const own = 'A program beside your own stores is tried by "storeproof verify -- CMD".';
    context.note(`${aside} is not used: conform compares with the model of session stores. ${own}`);
  }
  await answeringProgram(program, timeout * 1000);
  const { LAST_STAGE, conform, conformanceChecks, conformReplay } = await import(
    '../../sessions/conform/conform.ts'
  );
  const { historyName, keepHistory, readHistory } = await import('../../props/index.ts');
  const { default: sessions } = await import('../../sessions/definition.ts');
  const history = replay === undefined ? undefined : await readHistory(sessions, replay);
  const commandWith = (options: Parameters<typeof commandText>[1]): string =>
    withProgram(commandText(toolWords('conform'), options), program);
  const command = commandWith({ operations, seed, timeout, budget, replay });
  const header = {
    command,
    seed,
    out,
    options: { operations, timeoutSeconds: timeout, budgetSeconds: budget },
  };
  const notes: string[] = [];
  const run = await recordedRun(context, header, async ({ recorder, folder }) => {
    if (history !== undefined) {
      const played = { operations: history, timeoutMs: timeout * 1000, signal: context.signal };
      recorder.record(await conformReplay(program, played));
      return;
    }
    context.progress.plan([
      { stage: 'comparing stores', seconds: 10 },
      { stage: LAST_STAGE, seconds: 1 },
    ]);
    const conformance = await conform(program, {
      operations,
      seed,
      timeoutMs: timeout * 1000,
      budgetMs: budget * 1000,
      ...context.control,
    });
    const again = (found: Counterexample): string => {
      const file = join(folder, historyName(found.operations));
      keepHistory(file, found.operations);
      return commandWith({ timeout, replay: shownPath(file) });
    };
    for (const check of conformanceChecks(conformance, again)) recorder.record(check);
    const absent = conformance.operations.filter(({ verdict }) => verdict === 'not offered');
    if (absent.length > 0) notes.push(`not offered: ${absent.map(({ op }) => op).join(', ')}`);
  });
  const { concludeRun } = await import('../run-report.ts');
  return concludeRun(context, run, { isFull: flags.full ?? false, notes });
}
