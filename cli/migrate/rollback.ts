// `ait42-migrate rollback`: back to the session files, or to an earlier phase, step by step.

import { Option } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { Phase } from '../../migrate/live/index.ts';
import type { AddVerb, Context } from '../context.ts';
import { counted } from '../counted.ts';
import { visibleName } from '../visible-text.ts';
import { requireConfirmed } from './confirm.ts';
import { tellingDatabaseOnly } from './database-only-text.ts';
import { linesOf, requireFeasible } from './phase.ts';
import { type HomeFlag, requireHome, withChangedHome } from './places.ts';
import { stages } from './stages.ts';

interface RollbackFlags extends HomeFlag {
  readonly to: Phase;
  readonly yes?: true;
  readonly fromFiles?: true;
}

export const addRollback: AddVerb = (program, run) => {
  withChangedHome(program.command('rollback'))
    .description(
      'Goes back one phase at a time. Each step writes the session files that lack something, archives what it replaces, ' +
        'and compares every session before the files answer again. The database stays as it is.',
    )
    .addOption(
      new Option('--to <phase>', 'stop at this phase')
        .choices(['json', 'dual', 'sqlite+json'])
        .default('json'),
    )
    .option(
      '--from-files',
      'in phase sqlite+json with a database that cannot be read: to the session files as they are; the database is kept aside',
    )
    .option('--yes', 'do not ask')
    .examples([['ait42-migrate rollback --yes', 'the app of before reads everything']])
    .action(run(rollbackVerb));
};

async function rollbackVerb(context: Context, flags: RollbackFlags): Promise<ExitCode> {
  const { home, to } = flags;
  requireHome(home);
  if (flags.fromFiles) return fromFiles(context, flags);
  const { readPhase, rollBack, stepsBetween } = await import('../../migrate/live/index.ts');
  const from = readPhase(home).phase;
  const isThere = !stepsBetween('json', from).includes(to) && to !== 'json';
  if (from === to || isThere) {
    context.print(`The phase is ${from}: there is nothing to go back from. Nothing was done.`);
    context.result({ from, to: from, steps: [] });
    return EXIT.ok;
  }
  const [first = from] = stepsBetween(from, to);
  await orHint(context, home, requireFeasible(context, flags, from, first));
  await requireConfirmed(context, flags, `Go back from ${from} to ${to} in ${home}?`);
  context.onInterrupt = 'Each step is either done or not begun; run the same command again to go on.';
  const steps: { readonly to: Phase }[] = [];
  context.progress.plan(stepsBetween(from, to).flatMap(() => stages('verifying', 'verifying')));
  const work = rollBack(home, to, {
    ...tellingDatabaseOnly(context),
    ...context.control,
    onStep: ({ state, conditions }) => {
      steps.push({ to: state.phase });
      const step = `From ${state.history.at(-1)?.from ?? from} to ${state.phase}:`;
      context.print([step, ...linesOf(conditions), `Phase ${state.phase}.`].map(visibleName).join('\n'));
    },
  });
  await orHint(context, home, work);
  context.result({ from, to, steps });
  return EXIT.ok;
}

/** What the work throws; before that says of a way that is left. */
const orHint = (context: Context, home: string, work: Promise<unknown>): Promise<unknown> =>
  work.catch(async (error: unknown) => {
    if (await isDatabaseUseless(home))
      context.warn('"ait42-migrate rollback --from-files" goes back to the session files as they are.');
    throw error;
  });

/** Whether --from-files would take over: the failure may have been of something else than the database. */
async function isDatabaseUseless(home: string): Promise<boolean> {
  const { filesAsTheyAre } = await import('../../migrate/live/index.ts');
  return filesAsTheyAre(home).then(
    () => true,
    () => false,
  );
}

async function fromFiles(context: Context, flags: RollbackFlags): Promise<ExitCode> {
  const { home, to } = flags;
  if (to !== 'json') throw new StoreError('E_USAGE', '--from-files goes to phase json, and nowhere else.');
  const { filesAsTheyAre, goBackToFilesAsTheyAre } = await import('../../migrate/live/index.ts');
  const found = await filesAsTheyAre(home);
  const lack =
    found.staleSince === null
      ? 'They may lack writes, nobody knows since when'
      : `They may lack what was written since ${found.staleSince}`;
  context.print(
    `The database cannot be read (${found.reason}). The session files would answer as they are. ${lack}.`,
  );
  await requireConfirmed(context, flags, 'Go back to them? The database is kept aside.');
  const taken = await goBackToFilesAsTheyAre(home);
  context.result({ from: 'sqlite+json', to, steps: [{ to }], ...taken });
  context.print('Phase json.');
  if (taken.rescued.length > 0)
    context.print(
      `${counted(taken.rescued.length, 'session file')} brought up to date from what of the database is whole.`,
    );
  if (taken.keptAs !== null) context.print(`The database is kept as ${taken.keptAs}.`);
  context.warn(`${lack}. "ait42-migrate find" looks for a session everywhere.`);
  for (const hash of taken.forked) context.warn(`Another program had written the file of ${hash}.`);
  return EXIT.keptAside;
}
