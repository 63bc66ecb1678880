// Everything that a session store can be asked, from the table of operations, for generated histories.

import fc from 'fast-check';
import { OPERATION_NAMES, type OperationName, rowOf } from '../contract/operations.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Operation } from '../definition/operation.ts';
import { ARGUMENTS } from './arbitraries/arguments.ts';
import { argumentsOf, WEIGHTS } from './arbitraries/steps.ts';
import { answerTo, transactionAnswer } from './histories/perform.ts';
import type { Call, TransactionCalls } from './histories/step.ts';

export const operations: Readonly<Record<string, Operation<SessionStore>>> = {
  ...Object.fromEntries(OPERATION_NAMES.map((name) => [name, operationOf(name)])),
  transaction: {
    arguments: fc.tuple(ARGUMENTS.workspacePath),
    writes: true,
    weight: WEIGHTS.transaction,
    call: (store, _args, step) => transactionAnswer(store, step as TransactionCalls),
  },
};

function operationOf(name: OperationName): Operation<SessionStore> {
  const { arguments: names, lineArguments = names, writes } = rowOf(name);
  return {
    arguments: argumentsOf(name),
    writes,
    weight: WEIGHTS[name],
    names: lineArguments,
    call: (store, _args, step) => answerTo(store, step as Call),
  };
}
