// The version of the SQLite that the driver links. Only impl-sqlite knows the driver.

/** Such as "3.54.1". */
export async function sqliteVersion(): Promise<string> {
  const store = await import('../impl-sqlite/index.ts');
  return store.sqliteVersion();
}
