// Files of before, which say `sessions` where a result and a target now say `records`: results and targets of schema 1.

/** The row with today's names; what it counted in a check as well. Anything else is left as it is. */
export function withRecords(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const { counts, ...rest } = row as Record<string, unknown>;
  return renamed(counts === undefined ? rest : { ...rest, counts: withRecords(counts) });
}

function renamed({ sessions, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return sessions === undefined ? rest : { ...rest, records: sessions };
}
