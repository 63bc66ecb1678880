// The full-text index over the tokens of the contract's tokenizer. It holds no text: content is found by key, snippets
// come from the sessions. A row is either a whole session, at its key, or one message appended since, at
// -(key * 256 + number): dense positive keys make the index half as large as one numbering for both would.
// The tokens arrive separated by spaces; the 'ascii' tokenizer takes every character beyond ASCII as part of a word.
// Whoever deletes a session, readers that keep sessions in memory are told, and the store takes its words out at its next
// creation or deletion: a trigger that did it would keep every older SQLite, which lacks contentless_delete, from deleting.
// Where foreign keys are on, the children are gone before the trigger runs. SQLite has them off by itself, and rows left
// behind would be read as those of whoever gets the key next.

export const up = `
CREATE VIRTUAL TABLE sessions_fts USING fts5(
  tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TABLE deleted_sessions (
  session_key INTEGER PRIMARY KEY,
  search_tail INTEGER NOT NULL
) STRICT;
CREATE TRIGGER sessions_deleted AFTER DELETE ON sessions BEGIN
  DELETE FROM instances WHERE session_key = old.session_key;
  DELETE FROM chat_messages WHERE session_key = old.session_key;
  UPDATE workspaces SET deleted_revision = 1 + max(deleted_revision, old.revision, ifnull(
    (SELECT revision FROM sessions WHERE workspace_id = old.workspace_id ORDER BY revision DESC LIMIT 1), 0))
  WHERE workspace_id = old.workspace_id;
  REPLACE INTO deleted_sessions (session_key, search_tail) VALUES (old.session_key, old.search_tail);
END;
`;
