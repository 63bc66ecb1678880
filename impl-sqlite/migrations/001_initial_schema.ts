// Tables of the design document, corrected where real files break them (docs/adr/0002-storage-format.md):
// - a session's key is made of its workspace and its place in the file's order; ids are neither unique nor ordered;
// - columns hold what queries need, packed text holds the rest, and every digest covers the row's key and pack;
// - the usual vocabulary is checked unless the row is marked as outside it.

export const up = `
CREATE TABLE workspaces (
  -- Never used twice, so that a cached read cannot take a new workspace for an old one.
  workspace_id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Name of the session file without .json: 16 hex digits, or 'global' for the file of an early version.
  hash TEXT NOT NULL UNIQUE CHECK (hash = 'global' OR (length(hash) = 16 AND hash NOT GLOB '*[^0-9a-f]*')),
  -- Unknown until an operation names it: a file does not hold its workspace's path.
  path TEXT,
  last_accessed TEXT NOT NULL,
  session_count INTEGER NOT NULL DEFAULT 0 CHECK (session_count >= 0),
  -- Revision of the last deletion; with the sessions' revisions it tells a reader what changed.
  deleted_revision INTEGER NOT NULL DEFAULT 0 CHECK (deleted_revision BETWEEN 0 AND 9007199254740991),
  CHECK (workspace_id BETWEEN 1 AND 524287)
) STRICT;

CREATE TABLE sessions (
  -- workspace_id * 2^24 + place in the order of the workspace.
  session_key INTEGER PRIMARY KEY,
  workspace_id INTEGER NOT NULL REFERENCES workspaces (workspace_id) ON DELETE RESTRICT,
  -- Grows with every write of the workspace. Beyond 2^53 the driver would round it, and changes would be missed.
  revision INTEGER NOT NULL CHECK (revision BETWEEN 1 AND 9007199254740991),
  id TEXT NOT NULL,
  session_type TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at TEXT NOT NULL,
  -- Microseconds since 1970 UTC; text that is no RFC 3339 timestamp sorts before every instant.
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  model TEXT,
  -- Seconds; above 2^63-1 the same 64 bits read as a negative number.
  total_duration INTEGER,
  total_files_changed INTEGER CHECK (total_files_changed BETWEEN 0 AND 4294967295),
  total_lines_added INTEGER CHECK (total_lines_added BETWEEN 0 AND 4294967295),
  total_lines_deleted INTEGER CHECK (total_lines_deleted BETWEEN 0 AND 4294967295),
  instance_count INTEGER NOT NULL CHECK (instance_count >= 0),
  message_count INTEGER NOT NULL CHECK (message_count >= 0),
  output_chunks INTEGER NOT NULL CHECK (output_chunks >= 0),
  chat_chunks INTEGER NOT NULL CHECK (chat_chunks >= 0),
  -- Search index entries of messages appended since the session was last indexed whole.
  search_tail INTEGER NOT NULL DEFAULT 0 CHECK (search_tail BETWEEN 0 AND 255),
  is_outside_vocabulary INTEGER NOT NULL CHECK (is_outside_vocabulary IN (0, 1)),
  digest BLOB NOT NULL CHECK (length(digest) = 16),
  head TEXT NOT NULL,
  -- The characters beyond ASCII that belong to the head.
  head_wide TEXT NOT NULL DEFAULT '',
  CHECK (session_key >> 24 = workspace_id),
  CHECK (
    is_outside_vocabulary = 1 OR (
      session_type IN ('competition', 'ensemble', 'debate') AND
      status IN ('running', 'completed', 'failed', 'paused', 'round_1', 'round_2', 'round_3')
    )
  )
) STRICT;

CREATE TABLE instances (
  -- session_key * 2^20 + position in the session.
  instance_key INTEGER PRIMARY KEY,
  instance_id INTEGER NOT NULL CHECK (instance_id BETWEEN 0 AND 4294967295),
  status TEXT NOT NULL,
  runtime TEXT,
  files_changed INTEGER,
  lines_added INTEGER,
  lines_deleted INTEGER,
  is_outside_vocabulary INTEGER NOT NULL DEFAULT 0 CHECK (is_outside_vocabulary IN (0, 1)),
  CHECK (
    is_outside_vocabulary = 1 OR
      status IN ('idle', 'running', 'completed', 'failed', 'paused', 'archived')
  )
) STRICT;

-- Outputs, in chunks of many; compressed when that pays.
CREATE TABLE instance_outputs (
  -- session_key * 2^20 + number of the chunk.
  chunk_key INTEGER PRIMARY KEY,
  -- 0: packed ASCII; 1: zstd of it; 2: zstd of it and of the characters beyond ASCII.
  codec INTEGER NOT NULL CHECK (codec IN (0, 1, 2)),
  digest BLOB NOT NULL CHECK (length(digest) = 16),
  body ANY NOT NULL CHECK (typeof(body) = CASE codec WHEN 0 THEN 'text' ELSE 'blob' END),
  -- The characters beyond ASCII that belong to the body.
  wide TEXT NOT NULL DEFAULT ''
) STRICT;

-- Chat messages, in chunks of several.
CREATE TABLE chat_messages (
  -- session_key * 2^20 + number of the chunk.
  chunk_key INTEGER PRIMARY KEY,
  digest BLOB NOT NULL CHECK (length(digest) = 16),
  body TEXT NOT NULL,
  wide TEXT NOT NULL DEFAULT ''
) STRICT;

-- How a file's text differed from what the app would have written for the same sessions (old files lack keys).
CREATE TABLE file_layouts (
  workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
  -- Of the text that the sessions alone gave: the layout holds for exactly these sessions.
  text_digest BLOB NOT NULL CHECK (length(text_digest) = 16),
  digest BLOB NOT NULL CHECK (length(digest) = 16),
  body BLOB NOT NULL
) STRICT;

-- A child's session is in its key, which no foreign key can express; these triggers are the foreign keys. (One on a
-- generated column would need an index of its own on every child table.)
CREATE TRIGGER sessions_delete_children AFTER DELETE ON sessions BEGIN
  DELETE FROM instances WHERE instance_key BETWEEN old.session_key << 20 AND (old.session_key << 20) + 1048575;
  DELETE FROM instance_outputs WHERE chunk_key BETWEEN old.session_key << 20 AND (old.session_key << 20) + 1048575;
  DELETE FROM chat_messages WHERE chunk_key BETWEEN old.session_key << 20 AND (old.session_key << 20) + 1048575;
END;
CREATE TRIGGER sessions_keep_key BEFORE UPDATE OF session_key ON sessions
WHEN new.session_key IS NOT old.session_key BEGIN
  SELECT RAISE(ABORT, 'a session keeps its key');
END;
CREATE TRIGGER instances_need_session BEFORE INSERT ON instances
WHEN NOT EXISTS (SELECT 1 FROM sessions WHERE session_key = new.instance_key >> 20) BEGIN
  SELECT RAISE(ABORT, 'instance without a session');
END;
CREATE TRIGGER instance_outputs_need_session BEFORE INSERT ON instance_outputs
WHEN NOT EXISTS (SELECT 1 FROM sessions WHERE session_key = new.chunk_key >> 20) BEGIN
  SELECT RAISE(ABORT, 'output without a session');
END;
CREATE TRIGGER chat_messages_need_session BEFORE INSERT ON chat_messages
WHEN NOT EXISTS (SELECT 1 FROM sessions WHERE session_key = new.chunk_key >> 20) BEGIN
  SELECT RAISE(ABORT, 'message without a session');
END;
`;

export const down = `
DROP TABLE file_layouts;
DROP TABLE chat_messages;
DROP TABLE instance_outputs;
DROP TABLE instances;
DROP TABLE sessions;
DROP TABLE workspaces;
`;
