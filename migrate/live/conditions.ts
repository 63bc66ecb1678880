// What must hold before the phase may change, each with the evidence for or against it. Looking changes nothing.
// Conditions without which sessions could be lost or hidden always count; the others can be waived by name.

import { StoreError } from '../../contract/errors.ts';
import type { Control } from '../../contract/progress.ts';
import type { ImportTarget } from '../import-target.ts';
import { type VerifyReport, verifyHome } from '../verify-home.ts';
import { evidenceOf, readComparisons } from './comparisons.ts';
import { judgeMissingFiles } from './judge-missing.ts';
import { type Judgement, judgeBackup, judgeCertificate } from './kept-evidence.ts';
import { archiveDirectory } from './live-files.ts';
import { comparisonsNeeded } from './mismatch-bound.ts';
import { isDatabasePhase, type Phase } from './phase.ts';
import { forkedIn, readStamps } from './snapshot-stamps.ts';
import { type ForkSource, unseenForks } from './unseen-forks.ts';

export const CONDITIONS = [
  'database-sound',
  'no-missing-files',
  'contents-equal',
  'no-forks',
  'comparisons',
  'certificate',
  'backup',
  'no-asides',
] as const;
export type ConditionName = (typeof CONDITIONS)[number];

/** Without these nothing says that every session is on both sides. */
const ESSENTIAL: readonly ConditionName[] = ['database-sound', 'contents-equal', 'no-forks'];

export const isWaivable = (name: ConditionName): boolean => !ESSENTIAL.includes(name);

export interface Condition {
  readonly name: ConditionName;
  readonly isMet: boolean;
  readonly isWaived: boolean;
  readonly evidence: string;
}

export interface Thresholds {
  /** Comparisons in phase dual that a cutover needs. Default: 1,000. */
  readonly comparisonsMin?: number;
  /** Upper 95 % bound on the mismatch rate. Default: 0.001, which takes 2,995 comparisons without a mismatch. */
  readonly mismatchRateMax?: number;
}

export interface ConditionsRequest extends Thresholds, Control {
  readonly home: string;
  readonly store: ImportTarget & ForkSource;
  readonly from: Phase;
  readonly to: Phase;
  readonly waived?: readonly ConditionName[];
  /** Judge no more than these. Default: all that the step needs. */
  readonly only?: readonly ConditionName[];
  /** Of now, where one was made for another step already. */
  readonly verification?: VerifyReport;
  /** Gets the one that was made, for whoever has more to ask of it. */
  readonly onVerified?: (verification: VerifyReport) => void;
}

const COMPARISONS_MIN_DEFAULT = 1_000;
const MISMATCH_RATE_MAX_DEFAULT = 1e-3;

const NEEDED: Readonly<Record<string, readonly ConditionName[]>> = {
  'json > dual': ['database-sound', 'no-missing-files', 'contents-equal'],
  'dual > sqlite+json': [
    'database-sound',
    'no-missing-files',
    'contents-equal',
    'comparisons',
    'certificate',
    'backup',
    'no-asides',
  ],
  'sqlite+json > sqlite': ['database-sound', 'contents-equal', 'no-forks', 'certificate', 'backup'],
  'sqlite > sqlite+json': ['database-sound'],
  'sqlite+json > dual': ['database-sound', 'contents-equal', 'no-forks'],
  'dual > json': [],
};

/** The conditions of one step, in order; what verifyHome throws. */
export async function conditionsOf(request: ConditionsRequest): Promise<Condition[]> {
  const { only = CONDITIONS } = request;
  const needed = (NEEDED[`${request.from} > ${request.to}`] ?? []).filter((name) => only.includes(name));
  if (needed.length === 0) return [];
  const { home, store, onProgress, signal, waived = [] } = request;
  const verification =
    request.verification ??
    (await verifyHome({ home, store, salvagedIn: archiveDirectory(home), onProgress, signal }));
  if (verification !== request.verification) request.onVerified?.(verification);
  const held = await heldIn(store);
  const conditions: Condition[] = [];
  for (const name of needed) {
    const judgement = await JUDGES[name]({ ...request, verification, held });
    conditions.push(conditionOf(name, judgement, waived));
  }
  return conditions;
}

/** Whether anything may be copied from one side to the other at all: to be asked before that is done. */
export async function soundnessOf(store: Pick<ImportTarget, 'check'>): Promise<Condition> {
  const { findings } = await store.check();
  return conditionOf('database-sound', judgeSoundness(findings.length), []);
}

/**
 * Whether the step may go on with the files that are there: to be asked before the database is brought up to date with
 * them, which would leave nothing to see. None where the step does not need it.
 */
export async function missingFilesOf(request: ConditionsRequest): Promise<Condition[]> {
  const { home, store, from, to, waived = [] } = request;
  const name = 'no-missing-files';
  if (!NEEDED[`${from} > ${to}`]?.includes(name)) return [];
  return [conditionOf(name, judgeMissingFiles(home, await heldIn(store)), waived)];
}

const conditionOf = (
  name: ConditionName,
  { isMet, evidence }: Judgement,
  waived: readonly ConditionName[],
): Condition => ({ name, isMet, evidence, isWaived: !isMet && isWaivable(name) && waived.includes(name) });

const heldIn = async (store: ImportTarget): Promise<ReadonlyMap<string, number>> =>
  new Map((await store.workspaces()).map(({ hash, sessions }) => [hash, sessions]));

/** E_REFUSED, naming what is not met. */
export function requireMet(conditions: readonly Condition[], from: Phase, to: Phase): void {
  const unmet = conditions.filter(({ isMet, isWaived }) => !isMet && !isWaived);
  if (unmet.length === 0) return;
  const reasons = unmet.map(({ name, evidence }) => `${name}: ${evidence}`).join('; ');
  throw new StoreError(
    'E_REFUSED',
    `The phase stays ${from}; ${to} needs more: ${reasons}. No session was changed or lost.`,
    { data: { from, to, unmet: unmet.map(({ name }) => name).join() } },
  );
}

interface Facts extends ConditionsRequest {
  readonly verification: VerifyReport;
  /** Sessions in the database by workspace. */
  readonly held: ReadonlyMap<string, number>;
}

const JUDGES: Readonly<Record<ConditionName, (facts: Facts) => Judgement | Promise<Judgement>>> = {
  'database-sound': ({ verification: { counts } }) => judgeSoundness(counts.store),
  'no-missing-files': ({ home, held }) => judgeMissingFiles(home, held),
  'contents-equal': judgeContents,
  'no-forks': async ({ home, store }) => {
    const forked = [...forkedIn(readStamps(home)), ...(await unseenForks(home, store))];
    return {
      isMet: forked.length === 0,
      evidence:
        forked.length === 0
          ? 'no session file holds what the database may lack'
          : `the files of ${forked.join(', ')} may hold what the database lacks (another program wrote them, a backup was put back, or the database was copied without its log); decide with reconcile`,
    };
  },
  comparisons: judgeComparisons,
  certificate: ({ home }) => judgeCertificate(home),
  backup: ({ home, store }) => judgeBackup(home, store),
  'no-asides': ({ verification: { files } }) => {
    const unread = files.filter(({ result }) => result === 'unread').map(({ file }) => file);
    return {
      isMet: unread.length === 0,
      evidence:
        unread.length === 0
          ? 'the app can read every file'
          : `the app cannot read ${unread.join(', ')}; waive no-asides to go on without them`,
    };
  },
};

const judgeSoundness = (findings: number): Judgement => ({
  isMet: findings === 0,
  evidence:
    findings === 0
      ? 'structure and every stored digest checked'
      : `${findings} findings of damage; restore a backup, or let repair rebuild it`,
});

function judgeContents({ verification, held, from }: Facts): Judgement {
  const { files, otherWorkspaces } = verification;
  const different = files.filter(({ result }) => result === 'different').map(({ file }) => file);
  // A workspace that the database alone knows is a difference, unless it is empty.
  const alone = otherWorkspaces.filter((hash) => (held.get(hash) ?? 0) > 0);
  // Where the database is the truth, a file that cannot be read hides what it holds of the workspace.
  const hiding = isDatabasePhase(from)
    ? files.filter(({ result, workspace }) => result === 'unread' && (held.get(workspace) ?? 0) > 0)
    : [];
  const sessions = files.reduce((sum, { records }) => sum + records.sessions, 0);
  const compared = files.filter(({ result }) => result !== 'unread').length;
  const isMet = different.length + alone.length + hiding.length === 0;
  const parts = [
    ...(different.length > 0 ? [`different: ${different.join(', ')}`] : []),
    ...(hiding.length > 0
      ? [`unreadable, with sessions in the database: ${hiding.map(({ file }) => file).join(', ')}`]
      : []),
    ...(alone.length > 0 ? [`only in the database: ${alone.join(', ')}`] : []),
  ];
  return {
    isMet,
    evidence: isMet ? `${sessions} sessions of ${compared} files compared` : parts.join('; '),
  };
}

function judgeComparisons({ home, comparisonsMin, mismatchRateMax }: Facts): Judgement {
  const { comparisons, mismatches, rateUpper } = evidenceOf(readComparisons(home));
  const min = comparisonsMin ?? COMPARISONS_MIN_DEFAULT;
  const max = mismatchRateMax ?? MISMATCH_RATE_MAX_DEFAULT;
  const needed = Math.max(min, comparisonsNeeded(mismatches, max));
  return {
    isMet: comparisons >= min && rateUpper <= max,
    evidence:
      `${comparisons} live answers compared, ${mismatches} different: rate at most ${rateUpper.toPrecision(3)} (95 %); ` +
      `needed: at most ${max}, that is ${needed} compared${mismatches === 0 ? ' without a difference' : ' with no further difference'}`,
  };
}
