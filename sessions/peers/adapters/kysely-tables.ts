// The shared tables as kysely knows them.

import type { Generated } from 'kysely';
import type { InstanceSummary } from '../../../contract/query.ts';
import type { ChatMessage, WorktreeInstance } from '../../../contract/session.ts';
import {
  INSTANCE_COLUMNS,
  INSTANCE_SUMMARY_COLUMNS,
  MESSAGE_COLUMNS,
  SESSION_COLUMNS,
} from './sql/columns.ts';
import type { NewInstanceRow, NewMessageRow, NewSessionRow, SessionColumns } from './sql/rows.ts';

export interface Tables {
  readonly sessions: NewSessionRow & { readonly sid: Generated<number> };
  readonly instances: NewInstanceRow & { readonly rid: Generated<number> };
  readonly chat_messages: NewMessageRow & { readonly rid: Generated<number> };
}

/** What is selected. */
export const SESSION = ['sid', ...(SESSION_COLUMNS as (keyof SessionColumns)[])] as const;
export const INSTANCE = ['sid', ...(INSTANCE_COLUMNS as (keyof WorktreeInstance)[])] as const;
export const INSTANCE_SUMMARY = ['sid', ...(INSTANCE_SUMMARY_COLUMNS as (keyof InstanceSummary)[])] as const;
export const MESSAGE = ['sid', ...(MESSAGE_COLUMNS as (keyof ChatMessage)[])] as const;
