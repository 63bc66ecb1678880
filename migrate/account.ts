// Total accounting: every record and file read ends with exactly one verdict, and the sums are checked.

import { StoreError } from '../contract/errors.ts';
import { addRecords, NO_RECORDS, type RecordCount } from './record-count.ts';

/**
 * imported: the store holds them now. unchanged: it held them before. aside: the app cannot read the file; it is
 * archived. refused: left alone for a reason, or stored and not read back as it was given. (Foreign files are named
 * only: nothing is read of them.)
 */
export const FILE_VERDICTS = ['imported', 'unchanged', 'aside', 'refused'] as const;
export type FileVerdict = (typeof FILE_VERDICTS)[number];

export interface Account<T> extends Readonly<Record<FileVerdict, T>> {
  readonly read: T;
}

export type RecordAccount = Account<RecordCount>;
export type FileAccount = Account<number>;

export const EMPTY_RECORD_ACCOUNT: RecordAccount = {
  read: NO_RECORDS,
  imported: NO_RECORDS,
  unchanged: NO_RECORDS,
  aside: NO_RECORDS,
  refused: NO_RECORDS,
};

/** The account of one file: what was read of it, and what its verdict covers as counted at the other end. */
export const accountOf = (read: RecordCount, verdict: FileVerdict, covered: RecordCount): RecordAccount => ({
  ...EMPTY_RECORD_ACCOUNT,
  read,
  [verdict]: covered,
});

/** With ranges of a file that hold no readable record: each counts as one session, read and put aside. */
export const withAside = (account: RecordAccount, ranges: number): RecordAccount => {
  const unreadable = { sessions: ranges, instances: 0, messages: 0 };
  return {
    ...account,
    read: addRecords(account.read, unreadable),
    aside: addRecords(account.aside, unreadable),
  };
};

export function sumAccounts(accounts: readonly RecordAccount[]): RecordAccount {
  const sum = { ...EMPTY_RECORD_ACCOUNT };
  for (const account of accounts)
    for (const part of ['read', ...FILE_VERDICTS] as const) sum[part] = addRecords(sum[part], account[part]);
  return sum;
}

export function countVerdicts(verdicts: readonly FileVerdict[], filesListed: number): FileAccount {
  const account = { read: filesListed, imported: 0, unchanged: 0, aside: 0, refused: 0 };
  for (const verdict of verdicts) account[verdict]++;
  return account;
}

/** Throws E_INTERNAL when something read has no verdict, or more than one. */
export function requireBalanced(what: string, records: RecordAccount, files?: FileAccount): void {
  for (const unit of ['sessions', 'instances', 'messages'] as const) {
    requireSum(
      `${unit} of ${what}`,
      records.read[unit],
      FILE_VERDICTS.map((verdict) => records[verdict][unit]),
    );
  }
  if (files !== undefined) {
    requireSum(
      `files of ${what}`,
      files.read,
      FILE_VERDICTS.map((verdict) => files[verdict]),
    );
  }
}

function requireSum(what: string, read: number, parts: readonly number[]): void {
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum === read) return;
  throw new StoreError(
    'E_INTERNAL',
    `The account of ${what} is broken: ${read} read, but ${parts.join(' + ')} ${FILE_VERDICTS.join(', ')}. This is a bug; the files are untouched and archived.`,
    { data: { read, sum } },
  );
}
