// The full-text index over the tokens of the contract's tokenizer. It holds no text: content is found by key, snippets
// come from the sessions. A row is either a whole session, at its key, or one message appended since, at
// -(key * 256 + number): dense positive keys make the index half as large as one numbering for both would.
// The tokens arrive separated by spaces; the 'ascii' tokenizer takes every character beyond ASCII as part of a word.

export const up = `
CREATE VIRTUAL TABLE sessions_fts USING fts5(
  tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
`;

export const down = `
DROP TABLE sessions_fts;
`;
