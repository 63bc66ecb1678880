// Files of before, results and targets of schema 1: they say `sessions` where those of today say `records`, and know no version
// but SQLite's.

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

/** A header with its versions in one place; what is wrong with it is left for its schema. */
export function withVersions(header: object): object {
  const { environment } = header as { readonly environment?: unknown };
  if (typeof environment !== 'object' || environment === null) return header;
  const { sqliteVersion, ...others } = environment as { readonly sqliteVersion?: unknown };
  return { ...header, environment: { ...others, versions: { SQLite: sqliteVersion } } };
}
