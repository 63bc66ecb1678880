// The schema's migrations in order. A released migration never changes: its checksum is stored where it was applied.

import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { fillSearchIndex } from '../search-filling.ts';
import * as initialSchema from './001_initial_schema.ts';
import * as addIndexes from './002_add_indexes.ts';
import * as addFts from './003_add_fts.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** SHA-256 of both directions, hex. */
  readonly checksum: string;
  /** What SQL cannot do; runs in the same transaction, when the schema is the newest. */
  readonly fill?: (database: Database.Database, file: string) => void;
}

function migration(version: number, name: string, { up, down }: { up: string; down: string }): Migration {
  const checksum = createHash('sha256').update(`${up}\0${down}`, 'utf8').digest('hex');
  return { version, name, up, down, checksum };
}

export const MIGRATIONS: readonly Migration[] = [
  migration(1, '001_initial_schema', initialSchema),
  migration(2, '002_add_indexes', addIndexes),
  { ...migration(3, '003_add_fts', addFts), fill: fillSearchIndex },
];

export const SCHEMA_VERSION: number = MIGRATIONS.length;
