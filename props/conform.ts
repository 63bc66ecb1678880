// Whether a program obeys the contract, operation by operation. Random sequences run against the model; when an
// operation fails it gets its counterexample and is left out, and the others go on without it, so that one fault does
// not hide the rest. An operation whose every sequence ended before it was reached has no verdict.

import { OPERATIONS } from '../contract/operations.ts';
import type { ProgressListener } from '../contract/progress.ts';
import type { Check } from '../contract/result.ts';
import {
  APP_METHODS,
  CONTRACT_METHODS,
  offeredBy,
  ProgramStore,
  programSubject,
  type StoreMethod,
  type Subject,
} from '../subjects/index.ts';
import { type Counterexample, counterexampleText, type HowAgain } from './counterexample.ts';
import { checkEquivalence, type EquivalenceVerdict } from './equivalence.ts';
import { checkFileOps } from './file-ops.ts';
import { isStoreOperation } from './operation.ts';
import type { OperationVerdict } from './operation-verdict.ts';
import { checkProtocolManners } from './protocol-manners.ts';
import { type ReplayOptions, replayCheck } from './replay.ts';
import { World } from './world.ts';

export interface ConformOptions {
  /** Of the whole run, shared by the rounds that faults make necessary. */
  readonly operations: number;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
  /** How long the program may take for one answer. */
  readonly timeoutMs?: number;
  /** Wall clock of the whole run; it ends at most one answer later, and what was not reached is unknown. Default: none. */
  readonly budgetMs?: number;
}

export interface Conformance {
  readonly subject: string;
  readonly version: string;
  readonly verdict: 'ok' | 'fail' | 'unknown';
  readonly seed: number;
  readonly operations: readonly OperationVerdict[];
}

/** What is told of after the random sequences ("comparing stores"). */
export const LAST_STAGE = 'checking files and protocol';

/** Checks a program, given by its command, or a store of our own. Throws E_SUBJECT when the program does not start. */
export async function conform(
  command: readonly string[] | Subject,
  options: ConformOptions,
): Promise<Conformance> {
  const { timeoutMs } = options;
  const subject: Subject =
    'open' in command ? command : programSubject(command, timeoutMs === undefined ? {} : { timeoutMs });
  const capabilities = await capabilitiesOf(subject);
  const time = timeOf(options);
  const verdicts = await sequenceVerdicts(subject, capabilities.methods, { ...options, signal: time });
  const others: readonly (readonly [what: string, check: () => Promise<OperationVerdict[]>])[] = [
    ['operations on files', () => checkFileOps(subject, capabilities.ops, options.seed)],
    ['protocol: manners', () => checkProtocolManners(subject)],
  ];
  for (const [index, [what, check]] of (subject.isRemote ? others : []).entries()) {
    options.onProgress?.({ stage: LAST_STAGE, done: index, total: others.length, unit: 'checks' });
    verdicts.push(...(time.aborted ? [unreached(what)] : await check()));
  }
  const isFailed = verdicts.some(({ verdict }) => verdict === 'fail');
  const isOpen = verdicts.some(({ verdict }) => verdict === 'unknown');
  return {
    subject: capabilities.name,
    version: capabilities.version,
    verdict: isFailed ? 'fail' : isOpen ? 'unknown' : 'ok',
    seed: options.seed,
    operations: verdicts,
  };
}

/** Plays given operations on a program once, as a row of a result file. Throws E_SUBJECT when it does not start. */
export async function conformReplay(
  command: readonly string[],
  { timeoutMs, ...options }: Pick<ReplayOptions, 'operations' | 'signal'> & { readonly timeoutMs: number },
): Promise<Check> {
  const subject = programSubject(command, { timeoutMs });
  return replayCheck({ ...options, left: subject, right: subject, name: 'conform replay' });
}

/** Aborted when the run is, and when its time is over. */
function timeOf({ signal, budgetMs }: ConformOptions): AbortSignal {
  const signals = [
    ...(signal === undefined ? [] : [signal]),
    ...(budgetMs === undefined ? [] : [AbortSignal.timeout(budgetMs)]),
  ];
  return AbortSignal.any(signals);
}

const unreached = (op: string): OperationVerdict => ({
  op,
  verdict: 'unknown',
  compared: 0,
  detail: 'The run ended before it was checked; give it more time.',
});

interface Offer {
  readonly name: string;
  readonly version: string;
  readonly ops: ReadonlySet<string>;
  readonly methods: ReadonlySet<StoreMethod>;
}

async function capabilitiesOf(subject: Subject): Promise<Offer> {
  const world = new World();
  try {
    const store = await subject.open(world.newHome());
    await store.close();
    const { name, version, ops } =
      store instanceof ProgramStore
        ? store.capabilities
        : { name: subject.name, version: '', ops: new Set<string>() };
    return { name, version, ops, methods: offeredBy(store) };
  } finally {
    await world.remove();
  }
}

const ALL_METHODS: readonly StoreMethod[] = [...APP_METHODS, ...CONTRACT_METHODS, 'debateStatus'];

async function sequenceVerdicts(
  subject: Subject,
  offered: ReadonlySet<StoreMethod>,
  options: ConformOptions,
): Promise<OperationVerdict[]> {
  const failures = new Map<StoreMethod, Counterexample>();
  const compared = new Map<string, number>();
  let left = options.operations;
  let reason = '';
  // Each round but the last takes one method out, so there are at most as many as methods and one more.
  for (let round = 0; round <= ALL_METHODS.length && left > 0 && reason === ''; round++) {
    const methods = new Set([...offered].filter((method) => !failures.has(method)));
    const before = options.operations - left;
    if (methods.size === 0) break;
    const verdict = await checkEquivalence({
      ...options,
      left: subject,
      right: subject,
      operations: left,
      seed: options.seed + round,
      methods,
      onProgress: (progress) =>
        options.onProgress?.(
          progress.total === left
            ? { ...progress, done: before + progress.done, total: options.operations }
            : progress,
        ),
    });
    left -= verdict.operations + 1;
    addCounts(compared, verdict);
    const blamed = verdict.counterexample === null ? undefined : blamedMethod(verdict.counterexample);
    if (verdict.verdict === 'ok') break;
    if (verdict.counterexample === null || blamed === undefined)
      reason = verdict.reason || restartFault(verdict);
    else failures.set(blamed, verdict.counterexample);
  }
  return ALL_METHODS.filter((method) => method !== 'transaction' || !subject.isRemote).map((method) =>
    verdictOn(method, { offered, failures, compared, reason }),
  );
}

/**
 * The method whose own outcome was wrong; where only the contents were wrong, the last one that wrote. None when there
 * is no call to blame, as after a restart that failed.
 */
function blamedMethod({ mismatch, operations }: Counterexample): StoreMethod | undefined {
  if (!mismatch.isInSweep) return isStoreOperation(mismatch.operation) ? mismatch.operation.op : undefined;
  const calls = operations.filter(isStoreOperation).map(({ op }) => op);
  return calls.findLast(isWrite) ?? 'getAllSessions';
}

const isWrite = (method: StoreMethod): boolean => method === 'transaction' || OPERATIONS[method].writes;

const restartFault = ({ counterexample }: EquivalenceVerdict): string =>
  counterexample === null ? '' : counterexampleText(counterexample);

function addCounts(compared: Map<string, number>, { counts }: EquivalenceVerdict): void {
  for (const [op, { answers, errors }] of Object.entries(counts)) {
    compared.set(op, (compared.get(op) ?? 0) + answers + errors);
  }
}

interface Findings {
  readonly offered: ReadonlySet<StoreMethod>;
  readonly failures: ReadonlyMap<StoreMethod, Counterexample>;
  readonly compared: ReadonlyMap<string, number>;
  readonly reason: string;
}

function verdictOn(method: StoreMethod, { offered, failures, compared, reason }: Findings): OperationVerdict {
  const op = method === 'transaction' ? method : OPERATIONS[method].op;
  const count = compared.get(method) ?? 0;
  const failure = failures.get(method);
  if (!offered.has(method)) return { op, verdict: 'not offered', compared: 0, detail: '' };
  if (failure !== undefined) {
    return {
      op,
      verdict: 'fail',
      compared: count,
      detail: counterexampleText(failure),
      counterexample: failure,
    };
  }
  if (reason !== '') return { op, verdict: 'unknown', compared: count, detail: reason };
  return count === 0
    ? { op, verdict: 'unknown', compared: 0, detail: 'no sequence reached it; run more operations' }
    : { op, verdict: 'ok', compared: count, detail: '' };
}

/** A row of a result file for each operation that is offered; `again` says how a counterexample is played again. */
export function conformanceChecks({ subject, seed, operations }: Conformance, again?: HowAgain): Check[] {
  return operations
    .filter(({ verdict }) => verdict !== 'not offered')
    .map(({ op, verdict, compared, detail, counterexample }) => ({
      row: 'check',
      area: 'equivalence',
      subject,
      name: `conform ${op}`,
      verdict: verdict as Check['verdict'],
      counts: { compared },
      detail:
        counterexample !== undefined
          ? counterexampleText(counterexample, again)
          : detail === ''
            ? `Like the model on ${compared} calls; seed ${seed}.`
            : detail,
    }));
}
