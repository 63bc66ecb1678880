// What the live migration tells a program that listens, through node:diagnostics_channel: hashes, ids, codes and counts,
// never content. A failure that the caller of a store must not see is told here and nowhere else.

import { type Channel, channel } from 'node:diagnostics_channel';
import { StoreError } from '../../contract/errors.ts';

export interface ShadowEvent {
  readonly home: string;
  /** Null where the database as a whole is meant. */
  readonly hash: string | null;
  /**
   * failed: the database could not be opened, read or written. diverged: it did not hold what the file holds.
   * converged: it does again. unreadable: the app cannot read the file, or it is empty where the database has sessions, so
   * there is nothing to follow until it changes.
   */
  readonly kind: 'failed' | 'diverged' | 'converged' | 'unreadable';
  /** An error's code, or why the workspace was taken to have diverged. */
  readonly reason: string;
}

export interface SnapshotEvent {
  readonly home: string;
  readonly hash: string;
  readonly kind: 'written' | 'forked' | 'failed';
  readonly reason: string;
}

export interface FallbackEvent {
  readonly home: string;
  readonly reason: string;
  /** ISO 8601; null when the files were current as far as is known. */
  readonly staleSince: string | null;
}

export interface PhaseEvent {
  readonly home: string;
  readonly from: string;
  readonly to: string;
}

/** Messages are {@link ShadowEvent}. */
export const shadowChannel: Channel = channel('storeproof:migrate:shadow');
/** Messages are {@link SnapshotEvent}. */
export const snapshotChannel: Channel = channel('storeproof:migrate:snapshot');
/** SQLite failed where it answers; reads come from the files. Messages are {@link FallbackEvent}. */
export const fallbackChannel: Channel = channel('storeproof:migrate:fallback');
/** Messages are {@link PhaseEvent}. */
export const phaseChannel: Channel = channel('storeproof:migrate:phase');
/** A migration in the background failed. Messages have a home and a reason. */
export const autoMigrateChannel: Channel = channel('storeproof:migrate:auto');

/** An error as a code: its message could quote content. */
export const reasonCode = (error: unknown): string =>
  error instanceof StoreError ? error.code : error instanceof Error ? error.name : typeof error;
