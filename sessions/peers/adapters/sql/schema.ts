// The tables that all three SQL peers share: sessions, instances and messages, normalised, in file order by their keys,
// and one full-text index for each kind of text, kept by triggers. The index holds the words of the contract's
// tokenizer, because SQLite's own tokenizers do not cut Japanese; `words` is a function that each peer registers.

import { INSTANCE_SHAPE, MESSAGE_SHAPE, SESSION_SHAPE } from '../../../../contract/session.ts';
import { tokensOf } from '../../../../contract/tokenizer.ts';
import { declarationsOf } from './columns.ts';

/** The distinct words of a text, separated by spaces. */
export const wordsOf = (text: unknown): string => [...new Set(tokensOf(String(text)))].join(' ');

/** Before the tables. WAL as the drivers' documentations recommend; NORMAL is its usual companion. */
export const pragmasFor = (setting: string | null): string => `
PRAGMA busy_timeout = 5000;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = ${setting === 'full' ? 'FULL' : 'NORMAL'};
PRAGMA foreign_keys = ON;
`;

/** Words are separated by spaces; 'ascii' takes every character beyond ASCII for part of a word. */
const textIndex = (name: string, table: string, key: string, text: string): string => `
CREATE VIRTUAL TABLE IF NOT EXISTS ${name} USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TRIGGER IF NOT EXISTS ${name}_insert AFTER INSERT ON ${table} WHEN new.${text} IS NOT NULL BEGIN
  INSERT INTO ${name} (rowid, words) VALUES (new.${key}, words(new.${text}));
END;
CREATE TRIGGER IF NOT EXISTS ${name}_delete AFTER DELETE ON ${table} WHEN old.${text} IS NOT NULL BEGIN
  DELETE FROM ${name} WHERE rowid = old.${key};
END;
CREATE TRIGGER IF NOT EXISTS ${name}_update AFTER UPDATE OF ${text} ON ${table}
WHEN old.${text} IS NOT new.${text} BEGIN
  DELETE FROM ${name} WHERE rowid = old.${key};
  INSERT INTO ${name} (rowid, words) SELECT new.${key}, words(new.${text}) WHERE new.${text} IS NOT NULL;
END;
`;

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS sessions (
  sid INTEGER PRIMARY KEY,
  workspace TEXT NOT NULL,
  ${declarationsOf(SESSION_SHAPE)},
  exactDuration TEXT,
  createdUs INTEGER NOT NULL,
  updatedUs INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sessions_by_id ON sessions (workspace, id);
CREATE INDEX IF NOT EXISTS sessions_by_update ON sessions (workspace, updatedUs DESC);
CREATE INDEX IF NOT EXISTS sessions_by_type ON sessions (workspace, type, updatedUs DESC);
CREATE INDEX IF NOT EXISTS sessions_by_status ON sessions (workspace, status, updatedUs DESC);

CREATE TABLE IF NOT EXISTS instances (
  rid INTEGER PRIMARY KEY,
  sid INTEGER NOT NULL REFERENCES sessions (sid) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  ${declarationsOf(INSTANCE_SHAPE)},
  UNIQUE (sid, position)
) STRICT;

CREATE TABLE IF NOT EXISTS chat_messages (
  rid INTEGER PRIMARY KEY,
  sid INTEGER NOT NULL REFERENCES sessions (sid) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  ${declarationsOf(MESSAGE_SHAPE)},
  UNIQUE (sid, position)
) STRICT;
${textIndex('task_words', 'sessions', 'sid', 'task')}
${textIndex('output_words', 'instances', 'rid', 'output')}
${textIndex('message_words', 'chat_messages', 'rid', 'content')}
`;
