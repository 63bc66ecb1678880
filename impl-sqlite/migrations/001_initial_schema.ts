// The tables of the design document, one value a column, with what real files make necessary:
// - integer keys and explicit positions, because ids are neither unique nor ordered;
// - a session's key holds its workspace and its place in the file, so that a workspace is one range in the file's order;
// - the usual vocabulary is checked unless the row is marked as outside it, word by word: SQLite makes a table of what stands
//   behind IN at each insertion, which took as long as the insertion itself;
// - a digest in each row over all of its values; other programs may leave it null.

export const up = `
CREATE TABLE workspaces (
  -- Never used twice, so that a cached read cannot take a new workspace for an old one.
  workspace_id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Name of the session file without .json: 16 hex digits, or 'global' for the file of an early version.
  hash TEXT NOT NULL UNIQUE CHECK (hash = 'global' OR (length(hash) = 16 AND hash NOT GLOB '*[^0-9a-f]*')),
  -- Unknown until an operation names it: a file does not hold its workspace's path.
  path TEXT,
  last_accessed TEXT NOT NULL,
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
  updated_at TEXT NOT NULL,
  completed_at TEXT,
  model TEXT,
  timeout_seconds INTEGER CHECK (timeout_seconds BETWEEN 0 AND 4294967295),
  preserve_worktrees INTEGER CHECK (preserve_worktrees IN (0, 1)),
  winner_id INTEGER CHECK (winner_id BETWEEN 0 AND 4294967295),
  -- JSON array of strings.
  runtime_mix TEXT CHECK (runtime_mix IS NULL OR json_type(runtime_mix) IS 'array'),
  -- Seconds; above 2^63-1 the same 64 bits read as a negative number.
  total_duration INTEGER,
  total_files_changed INTEGER CHECK (total_files_changed BETWEEN 0 AND 4294967295),
  total_lines_added INTEGER CHECK (total_lines_added BETWEEN 0 AND 4294967295),
  total_lines_deleted INTEGER CHECK (total_lines_deleted BETWEEN 0 AND 4294967295),
  -- Microseconds since 1970 UTC of created_at and updated_at; text that is no RFC 3339 timestamp sorts first.
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  instance_count INTEGER NOT NULL CHECK (instance_count >= 0),
  message_count INTEGER NOT NULL CHECK (message_count >= 0),
  -- Search index entries of messages appended since the session was last indexed whole.
  search_tail INTEGER NOT NULL DEFAULT 0 CHECK (search_tail BETWEEN 0 AND 255),
  is_outside_vocabulary INTEGER NOT NULL DEFAULT 0 CHECK (is_outside_vocabulary IN (0, 1)),
  task TEXT NOT NULL,
  digest BLOB CHECK (length(digest) = 16),
  CHECK (session_key >> 24 = workspace_id),
  CHECK (
    is_outside_vocabulary = 1 OR (
      (session_type = 'competition' OR session_type = 'ensemble' OR session_type = 'debate') AND
      (status = 'completed' OR status = 'running' OR status = 'failed' OR status = 'paused' OR
        status = 'round_1' OR status = 'round_2' OR status = 'round_3')
    )
  )
) STRICT;

CREATE TABLE instances (
  session_key INTEGER NOT NULL REFERENCES sessions (session_key) ON DELETE CASCADE,
  -- From 0, without gaps: the order of the session.
  position INTEGER NOT NULL CHECK (position >= 0),
  instance_id INTEGER NOT NULL CHECK (instance_id BETWEEN 0 AND 4294967295),
  worktree_path TEXT NOT NULL,
  branch TEXT NOT NULL,
  agent_name TEXT NOT NULL,
  status TEXT NOT NULL,
  tmux_session_id TEXT NOT NULL,
  start_time TEXT,
  end_time TEXT,
  files_changed INTEGER CHECK (files_changed BETWEEN 0 AND 4294967295),
  lines_added INTEGER CHECK (lines_added BETWEEN 0 AND 4294967295),
  lines_deleted INTEGER CHECK (lines_deleted BETWEEN 0 AND 4294967295),
  runtime TEXT,
  model TEXT,
  runtime_label TEXT,
  is_outside_vocabulary INTEGER NOT NULL DEFAULT 0 CHECK (is_outside_vocabulary IN (0, 1)),
  digest BLOB CHECK (length(digest) = 16),
  -- 'zstd': output is a zstd frame of its UTF-8; null: output is text.
  output_codec TEXT CHECK (output_codec IN ('zstd')),
  output ANY,
  PRIMARY KEY (session_key, position),
  CHECK (typeof(output) = iif(output_codec IS NULL, 'text', 'blob') OR (output IS NULL AND output_codec IS NULL)),
  CHECK (
    is_outside_vocabulary = 1 OR
      status = 'completed' OR status = 'running' OR status = 'idle' OR
      status = 'failed' OR status = 'paused' OR status = 'archived'
  )
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_messages (
  session_key INTEGER NOT NULL REFERENCES sessions (session_key) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  instance_id INTEGER CHECK (instance_id BETWEEN 0 AND 4294967295),
  is_outside_vocabulary INTEGER NOT NULL DEFAULT 0 CHECK (is_outside_vocabulary IN (0, 1)),
  digest BLOB CHECK (length(digest) = 16),
  content TEXT NOT NULL,
  PRIMARY KEY (session_key, position),
  CHECK (is_outside_vocabulary = 1 OR role = 'user' OR role = 'assistant' OR role = 'system')
) STRICT, WITHOUT ROWID;

-- How a file's text differed from what the app would have written for the same sessions (old files lack keys).
CREATE TABLE file_layouts (
  workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (workspace_id) ON DELETE CASCADE,
  -- Of the text that the sessions alone gave: the layout holds for exactly these sessions.
  text_digest BLOB NOT NULL CHECK (length(text_digest) = 16),
  body BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 16)
) STRICT;
`;
