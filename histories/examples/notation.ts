// Histories written down in a line for each transaction, for tests: "1 0-10 x+3 y:1,2" is process 1, from 0 to 10 ns, that appends
// 3 to x and reads y as 1, 2. "!" behind the times: failed; "?": unknown. "y:=2,5" is a read whose first two values are as before, "y~4,5/5" the
// last ones of 5, "y~4,5" without the total, "y#5" a count.

import { History } from '../history.ts';
import type { Operation, Outcome, Transaction, Value } from '../transaction.ts';

const OUTCOMES: Readonly<Record<string, Outcome>> = { '': 'ok', '!': 'failed', '?': 'unknown' };

export function historyOf(text: string): History {
  const history = new History();
  for (const transaction of transactionsOf(text)) history.add(transaction);
  return history;
}

export const transactionsOf = (text: string): Transaction[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(transactionOf);

function transactionOf(line: string): Transaction {
  const [process, times = '', ...operations] = line.trim().split(/\s+/);
  const [, startNs, endNs, outcome = ''] = /^(\d+)-(\d+)([!?]?)$/.exec(times) ?? [];
  return {
    process: Number(process),
    startNs: Number(startNs),
    endNs: Number(endNs),
    outcome: OUTCOMES[outcome] as Outcome,
    operations: operations.map(operationOf),
  };
}

function operationOf(text: string): Operation {
  const [, key = '', kind, rest = ''] = /^(\w+)([+:~#])(.*)$/.exec(text) ?? [];
  if (kind === '+') return { do: 'append', key, value: Number(rest) };
  if (kind === '#') return { do: 'count', key, total: Number(rest) };
  if (kind === '~') {
    const [values = '', total] = rest.split('/');
    return {
      do: 'page',
      key,
      values: valuesOf(values),
      ...(total !== undefined && { total: Number(total) }),
    };
  }
  if (kind !== ':') throw new Error(`not an operation: ${text}`);
  const [, same = '0', values = ''] = /^(?:=(\d+),?)?(.*)$/.exec(rest) ?? [];
  return { do: 'read', key, same: Number(same), values: valuesOf(values) };
}

const valuesOf = (text: string): Value[] => (text === '' ? [] : text.split(',').map(Number));
