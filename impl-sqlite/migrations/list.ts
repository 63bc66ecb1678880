// The schema's migrations in order. A released migration never changes: its checksum is stored where it was applied.

import { hash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { fillSearchIndex } from '../search-filling.ts';
import { up as initialSchema } from './001_initial_schema.ts';
import { up as addIndexes } from './002_add_indexes.ts';
import { up as addFts } from './003_add_fts.ts';

export interface SchemaMigration {
  readonly version: number;
  readonly name: string;
  readonly up: string;
  /** Drops what `up` creates, the last first. */
  readonly down: string;
  /** SHA-256 of `up`, hex. */
  readonly checksum: string;
  /** What SQL cannot do; runs in the same transaction, when the schema is the newest. */
  readonly fill?: (database: Database.Database, file: string) => void;
}

function migration(version: number, name: string, up: string): SchemaMigration {
  const created = [...up.matchAll(/^CREATE (?:VIRTUAL )?(TABLE|INDEX|TRIGGER) (\w+)/gm)];
  const drops = created.map(([, kind, object]) => `DROP ${kind} ${object};\n`);
  return { version, name, up, down: drops.reverse().join(''), checksum: hash('sha256', up) };
}

export const SCHEMA_MIGRATIONS: readonly SchemaMigration[] = [
  migration(1, '001_initial_schema', initialSchema),
  migration(2, '002_add_indexes', addIndexes),
  { ...migration(3, '003_add_fts', addFts), fill: fillSearchIndex },
];

export const SCHEMA_VERSION: number = SCHEMA_MIGRATIONS.length;
