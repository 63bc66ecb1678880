// Where a gate leads: the commands that decide more than the run that was judged. The same run again measures nothing
// that it did not measure, and few trials stay few.

import type { Results } from '../contract/result-file.ts';
import type { GateResult, JudgedTarget, Target, Way } from '../reports/index.ts';
import { repetition } from '../reports/index.ts';
import { isProgram } from '../reports/names.ts';
import { commandText, toolWords } from './command-text.ts';
import { FULL, STORES_TIMED, STORES_UNDER_LOAD } from './proof/scale.ts';

export function gateWays({ targets }: GateResult, results: Results): Way[] {
  const { command } = repetition(results);
  const again: Way = { label: 'Measure again', text: command };
  if (!results.isComplete) return [again];
  const voting = targets.filter(({ isInformational }) => !isInformational);
  const absent = voting.filter(({ isUnmeasured }) => isUnmeasured === true);
  if (absent.length > 0) return measuring(absent, command) ?? [again];
  const open = measuredOf(voting.filter(({ verdict }) => verdict === 'cannot tell'));
  if (open.length === 0) return [again];
  return verbOf(command) === 'bench'
    ? [{ label: 'More trials', text: withMoreTrials(command, results) }]
    : [{ label: 'More trials', text: benchText(open, command, { trials: 2 * FULL.trials }) }, again];
}

type Measured = Target & { readonly kind: 'ratio' | 'size' };

const measuredOf = (targets: readonly JudgedTarget[]): Measured[] =>
  targets.map(({ target }) => target).filter(({ kind }) => kind === 'ratio' || kind === 'size') as Measured[];

/** The main job where checks or writes are missing, and a benchmark for times and sizes that it does not take. */
function measuring(absent: readonly JudgedTarget[], command: string): Way[] | undefined {
  const isProofMissing = !(verbOf(command) === 'proof' && !/ --quick\b/.test(command));
  const isProofWanted =
    isProofMissing &&
    absent.some(
      ({ target }) =>
        target.kind === 'checks' || (target.kind === 'writes' && STORES_UNDER_LOAD.includes(target.store)),
    );
  const measured = measuredOf(absent);
  const left = isProofWanted ? measured.filter((target) => !isInProof(target)) : measured;
  const ways = [
    ...(isProofWanted ? [commandText(toolWords('proof'))] : []),
    ...(left.length > 0 ? [benchText(left, command)] : []),
  ].map((text, at) => ({ label: at === 0 ? 'Measure it' : 'The rest', text }));
  return ways.length === 0 ? undefined : ways;
}

const isInProof = ({ records, profile, store, baseline }: Measured): boolean =>
  FULL.sizes.includes(records) &&
  profile === 'small' &&
  [store, baseline].every((name) => STORES_TIMED.includes(name));

/** What is needed for these targets, and no more. */
function benchText(
  targets: readonly Measured[],
  command: string,
  more: Readonly<Record<string, number>> = {},
): string {
  const list = (values: readonly (string | number)[]): string | undefined =>
    values.length === 0 ? undefined : [...new Set(values)].join(',');
  const stores = targets.flatMap(({ store, baseline }) => [store, baseline]);
  const profiles = list(targets.map(({ profile }) => profile));
  const text = commandText(toolWords('bench'), {
    sizes: list(targets.map(({ records }) => records)),
    ops: list(targets.flatMap((target) => (target.kind === 'ratio' ? [target.operation] : []))),
    profiles: profiles === 'small' ? undefined : profiles,
    stores: list(stores.filter((store) => !isProgram(store))),
    ...more,
  });
  const { program } = splitAt(command);
  return stores.some(isProgram) ? `${text}${program}` : text;
}

/** Trials, and the time that they may take; both were those of the run, whatever was typed. */
const TRIALS_MIN = 5;

function withMoreTrials(command: string, { header: { options } }: Results): string {
  const { own, program } = splitAt(command);
  const plain = own.replaceAll(/ --(?:trials|budget) \d+/g, '');
  const trials = Math.max(TRIALS_MIN, 2 * Number(options.trials ?? 0));
  const budget = 2 * Number(options.budgetSeconds ?? 0);
  return `${plain} --trials ${trials}${budget > 0 ? ` --budget ${budget}` : ''}${program}`;
}

/** The words of the tool, and those of a program of the user's behind them. */
function splitAt(command: string): { readonly own: string; readonly program: string } {
  const at = command.indexOf(' -- ');
  return at < 0 ? { own: command, program: '' } : { own: command.slice(0, at), program: command.slice(at) };
}

const verbOf = (command: string): string | undefined =>
  /^(?:node \S+|npx storeproof) ([a-z]+)/.exec(command)?.[1];
