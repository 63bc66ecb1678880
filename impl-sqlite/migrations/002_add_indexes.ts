// Each index serves a query of the contract without a temporary B-tree; ties follow the session key, the order of the
// file. The design document's indexes on children are covered by the children's keys. Rows without a digest are other
// programs' and few: their indexes are empty, and tell in microseconds whose words are not in the search index.

/** The contract's sort key: absent first, and above 2^53-1 all alike (the column reads as negative above 2^63-1). */
export const DURATION_ORDER =
  'CASE WHEN total_duration IS NULL THEN -1 WHEN total_duration BETWEEN 0 AND 9007199254740991 THEN total_duration ELSE 9007199254740991 END';
export const FILES_ORDER = 'ifnull(total_files_changed, -1)';

export const up = `
CREATE INDEX idx_sessions_id ON sessions (workspace_id, id);
CREATE INDEX idx_sessions_updated ON sessions (workspace_id, updated_us DESC);
CREATE INDEX idx_sessions_created ON sessions (workspace_id, created_us DESC);
CREATE INDEX idx_sessions_type ON sessions (workspace_id, session_type, updated_us DESC);
CREATE INDEX idx_sessions_status ON sessions (workspace_id, status, updated_us DESC);
CREATE INDEX idx_sessions_duration ON sessions (workspace_id, (${DURATION_ORDER}) DESC);
CREATE INDEX idx_sessions_revision ON sessions (workspace_id, revision);
CREATE INDEX idx_sessions_undigested ON sessions (session_key) WHERE digest IS NULL;
CREATE INDEX idx_instances_undigested ON instances (session_key) WHERE digest IS NULL;
CREATE INDEX idx_messages_undigested ON chat_messages (session_key) WHERE digest IS NULL;
`;
