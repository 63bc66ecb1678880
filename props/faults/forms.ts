// The ways in which a system call goes wrong that are tried: which calls, with which errors, once or from then on.

import type { CallKind, Fault } from '../system-calls/control.ts';

/** The n-th call is for whoever plays it. */
export interface Form extends Omit<Fault, 'nth'> {
  /** Such as "write ENOSPC once". Stands in the name of a point. */
  readonly name: string;
}

type Row = readonly [CallKind, Fault['error'], Fault['manner']?];

const FAILING: readonly Row[] = [
  ['open', 'EMFILE'],
  ['open', 'EACCES'],
  ['open', 'EIO'],
  ['read', 'EIO'],
  ['read', 'EIO', 'short'],
  ['write', 'EIO'],
  ['write', 'ENOSPC'],
  ['write', 'ENOSPC', 'short'],
  ['sync', 'EIO'],
  ['sync', 'ENOSPC'],
  ['truncate', 'EIO'],
  ['unlink', 'EIO'],
  ['unlink', 'EACCES'],
  ['rename', 'EIO'],
  ['rename', 'ENOSPC'],
  ['make', 'ENOSPC'],
  ['make', 'EACCES'],
  ['look', 'EIO'],
  ['look', 'EACCES'],
  ['allocate', 'ENOMEM'],
];

const formOf = ([kind, error, manner = 'fail']: Row, isForGood: boolean): Form => ({
  name: `${kind} ${manner === 'short' ? 'short' : error} ${isForGood ? 'for good' : 'once'}`,
  kinds: [kind],
  error,
  manner,
  isForGood,
});

/** What failing calls are. */
export const FORMS: readonly Form[] = [
  ...FAILING.flatMap((row) => [formOf(row, false), formOf(row, true)]),
  // For good, stores wait for it until they give up: seconds each.
  formOf(['lock', 'EAGAIN'], false),
  formOf(['lock', 'EIO'], false),
  {
    ...{ name: 'read-only for good', kinds: ['open', 'unlink', 'rename', 'make'], error: 'EROFS' },
    ...{ manner: 'read only', isForGood: true },
  },
];

/** No call fails, and something else is stored. */
export const OTHER_BYTE: Form = {
  ...{ name: 'other byte', kinds: ['write'], error: 'EIO', manner: 'other byte', isForGood: false },
};

/** Forms of what only reads: what a call can fail with then. */
const READING: readonly CallKind[] = ['open', 'read', 'look', 'lock', 'allocate'];

export const formsOf = (isReading: boolean): readonly Form[] =>
  isReading ? FORMS.filter(({ kinds }) => kinds.every((kind) => READING.includes(kind))) : FORMS;
