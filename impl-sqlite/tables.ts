// The columns of every table with their SQLite types, in order. The rows and the typed queries (queries.ts) are made from
// these, so that a renamed or misspelt column does not compile, and a test holds them against a real database.

export const WORKSPACES = {
  workspace_id: 'INTEGER',
  hash: 'TEXT',
  path: 'TEXT?',
  last_accessed: 'TEXT',
  deleted_revision: 'INTEGER',
} as const;

export const SESSIONS = {
  session_key: 'INTEGER',
  workspace_id: 'INTEGER',
  revision: 'INTEGER',
  id: 'TEXT',
  session_type: 'TEXT',
  status: 'TEXT',
  created_at: 'TEXT',
  updated_at: 'TEXT',
  completed_at: 'TEXT?',
  model: 'TEXT?',
  timeout_seconds: 'INTEGER?',
  preserve_worktrees: 'INTEGER?',
  winner_id: 'INTEGER?',
  runtime_mix: 'TEXT?',
  total_duration: 'INTEGER?',
  total_files_changed: 'INTEGER?',
  total_lines_added: 'INTEGER?',
  total_lines_deleted: 'INTEGER?',
  created_us: 'INTEGER',
  updated_us: 'INTEGER',
  instance_count: 'INTEGER',
  message_count: 'INTEGER',
  search_tail: 'INTEGER',
  is_outside_vocabulary: 'INTEGER',
  task: 'TEXT',
  digest: 'BLOB?',
} as const;

export const INSTANCES = {
  session_key: 'INTEGER',
  position: 'INTEGER',
  instance_id: 'INTEGER',
  worktree_path: 'TEXT',
  branch: 'TEXT',
  agent_name: 'TEXT',
  status: 'TEXT',
  tmux_session_id: 'TEXT',
  start_time: 'TEXT?',
  end_time: 'TEXT?',
  files_changed: 'INTEGER?',
  lines_added: 'INTEGER?',
  lines_deleted: 'INTEGER?',
  runtime: 'TEXT?',
  model: 'TEXT?',
  runtime_label: 'TEXT?',
  is_outside_vocabulary: 'INTEGER',
  digest: 'BLOB?',
  output_codec: 'TEXT?',
  output: 'ANY?',
} as const;

export const CHAT_MESSAGES = {
  session_key: 'INTEGER',
  position: 'INTEGER',
  id: 'TEXT',
  role: 'TEXT',
  timestamp: 'TEXT',
  instance_id: 'INTEGER?',
  is_outside_vocabulary: 'INTEGER',
  digest: 'BLOB?',
  content: 'TEXT',
} as const;

export const FILE_LAYOUTS = {
  workspace_id: 'INTEGER',
  text_digest: 'BLOB',
  body: 'BLOB',
  digest: 'BLOB',
} as const;

export const DELETED_SESSIONS = { session_key: 'INTEGER', search_tail: 'INTEGER' } as const;

interface ColumnTypes {
  INTEGER: number;
  'INTEGER?': number | null;
  TEXT: string;
  'TEXT?': string | null;
  BLOB: Buffer;
  'BLOB?': Buffer | null;
  'ANY?': string | Buffer | null;
}

type Row<C extends Record<string, keyof ColumnTypes>> = { -readonly [K in keyof C]: ColumnTypes[C[K]] };

export type WorkspaceRow = Row<typeof WORKSPACES>;
export type SessionRow = Row<typeof SESSIONS>;
export type InstanceRow = Row<typeof INSTANCES>;
export type MessageRow = Row<typeof CHAT_MESSAGES>;
export type LayoutRow = Row<typeof FILE_LAYOUTS>;

/** The tables by name, for the typed queries. */
export interface DatabaseTables {
  workspaces: WorkspaceRow;
  sessions: SessionRow;
  instances: InstanceRow;
  chat_messages: MessageRow;
  file_layouts: LayoutRow;
  deleted_sessions: Row<typeof DELETED_SESSIONS>;
}
