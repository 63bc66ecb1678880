// Brings a database's schema from any version to another, forward or back, with the checksum of every applied
// migration compared first: a database from a newer version, or one whose migrations are not ours, is not touched.

import Database from 'better-sqlite3';
import { StoreError } from '../contract/errors.ts';
import { SCHEMA_MIGRATIONS, type SchemaMigration } from './migrations/list.ts';

/** "SPRF", in the database header: tells our databases from other people's. */
export const APPLICATION_ID = 0x53505246;

const CREATE_HISTORY = `
CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at TEXT NOT NULL
) STRICT`;

type AppliedMigration = Pick<SchemaMigration, 'version' | 'name' | 'checksum'>;

/** The schema's version, 0 for an empty database. Throws E_NOT_A_DATABASE, E_NEWER_VERSION or E_MIGRATION_CHANGED. */
export function schemaVersion(
  database: Database.Database,
  file: string,
  known: readonly SchemaMigration[] = SCHEMA_MIGRATIONS,
): number {
  requireOurs(database, file);
  const applied = appliedMigrations(database);
  for (const [index, migration] of applied.entries()) {
    const expected = known[index];
    if (expected === undefined) throw newerVersion(file, applied.length, known.length);
    if (expected.version !== migration.version || expected.checksum !== migration.checksum) {
      throw new StoreError(
        'E_MIGRATION_CHANGED',
        `The database ${file} was made with another form of migration ${migration.name} than this version has. Nothing was changed. Use the version that made it.`,
        { data: { file, version: migration.version } },
      );
    }
  }
  return applied.length;
}

/** Migrates to `target`; all steps in one transaction. Answers the names applied or taken back, in order. */
export function migrateSchema(
  database: Database.Database,
  file: string,
  target: number = SCHEMA_MIGRATIONS.length,
  known: readonly SchemaMigration[] = SCHEMA_MIGRATIONS,
): string[] {
  return database
    .transaction(() => {
      const current = schemaVersion(database, file, known);
      if (current === target) return [];
      database.exec(CREATE_HISTORY);
      if (current > target) {
        const later = known.slice(target, current).reverse();
        return later.map((migration) => revertMigration(database, migration));
      }
      const missing = known.slice(current, target);
      const names = missing.map((migration) => applyMigration(database, migration));
      for (const { fill } of missing) fill?.(database, file);
      return names;
    })
    .immediate();
}

/** Names of tables, indexes and triggers that are not as the migrations make them: missing, changed, or too many. */
export function strangeInSchema(database: Database.Database): string[] {
  const found = definitionsOf(database);
  const expected = expectedDefinitions();
  return [...new Set([...found.keys(), ...expected.keys()])].filter(
    (name) => found.get(name) !== expected.get(name),
  );
}

function expectedDefinitions(): Map<string, string | null> {
  const database = new Database(':memory:');
  try {
    migrateSchema(database, ':memory:');
    return definitionsOf(database);
  } finally {
    database.close();
  }
}

/** All but the tables of the planner's statistics, which come and go. */
const definitionsOf = (database: Database.Database): Map<string, string | null> =>
  new Map(
    database
      .prepare("SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*'")
      .raw()
      .all() as [string, string | null][],
  );

function applyMigration(
  database: Database.Database,
  { version, name, up, checksum }: SchemaMigration,
): string {
  database.exec(up);
  database
    .prepare('INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
    .run(version, name, checksum, new Date().toISOString());
  database.pragma(`application_id = ${APPLICATION_ID}`);
  return name;
}

function revertMigration(database: Database.Database, { version, name, down }: SchemaMigration): string {
  database.exec(down);
  database.prepare('DELETE FROM schema_migrations WHERE version = ?').run(version);
  return name;
}

function appliedMigrations(database: Database.Database): AppliedMigration[] {
  const hasHistory = database
    .prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'")
    .pluck()
    .get();
  if (hasHistory === 0) return [];
  return database
    .prepare('SELECT version, name, checksum FROM schema_migrations ORDER BY version')
    .all() as AppliedMigration[];
}

function requireOurs(database: Database.Database, file: string): void {
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (tables === 0 || database.pragma('application_id', { simple: true }) === APPLICATION_ID) return;
  throw new StoreError(
    'E_NOT_A_DATABASE',
    `The file ${file} is a SQLite database of another program. It was left as it is. Name another file, or move this one away.`,
    { data: { file } },
  );
}

const newerVersion = (file: string, found: number, known: number): StoreError =>
  new StoreError(
    'E_NEWER_VERSION',
    `The database ${file} has schema version ${found}; this version knows up to ${known}. Nothing was changed. Use the newer version, or go back with the session files that it wrote.`,
    { data: { file, found, known } },
  );
