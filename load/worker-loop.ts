// What one worker does: operations of its group on records of the shared store, one at a time, until its time or its number
// of operations is over. Each call goes into the log. Failures do not end it, unless the store is gone.

import { StoreError } from '../contract/errors.ts';
import type { LoadCall, LoadDefinition, LoadOperation } from '../definition/load.ts';
import { type Clock, closedLoop, openLoop } from './arrival.ts';
import { type ChoiceSource, choiceAt, othersOf } from './choices.ts';
import { entryIdOf } from './entry-ids.ts';
import { failureOf } from './failures.ts';
import { SeenEntries } from './seen-entries.ts';
import { TransactionSteps } from './transaction-steps.ts';
import type { LoggedCall } from './worker-log.ts';

export interface WorkerPlan extends ChoiceSource {
  readonly processes: number;
  readonly folder: string;
  /** Neither is passed; an operation that has begun is finished. */
  readonly durationMs: number;
  readonly operationsMax: number;
  /** Asked of all workers together; null in a closed loop. */
  readonly perSecond: number | null;
}

export interface WorkerSurroundings<Store = unknown> {
  readonly store: Store;
  readonly load: LoadDefinition<Store>;
  readonly now: Clock;
  readonly wait: (dueNs: number) => Promise<void>;
  readonly log: (call: LoggedCall, isHandedOver: boolean) => void;
  /** What is done between two calls: answers when it is over. It is the load's own time, and no latency of the store. */
  readonly between?: (freeNs: number) => number;
}

/** How long an open loop makes up for what it owes. What is owed then is missing in the rate that was achieved. */
const OWED_NS_MAX = 5e9;

export async function driveLoad<Store>(
  plan: WorkerPlan,
  { store, load, now, wait, log, between = (freeNs) => freeNs }: WorkerSurroundings<Store>,
): Promise<void> {
  const arrival = plan.perSecond === null ? closedLoop : openLoop({ ...plan, perSecond: plan.perSecond });
  const calls = new Calls(plan, load);
  const seenEntries = new SeenEntries();
  let waits = 0;
  const stopTelling = load.onWait?.(() => waits++);
  await wait(0);
  let freeNs = now();
  const isClosed = plan.perSecond === null;
  const endNs = plan.durationMs * 1e6 + (isClosed ? freeNs : 0);
  // Calls that were due before the end are made behind it: else a stall at the end would hide in calls that were never made.
  const lastNs = endNs + (isClosed ? 0 : OWED_NS_MAX);
  for (let step = 0; step < plan.operationsMax && freeNs < lastNs; step++) {
    const dueNs = arrival(step, freeNs);
    if (dueNs >= endNs) break;
    if (dueNs > freeNs) await wait(dueNs);
    const { operation, place, call } = calls.at(step);
    const beginNs = now();
    const steps = stepsOf(operation, seenEntries);
    const outcome = await outcomeOf(operation, store, withSteps(call, steps, plan));
    // Before the line of the log: a worker that is stopped meanwhile shows it in the call that follows.
    freeNs = now();
    const checked = checkedBy(operation, outcome, { call, seenEntries });
    if (checked.failure === null) calls.succeeded(operation, call);
    const { record } = call;
    const told = { ...checked, ...steps?.told() };
    log({ operation: place, record, dueNs, beginNs, endNs: freeNs, waits, ...told }, changes(operation));
    waits = 0;
    freeNs = between(freeNs);
    if ('error' in outcome && isGone(outcome.error)) break;
  }
  stopTelling?.();
}

/** Whether a call may leave something behind. */
export const changes = (operation: LoadOperation<never>): boolean =>
  operation.does === 'other' ? operation.writes : operation.does !== 'read';

interface ChosenCall<Store> {
  readonly operation: LoadOperation<Store>;
  readonly place: number;
  readonly call: LoadCall;
}

/** Step by step: a record that is created has a number of its own, and is deleted by the worker that made it. */
class Calls<Store> {
  private readonly plan: WorkerPlan;
  private readonly operations: readonly LoadOperation<Store>[];
  /** Numbers, the oldest first. */
  private readonly created: number[] = [];

  constructor(plan: WorkerPlan, load: LoadDefinition<Store>) {
    this.plan = plan;
    this.operations = Object.values(load.operations);
  }

  at(step: number): ChosenCall<Store> {
    const { worker, folder } = this.plan;
    const choice = choiceAt(this.plan, step);
    const place = this.possible(choice.operation);
    const operation = this.operations[place] as LoadOperation<Store>;
    const record = this.recordOf(operation, step) ?? choice.record;
    return { operation, place, call: { folder, record, id: entryIdOf(worker, step) } };
  }

  succeeded({ does }: LoadOperation<Store>, { record }: LoadCall): void {
    if (does === 'create') this.created.push(record);
  }

  /** Where there is nothing to delete, something is created. */
  private possible(place: number): number {
    if (this.operations[place]?.does !== 'delete' || this.created.length > 0) return place;
    return this.operations.findIndex(
      ({ does }, at) => does === 'create' && (this.plan.weights[at] as number) > 0,
    );
  }

  private recordOf({ does }: LoadOperation<Store>, step: number): number | undefined {
    if (does === 'create') return createdRecord(this.plan, step);
    return does === 'delete' ? this.created.shift() : undefined;
  }
}

const createdRecord = ({ records, processes, worker }: CallChoice, step: number): number =>
  records + step * processes + worker;

export type CallChoice = Pick<WorkerPlan, 'processes' | keyof ChoiceSource>;

/** A mix that changes something does so within as many steps. */
const STEPS_MAX = 1_000_000;

/** The call of a step, or the first one after it, that may leave something behind; null of a worker that makes none. */
export function nextChange(
  plan: CallChoice,
  operations: readonly LoadOperation<never>[],
  from: number,
): (Pick<LoggedCall, 'operation' | 'record'> & { readonly step: number }) | null {
  for (let step = from; step < from + STEPS_MAX; step++) {
    const { operation, record } = choiceAt(plan, step);
    const own = operations[operation];
    if (own === undefined || !changes(own)) continue;
    const isChosen = own.does === 'append' || own.does === 'transaction';
    return { step, operation, record: isChosen ? record : createdRecord(plan, step) };
  }
  return null;
}

const stepsOf = ({ does }: LoadOperation<never>, entries: SeenEntries): TransactionSteps | null =>
  does === 'transaction' ? new TransactionSteps(entries) : null;

const withSteps = (call: LoadCall, steps: TransactionSteps | null, { records }: WorkerPlan): LoadCall =>
  steps === null ? call : { ...call, transaction: { steps, others: othersOf(call.record, records) } };

type CallOutcome = { readonly answer: unknown } | { readonly error: unknown };

async function outcomeOf<Store>(
  operation: LoadOperation<Store>,
  store: Store,
  call: LoadCall,
): Promise<CallOutcome> {
  try {
    return { answer: await operation.call(store, call) };
  } catch (error) {
    return { error };
  }
}

/** An answer that shows no entries, where it should, is a failed call. */
function checkedBy<Store>(
  operation: LoadOperation<Store>,
  outcome: CallOutcome,
  { call, seenEntries }: { readonly call: LoadCall; readonly seenEntries: SeenEntries },
): Pick<LoggedCall, 'failure' | 'seen'> {
  if ('error' in outcome) return { failure: failureOf(outcome.error), seen: null };
  if (operation.does !== 'read' || operation.entries === undefined) return { failure: null, seen: null };
  try {
    const ids = operation.entries(outcome.answer as never);
    const seen = operation.shows === 'last' ? seenEntries.last(ids) : seenEntries.all(call.record, ids);
    return { failure: null, seen };
  } catch (error) {
    return { failure: failureOf(error), seen: null };
  }
}

/** A program that broke the protocol or ended answers nothing more. */
const isGone = (error: unknown): boolean =>
  error instanceof StoreError && error.code === 'E_SUBJECT' && error.data.reason !== undefined;
