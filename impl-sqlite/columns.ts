// Columns of a session's row that are read, or written, together.

import type { SESSIONS, SessionRow } from './tables.ts';

type SessionColumn = keyof typeof SESSIONS;

/** What reading a session takes of its row, in this order; total_duration comes last. */
export const CONTENT = [
  'session_key',
  'instance_count',
  'message_count',
  'id',
  'session_type',
  'status',
  'created_at',
  'updated_at',
  'completed_at',
  'model',
  'timeout_seconds',
  'preserve_worktrees',
  'winner_id',
  'runtime_mix',
  'total_files_changed',
  'total_lines_added',
  'total_lines_deleted',
  'task',
] as const satisfies readonly SessionColumn[];

/** What changes in a session's row when a child changes. */
export const TOUCHED = [
  'revision',
  'updated_at',
  'updated_us',
  'message_count',
  'search_tail',
] as const satisfies readonly SessionColumn[];

/** Integers that JavaScript's numbers may not hold: such a one is read as text. */
export const LONG_COLUMNS = [
  'total_duration',
  'created_us',
  'updated_us',
] as const satisfies readonly SessionColumn[];
export type LongColumn = (typeof LONG_COLUMNS)[number];

type ValuesOf<C extends readonly SessionColumn[]> = { -readonly [I in keyof C]: SessionRow[C[I]] };
export type ContentTuple = [...ValuesOf<typeof CONTENT>, totalDuration: number | string | null];
