// Whether a program obeys the contract, operation by operation. Random sequences run against the model; when an
// operation fails it gets its counterexample and is left out, and the others go on without it, so that one fault does
// not hide the rest. An operation whose every sequence ended before it was reached has no verdict.

import { OPERATIONS } from '../../contract/operations.ts';
import type { ProgressListener } from '../../contract/progress.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Subject } from '../../definition/subjects.ts';
import { type Counterexample, counterexampleText, type HowAgain } from '../../props/counterexample.ts';
import { checkEquivalence, type EquivalenceVerdict } from '../../props/equivalence.ts';
import { HistoryFolder } from '../../props/history-folder.ts';
import { lineupOf } from '../../props/pair.ts';
import { type ReplayOptions, replayCheck } from '../../props/replay.ts';
import { type Mismatch, runSequence } from '../../props/sequence-run.ts';
import type { Check } from '../../results/result.ts';
import {
  APP_METHODS,
  CONTRACT_METHODS,
  offeredBy,
  ProgramStore,
  programSubject,
  type SessionSubject,
  type StoreMethod,
} from '../../subjects/index.ts';
import sessions from '../definition.ts';
import { isAsked } from '../histories/step.ts';
import { asSubject } from '../session-subjects.ts';
import { checkFileOps } from './file-ops.ts';
import type { OperationVerdict } from './operation-verdict.ts';
import { checkProtocolManners } from './protocol-manners.ts';

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
  command: readonly string[] | SessionSubject,
  options: ConformOptions,
): Promise<Conformance> {
  const { timeoutMs } = options;
  const subject: SessionSubject =
    'open' in command ? command : programSubject(command, timeoutMs === undefined ? {} : { timeoutMs });
  const capabilities = await capabilitiesOf(subject);
  const time = timeOf(options);
  const verdicts = await sequenceVerdicts(asSubject(subject), capabilities.methods, {
    ...options,
    signal: time,
  });
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
  {
    timeoutMs,
    ...options
  }: Pick<ReplayOptions<SessionStore>, 'operations' | 'signal'> & { readonly timeoutMs: number },
): Promise<Check> {
  const subject = asSubject(programSubject(command, { timeoutMs }));
  return replayCheck(sessions, { ...options, left: subject, right: subject, name: 'conform replay' });
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

async function capabilitiesOf(subject: SessionSubject): Promise<Offer> {
  const folder = new HistoryFolder();
  try {
    const store = await subject.open(folder.newHome());
    await store.close();
    const { name, version, ops } =
      store instanceof ProgramStore
        ? store.capabilities
        : { name: subject.name, version: '', ops: new Set<string>() };
    return { name, version, ops, methods: offeredBy(store) };
  } finally {
    await folder.remove();
  }
}

const ALL_METHODS: readonly StoreMethod[] = [...APP_METHODS, ...CONTRACT_METHODS, 'debateStatus'];

async function sequenceVerdicts(
  subject: Subject<SessionStore>,
  offered: ReadonlySet<StoreMethod>,
  options: ConformOptions,
): Promise<OperationVerdict[]> {
  const failures = new Map<StoreMethod, Counterexample>();
  const compared = new Map<string, number>();
  const met = new Set<string>();
  let left = options.operations;
  let reason = '';
  // Each round but the last takes one method out, so there are at most as many as methods and one more.
  for (let round = 0; round <= ALL_METHODS.length && left > 0 && reason === ''; round++) {
    const methods = new Set([...offered].filter((method) => !failures.has(method)));
    const before = options.operations - left;
    if (methods.size === 0) break;
    const verdict = await checkEquivalence(sessions, {
      ...options,
      left: subject,
      right: subject,
      operations: left,
      seed: options.seed + round,
      offered: methods,
      onProgress: (progress) =>
        options.onProgress?.(
          progress.total === left
            ? { ...progress, done: before + progress.done, total: options.operations }
            : progress,
        ),
    });
    left -= verdict.operations + 1;
    addCounts(compared, verdict);
    for (const op of metBy(verdict)) met.add(op);
    if (verdict.verdict === 'ok') break;
    if (verdict.counterexample === null) {
      reason = verdict.reason;
      break;
    }
    const { blamed, counterexample } = await blame(subject, verdict.counterexample, options.signal);
    if (blamed !== undefined) failures.set(blamed, counterexample);
    else if (counterexample.mismatch.sweep !== undefined) {
      failures.set(CONTENTS, counterexample);
      reason = NOT_FOUND_WHICH;
    } else reason = counterexampleText(counterexample);
  }
  return ALL_METHODS.filter((method) => method !== 'transaction' || !subject.isRemote).map((method) =>
    verdictOn(method, { offered, failures, compared, met, reason }),
  );
}

/** All that is known is that contents differ: the operation that reads them has the row. */
const CONTENTS: StoreMethod = 'getAllSessions';

const NOT_FOUND_WHICH =
  'Contents differ, and which operation did it is not known: the row of get_all_sessions has how to play it again.';

interface Blame {
  /** None when there is no call to blame, as after a restart that failed. */
  readonly blamed?: StoreMethod;
  readonly counterexample: Counterexample;
}

/**
 * The method whose own outcome was wrong. Where only the contents were, the operation before they were compared may be
 * innocent: the operations are played again with a comparison after each, and the first after which they differ did it.
 */
async function blame(
  subject: Subject<SessionStore>,
  counterexample: Counterexample,
  signal: AbortSignal | undefined,
): Promise<Blame> {
  const { mismatch, operations, replay } = counterexample;
  if (mismatch.sweep === undefined) return { ...methodOf(mismatch), counterexample };
  if (replay !== 'same') return { counterexample };
  const lineup = await lineupOf(sessions, { left: subject, right: subject });
  const again = await runSequence({ ...lineup, operations, sweepEvery: 1, signal }).catch(() => null);
  const exact = again?.mismatch ?? null;
  if (exact === null || exact.isTimeout) return { counterexample };
  return { ...methodOf(exact), counterexample: { ...counterexample, mismatch: exact } };
}

const methodOf = ({ operation }: Mismatch): Pick<Blame, 'blamed'> =>
  isAsked(operation) ? { blamed: operation.op } : {};

function addCounts(compared: Map<string, number>, { counts }: EquivalenceVerdict): void {
  for (const [op, { answers, errors }] of Object.entries(counts)) {
    compared.set(op, (compared.get(op) ?? 0) + answers + errors);
  }
}

const NO_SESSION =
  'no session to ask for: it was only asked of a store without any, which says little about it; it is checked when ' +
  'create_session answers like the model';

/**
 * The methods that were asked while there were sessions. A session begins with a creation that was right: the last
 * answer of a sequence that failed may be what failed.
 */
function metBy({ counts, verdict }: EquivalenceVerdict): string[] {
  const created = (counts.createSession?.answers ?? 0) + (counts.transaction?.answers ?? 0);
  const isStocked = created > (verdict === 'fail' ? 1 : 0);
  return Object.keys(counts).filter((op) => isStocked || NEEDS_NO_SESSION.has(op));
}

/** It writes a file beside the sessions. */
const NEEDS_NO_SESSION: ReadonlySet<string> = new Set<StoreMethod>(['debateStatus']);

interface Findings {
  readonly offered: ReadonlySet<StoreMethod>;
  readonly failures: ReadonlyMap<StoreMethod, Counterexample>;
  readonly compared: ReadonlyMap<string, number>;
  /** Those that had sessions to work on. */
  readonly met: ReadonlySet<string>;
  readonly reason: string;
}

function verdictOn(
  method: StoreMethod,
  { offered, failures, compared, met, reason }: Findings,
): OperationVerdict {
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
  if (count === 0)
    return { op, verdict: 'unknown', compared: 0, detail: 'no sequence reached it; run more operations' };
  return met.has(method)
    ? { op, verdict: 'ok', compared: count, detail: '' }
    : { op, verdict: 'unknown', compared: count, detail: NO_SESSION };
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
