// The shared tables as drizzle knows them.

import { getTableColumns } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const sessions = sqliteTable('sessions', {
  sid: integer().primaryKey(),
  workspace: text().notNull(),
  id: text().notNull(),
  type: text().notNull(),
  task: text().notNull(),
  status: text().notNull(),
  createdAt: text().notNull(),
  updatedAt: text().notNull(),
  completedAt: text(),
  model: text(),
  timeoutSeconds: integer(),
  preserveWorktrees: integer(),
  winnerId: integer(),
  runtimeMix: text(),
  totalDuration: integer(),
  exactDuration: text(),
  totalFilesChanged: integer(),
  totalLinesAdded: integer(),
  totalLinesDeleted: integer(),
  createdUs: integer().notNull(),
  updatedUs: integer().notNull(),
});

export const instances = sqliteTable('instances', {
  rid: integer().primaryKey(),
  sid: integer().notNull(),
  position: integer().notNull(),
  instanceId: integer().notNull(),
  worktreePath: text().notNull(),
  branch: text().notNull(),
  agentName: text().notNull(),
  status: text().notNull(),
  tmuxSessionId: text().notNull(),
  output: text(),
  startTime: text(),
  endTime: text(),
  filesChanged: integer(),
  linesAdded: integer(),
  linesDeleted: integer(),
  runtime: text(),
  model: text(),
  runtimeLabel: text(),
});

export const messages = sqliteTable('chat_messages', {
  rid: integer().primaryKey(),
  sid: integer().notNull(),
  position: integer().notNull(),
  id: text().notNull(),
  role: text().notNull(),
  content: text().notNull(),
  timestamp: text().notNull(),
  instanceId: integer(),
});

const {
  workspace: _workspace,
  createdUs: _createdUs,
  updatedUs: _updatedUs,
  ...read
} = getTableColumns(sessions);
const { rid: _instanceRid, position: _instancePosition, ...readInstance } = getTableColumns(instances);
const { rid: _messageRid, position: _messagePosition, ...readMessage } = getTableColumns(messages);
const { output: _output, ...readInstanceSummary } = readInstance;

/** What is selected. */
export const SESSION = read;
export const INSTANCE = readInstance;
export const INSTANCE_SUMMARY = readInstanceSummary;
export const MESSAGE = readMessage;
