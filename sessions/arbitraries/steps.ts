// The steps of a history: which ones come up how often, and each with the arguments that the table of operations names.

import fc from 'fast-check';
import { type LineArgument, namesNoWorkspace, type OperationName, rowOf } from '../../contract/operations.ts';
import type { StepChoices } from '../../definition/history.ts';
import type { Step } from '../../definition/operation.ts';
import type { StoreMethod } from '../../subjects/index.ts';
import type { Call, SessionStep } from '../histories/step.ts';
import { ARGUMENTS } from './arguments.ts';
import { anyOf, once } from './choices.ts';
import { worldChange } from './path.ts';

/** A message is followed, once in twelve times, by more of them to the same session. */
export class SessionSteps extends fc.Arbitrary<Step | readonly Step[]> {
  private readonly step: fc.Arbitrary<SessionStep>;

  constructor(choices: StepChoices) {
    super();
    this.step = stepOf(choices);
  }

  /** No bias: the weights are chosen. */
  generate(random: fc.Random): fc.Value<Step | readonly Step[]> {
    const { value: step } = this.step.generate(random, undefined);
    if (step.op !== 'addChatMessage' || random.nextInt(1, 12) > 1) return new fc.Value(step, undefined);
    const steps: Step[] = [step];
    const [workspacePath, id] = step.args;
    for (let left = random.nextInt(0, BURST_MAX - 1); left > 0; left--) {
      const message = ARGUMENTS.message.generate(random, undefined).value;
      steps.push({ op: 'addChatMessage', args: [workspacePath, id, message] });
    }
    return new fc.Value(steps, undefined);
  }

  canShrinkWithoutContext(_value: unknown): _value is Step {
    return false;
  }

  /** simpler-steps.ts does it. */
  shrink(): fc.Stream<fc.Value<Step>> {
    return fc.Stream.nil();
  }
}

const BURST_MAX = 20;

/** In a thousand operations. Each kind comes up often enough in a few hundred to meet the others. */
export const WEIGHTS: Readonly<Record<StoreMethod, number>> = {
  createSession: 150,
  updateSession: 60,
  updateSessionIf: 40,
  deleteSession: 100,
  addChatMessage: 110,
  updateInstanceStatus: 90,
  debateStatus: 20,
  listSessions: 80,
  listAllSessions: 25,
  searchSessions: 70,
  sessionStatistics: 40,
  listInstances: 20,
  listMessages: 30,
  getSession: 80,
  getAllSessions: 50,
  transaction: 30,
};
const RESTART_WEIGHT = 2;
const WORLD_CHANGE_WEIGHT = 10;

/** For how many pages at most a query's cursor is followed. */
const PAGES_MAX = 4;

export function argumentsOf(op: OperationName): fc.Arbitrary<readonly unknown[]> {
  const { arguments: names, lineArguments = names } = rowOf(op);
  return fc.tuple(...lineArguments.map(argumentOf));
}

/** A call of one operation with arguments as the table names them. */
function callOf(op: OperationName): fc.Arbitrary<Call> {
  const args = argumentsOf(op);
  return rowOf(op).answer === 'page'
    ? fc
        .tuple(args, fc.integer({ min: 1, max: PAGES_MAX }))
        .map(([values, pages]) => ({ op, args: values, pages }))
    : args.map((values) => ({ op, args: values }));
}

function argumentOf(name: LineArgument): fc.Arbitrary<unknown> {
  if (name === 'options') return fc.constant(undefined);
  return name === 'expectedRevision'
    ? ARGUMENTS[name].map((expectedRevision) => ({ expectedRevision }))
    : ARGUMENTS[name];
}

/** Any step, by its weight among those that are possible. */
function stepOf({ offered, restarts }: StepChoices): fc.Arbitrary<SessionStep> {
  const { transaction, ...weights } = WEIGHTS;
  const calls = (Object.keys(weights) as OperationName[])
    .filter((op) => offered.has(op))
    .map((op) => ({ op, weight: weights[op], arbitrary: callOf(op) }));
  const operations: fc.WeightedArbitrary<SessionStep>[] = [...calls];
  if (offered.has('transaction')) {
    // The app's other writer knows no transaction.
    const inside = fc.oneof(...calls.filter(({ op }) => op !== 'debateStatus'));
    operations.push({ weight: transaction, arbitrary: transactionOf(inside) });
  }
  if (restarts.length > 0)
    operations.push({ weight: RESTART_WEIGHT, arbitrary: anyOf(restarts).map((op) => ({ op })) });
  return fc.oneof(...operations, { weight: WORLD_CHANGE_WEIGHT, arbitrary: worldChange });
}

/** Calls to the workspace of the transaction, and once in fifteen times to whichever. */
const transactionOf = (call: fc.Arbitrary<Call>): fc.Arbitrary<SessionStep> =>
  fc
    .tuple(
      ARGUMENTS.workspacePath,
      fc.array(fc.tuple(call, once(1, 15)), { minLength: 1, maxLength: 5 }),
      once(1, 3),
    )
    .map(([workspacePath, calls, isThrown]) => ({
      op: 'transaction',
      args: [workspacePath],
      calls: calls.map(([inside, isElsewhere]) =>
        isElsewhere || namesNoWorkspace(inside.op)
          ? inside
          : { ...inside, args: inside.args.with(0, workspacePath) },
      ),
      ending: isThrown ? 'throw' : 'commit',
    }));
