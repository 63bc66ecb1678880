// Files of before, which say `sessions` where a result and a target now say `records`: results and targets of schema 1.

/** The row with today's names; what it counted in a check as well. Anything else is left as it is. */
export const withRecords = (row: unknown): unknown =>
  typeof row !== 'object' || row === null
    ? row
    : Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key === 'sessions' ? 'records' : key,
          key === 'counts' ? withRecords(value) : value,
        ]),
      );
