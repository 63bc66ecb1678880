// The columns of every table with their SQLite types. Rows in the code are picked from these, so that a renamed column
// does not compile, and a test holds them against the schema of a real database.

export const WORKSPACES = {
  workspace_id: 'INTEGER',
  hash: 'TEXT',
  path: 'TEXT?',
  last_accessed: 'TEXT',
  session_count: 'INTEGER',
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
  created_us: 'INTEGER',
  updated_us: 'INTEGER',
  model: 'TEXT?',
  total_duration: 'INTEGER?',
  total_files_changed: 'INTEGER?',
  total_lines_added: 'INTEGER?',
  total_lines_deleted: 'INTEGER?',
  instance_count: 'INTEGER',
  message_count: 'INTEGER',
  output_chunks: 'INTEGER',
  chat_chunks: 'INTEGER',
  search_tail: 'INTEGER',
  is_outside_vocabulary: 'INTEGER',
  digest: 'BLOB',
  head: 'TEXT',
  head_wide: 'TEXT',
} as const;

export const INSTANCES = {
  instance_key: 'INTEGER',
  instance_id: 'INTEGER',
  status: 'TEXT',
  runtime: 'TEXT?',
  files_changed: 'INTEGER?',
  lines_added: 'INTEGER?',
  lines_deleted: 'INTEGER?',
  is_outside_vocabulary: 'INTEGER',
} as const;

export const INSTANCE_OUTPUTS = {
  chunk_key: 'INTEGER',
  codec: 'INTEGER',
  digest: 'BLOB',
  body: 'ANY',
  wide: 'TEXT',
} as const;

export const CHAT_MESSAGES = { chunk_key: 'INTEGER', digest: 'BLOB', body: 'TEXT', wide: 'TEXT' } as const;

export const FILE_LAYOUTS = {
  workspace_id: 'INTEGER',
  text_digest: 'BLOB',
  digest: 'BLOB',
  body: 'BLOB',
} as const;

interface ColumnTypes {
  INTEGER: number;
  'INTEGER?': number | null;
  TEXT: string;
  'TEXT?': string | null;
  BLOB: Buffer;
  ANY: string | Buffer;
}

type Row<C extends Record<string, keyof ColumnTypes>> = { -readonly [K in keyof C]: ColumnTypes[C[K]] };

export type WorkspaceRow = Row<typeof WORKSPACES>;
export type SessionRow = Row<typeof SESSIONS>;
export type InstanceRow = Row<typeof INSTANCES>;
export type OutputRow = Row<typeof INSTANCE_OUTPUTS>;
export type LayoutRow = Row<typeof FILE_LAYOUTS>;
export type ChatRow = Row<typeof CHAT_MESSAGES>;
