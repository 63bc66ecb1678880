// Result files of schema 1: they say `sessions` where those of today say `records`, leave it to the names of operations under
// load which of them read, and know no version but SQLite's. What is wrong with a row is left for its schema.

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A row, as one of today. */
export function rowOfToday(row: unknown): unknown {
  if (!isObject(row)) return row;
  const { sessions, counts, operations, ...rest } = row;
  return {
    ...rest,
    ...(sessions !== undefined && { records: sessions }),
    ...(isObject(counts) && { counts: renamed(counts) }),
    ...(Array.isArray(operations) && { operations: operations.map(withKind) }),
  };
}

/** In their order, for they are shown. */
const renamed = (counts: object): object =>
  Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [name === 'sessions' ? 'records' : name, value]),
  );

const READS = /^(get|list|read|search|all|first|complex|statistics|session)/i;

const withKind = (call: unknown): unknown =>
  isObject(call) ? { ...call, does: READS.test(String(call.operation)) ? 'read' : 'write' } : call;

/** The header, with its versions in one place. */
export function headerOfToday(header: Readonly<Record<string, unknown>>): object {
  const { environment } = header;
  if (!isObject(environment)) return header;
  const { sqliteVersion, ...others } = environment;
  return { ...header, environment: { ...others, versions: { SQLite: sqliteVersion } } };
}
