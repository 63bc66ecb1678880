// Everything that a session store can be asked, from the table of operations, for generated histories.

import { OPERATION_NAMES, rowOf } from '../contract/operations.ts';
import type { SessionStore } from '../contract/store.ts';
import type { Operation } from '../definition/operation.ts';
import type { Call } from '../props/operation.ts';
import { answerTo } from '../props/perform.ts';
import { argumentsOf, WEIGHTS } from './arbitraries/operation.ts';

export const operations: Readonly<Record<string, Operation<SessionStore>>> = Object.fromEntries(
  OPERATION_NAMES.map((name) => {
    const { arguments: names, lineArguments = names, writes } = rowOf(name);
    const call: Operation<SessionStore>['call'] = (store, _args, step) => answerTo(store, step as Call);
    return [
      name,
      { arguments: argumentsOf(name), writes, weight: WEIGHTS[name], names: lineArguments, call },
    ];
  }),
);
