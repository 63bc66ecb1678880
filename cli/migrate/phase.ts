// `ait42-migrate phase`: which store answers, what the neighbouring phases need, and one step there.

import { Argument } from 'commander';
import { EXIT, type ExitCode, StoreError } from '../../contract/errors.ts';
import type { VerifyReport } from '../../migrate/index.ts';
import type { Phase } from '../../migrate/live/index.ts';
import { isDatabasePhase } from '../../migrate/live/phase.ts';
import type { AddVerb, Context, RunVerb } from '../context.ts';
import type { Verb } from '../verb.ts';
import { visibleName } from '../visible-text.ts';
import { sideBehind } from './behind.ts';
import { requireConfirmed } from './confirm.ts';
import { archivedFirst } from './database-only-text.ts';
import { readingDatabase } from './databases.ts';
import {
  conditionLine,
  type GuardFlags,
  guardOptions,
  hasGuards,
  hasLimits,
  type ShownCondition,
  withGuards,
} from './phase-flags.ts';
import { type HomeFlag, requireHome, withChangedHome, withHome } from './places.ts';
import { stages } from './stages.ts';

/** The library's list, which this verb loads only when it runs. */
const PHASE_NAMES: readonly Phase[] = ['json', 'dual', 'sqlite+json', 'sqlite'];

export const addPhase: AddVerb = (program, run) => {
  const phase = withGuards(withHome(program.command('phase')))
    // The options behind "set" are those of "set".
    .enablePositionalOptions()
    .description(
      'The phases are json, dual (files answer, database follows), sqlite+json (database answers, files follow) and ' +
        'sqlite. Each step forward has conditions; each step back brings the other side up to date first.',
    )
    .option('--explain', 'list every condition of the neighbouring phases with the evidence; changes nothing')
    .examples([
      ['ait42-migrate phase --explain', 'may the database take over?'],
      ['ait42-migrate phase set dual --yes', 'let the database follow'],
    ])
    .action(run(phaseVerb));
  addSet(phase, run);
};

interface ExplainFlags extends HomeFlag, GuardFlags {
  readonly explain?: true;
}

async function phaseVerb(context: Context, flags: ExplainFlags): Promise<ExitCode> {
  const { home, explain } = flags;
  if (!explain && hasGuards(flags))
    throw new StoreError(
      'E_USAGE',
      'The conditions that you change are for --explain and for "set". Nothing was done.',
    );
  requireHome(home);
  const { PHASES, readPhase } = await import('../../migrate/live/index.ts');
  const { phase, since, history } = readPhase(home);
  context.print(`Phase ${phase}${since === null ? '' : ` since ${since}`}.`);
  if (!explain) {
    context.result({ phase, since, history });
    return EXIT.ok;
  }
  const at = PHASES.indexOf(phase);
  const neighbours = [PHASES[at + 1], PHASES[at - 1]].filter((neighbour) => neighbour !== undefined);
  const known: Known = {};
  const steps: { readonly to: Phase; readonly conditions: readonly ShownCondition[] }[] = [];
  for (const to of neighbours) {
    const conditions = await explained(context, flags, { from: phase, to, known });
    steps.push({ to, conditions });
    context.print([`To ${to}:`, ...linesOf(conditions)].map(visibleName).join('\n'));
  }
  context.result({ phase, since, history, steps });
  return EXIT.ok;
}

export const linesOf = (conditions: readonly ShownCondition[]): string[] =>
  conditions.length === 0
    ? ['  no condition: the files are the truth on both sides']
    : conditions.map(conditionLine);

/** What was found out about the home: reading all of a large one takes long, and once is enough. */
interface Known {
  verification?: VerifyReport;
}

interface Explaining {
  readonly from: Phase;
  readonly to: Phase;
  readonly known?: Known;
}

/** The conditions of a step before it is made, and which of those that are not met it sees to itself. */
export async function explained(
  context: Context,
  flags: ExplainFlags,
  { from, to, known = {} }: Explaining,
): Promise<ShownCondition[]> {
  const { conditionsOf, databaseOnly } = await import('../../migrate/live/index.ts');
  const { home } = flags;
  context.progress.plan(stages('verifying'));
  try {
    return await readingDatabase(home, async (store) => {
      const conditions = await conditionsOf({
        ...guardOptions(context, flags),
        ...known,
        onVerified: (verification) => {
          known.verification = verification;
        },
        ...{ home, store, from, to },
      });
      const contents = conditions.find(({ name, isMet }) => name === 'contents-equal' && !isMet);
      const { verification } = known;
      if (contents === undefined || verification === undefined) return conditions;
      const behind = await sideBehind(home, store, { ...verification, phase: from });
      if (behind === null) return conditions;
      const only = await databaseOnly(home, store, context.control);
      const evidence = `${contents.evidence}; the step brings the ${behind} up to date first${archivedFirst(only)}`;
      return conditions.map((each) => (each === contents ? { ...each, evidence, isByStep: true } : each));
    });
  } catch (error) {
    const isToBeMade = error instanceof StoreError && error.code === 'E_NOT_FOUND' && !isDatabasePhase(from);
    if (!isToBeMade) throw error;
    const evidence = 'there is no database yet; the step to dual makes it and imports first';
    const row = { name: 'database-sound', isMet: false, isWaived: false, evidence, isByStep: true } as const;
    return to === 'json' ? [] : [row];
  }
}

interface SetFlags extends HomeFlag, GuardFlags {
  readonly yes?: true;
}

function addSet(group: Verb, run: RunVerb): void {
  withGuards(withChangedHome(group.command('set')))
    .summary('go one step, when every condition is met: exit code 10 when not')
    .description(
      'Close the app first, or let it hold a SessionManager, which notices. A step can be repeated after an interruption.',
    )
    .addArgument(new Argument('<phase>', 'the neighbouring phase').choices(PHASE_NAMES))
    .option('--yes', 'do not ask')
    .examples([['ait42-migrate phase set sqlite+json --yes', 'the database takes over']])
    .action(run(setVerb));
}

async function setVerb(context: Context, to: Phase, flags: SetFlags): Promise<ExitCode> {
  const { home } = flags;
  if (to === 'json' ? hasGuards(flags) : to !== 'sqlite+json' && hasLimits(flags))
    throw new StoreError('E_USAGE', `No step to ${to} has the conditions that you change. Nothing was done.`);
  requireHome(home);
  const { changePhase, readPhase, removeStaleGate } = await import('../../migrate/live/index.ts');
  const from = readPhase(home).phase;
  if (from === to) {
    const wasCutShort = await removeStaleGate(home);
    context.print(
      wasCutShort
        ? `The phase is ${to} already. A change that was cut short kept writers out: that is over.`
        : `The phase is ${to} already. Nothing was done.`,
    );
    context.result({ from, to, conditions: [] });
    return EXIT.ok;
  }
  const shown = await requireFeasible(context, flags, from, to);
  await requireConfirmed(context, flags, `Change the phase of ${home} from ${from} to ${to}?`);
  context.onInterrupt = `The phase stays ${from}; every session is where it was. Run the same command again to go on.`;
  // From json it imports first; where others write meanwhile, it looks again.
  context.progress.plan(stages('importing', 'verifying', 'verifying'));
  const { conditions } = await changePhase(home, to, guardOptions(context, flags));
  context.result({ from, to, conditions });
  const news = conditions.map(conditionLine).filter((line) => !shown.includes(line));
  context.print([...news, `Phase ${to}, from ${from}.`].map(visibleName).join('\n'));
  return EXIT.ok;
}

/**
 * Nobody is asked about a step that cannot be made: E_USAGE where it is none, E_REFUSED by an unmet condition, which the
 * error names. Answers the lines about conditions that were printed; with --yes none, and the step itself judges.
 */
export async function requireFeasible(
  context: Context,
  flags: SetFlags,
  from: Phase,
  to: Phase,
): Promise<readonly string[]> {
  if (flags.yes) return [];
  const { requireNeighbour } = await import('../../migrate/live/phase-change.ts');
  const { requireMet } = await import('../../migrate/live/conditions.ts');
  requireNeighbour(from, to);
  const conditions = await explained(context, flags, { from, to });
  requireMet(
    conditions.filter(({ isByStep }) => isByStep !== true),
    from,
    to,
  );
  const lines = linesOf(conditions);
  context.print(lines.map(visibleName).join('\n'));
  return lines;
}
