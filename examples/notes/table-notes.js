// Notes in SQLite: a table of notes, one of their tags, one of their comments.

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { check, exists, missing } from './note.js';

/** @import { Changes, NewNote, Note } from './note.js' */

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS notes (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, body TEXT NOT NULL, priority INTEGER NOT NULL, due TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS tags (
    number INTEGER PRIMARY KEY, note INTEGER NOT NULL REFERENCES notes ON DELETE CASCADE, tag TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS comments (
    number INTEGER PRIMARY KEY, note INTEGER NOT NULL REFERENCES notes ON DELETE CASCADE, text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS tags_of_note ON tags (note);
  CREATE INDEX IF NOT EXISTS notes_of_tag ON tags (tag, note);
  CREATE INDEX IF NOT EXISTS comments_of_note ON comments (note);`;

const SELECT = `
  SELECT id, title, body,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE note = n.number ORDER BY number)) AS tags,
    priority, due,
    (SELECT json_group_array(text) FROM (SELECT text FROM comments WHERE note = n.number ORDER BY number)) AS comments
  FROM notes n`;

export class TableNotes {
  /** @type {Map<string, Database.Statement>} */
  prepared = new Map();

  /** @param {string} folder */
  constructor(folder) {
    this.db = new Database(join(folder, 'notes.db'));
    this.db.exec(SCHEMA);
  }

  add(/** @type {NewNote} */ note) {
    check(...Object.values(note));
    return this.change(() => {
      if (this.get(note.id) !== null) throw exists(note.id);
      this.run(
        'INSERT INTO notes (id, title, body, priority, due) VALUES (@id, @title, @body, @priority, @due)',
        note,
      );
      this.setTags(note.id, note.tags);
      return this.found(note.id);
    });
  }

  edit(/** @type {string} */ id, /** @type {Changes} */ changes) {
    check(id, ...Object.values(changes));
    return this.change(() => {
      const note = { ...this.found(id), ...changes };
      this.run(
        'UPDATE notes SET title = @title, body = @body, priority = @priority, due = @due WHERE id = @id',
        note,
      );
      this.setTags(id, note.tags);
      return this.found(id);
    });
  }

  remove(/** @type {string} */ id) {
    check(id);
    return this.run('DELETE FROM notes WHERE id = ?', id) > 0;
  }

  removeTagged(/** @type {string} */ tag) {
    check(tag);
    return this.run('DELETE FROM notes WHERE number IN (SELECT note FROM tags WHERE tag = ?)', tag);
  }

  comment(/** @type {string} */ id, /** @type {string} */ text) {
    check(id, text);
    return this.change(() => {
      this.run('INSERT INTO comments (note, text) SELECT number, ? FROM notes WHERE id = ?', text, id);
      return this.found(id).comments.length;
    });
  }

  get(/** @type {string} */ id) {
    check(id);
    return this.select('WHERE id = ?', id)[0] ?? null;
  }

  list(/** @type {{ tag?: string, text?: string }} */ { tag, text = '' } = {}) {
    check(tag, text);
    return this.select(
      `WHERE (@tag IS NULL OR number IN (SELECT note FROM tags WHERE tag = @tag))
         AND (instr(title, @text) > 0 OR instr(body, @text) > 0)
       ORDER BY n.priority DESC, number`,
      { tag, text },
    );
  }

  close() {
    this.db.close();
  }

  setTags(/** @type {string} */ id, /** @type {string[]} */ tags) {
    this.run('DELETE FROM tags WHERE note = (SELECT number FROM notes WHERE id = ?)', id);
    for (const tag of tags)
      this.run('INSERT INTO tags (note, tag) SELECT number, ? FROM notes WHERE id = ?', tag, id);
  }

  found(/** @type {string} */ id) {
    const note = this.get(id);
    if (note === null) throw missing(id);
    return note;
  }

  /** @returns {Note[]} */
  select(/** @type {string} */ where, /** @type {unknown[]} */ ...values) {
    const rows = /** @type {(Note & { tags: string, comments: string })[]} */ (
      this.prepare(`${SELECT} ${where}`).all(...values)
    );
    return rows.map((row) => ({ ...row, tags: JSON.parse(row.tags), comments: JSON.parse(row.comments) }));
  }

  /** How many rows were changed, those that went with them apart. */
  run(/** @type {string} */ sql, /** @type {unknown[]} */ ...values) {
    return this.prepare(sql).run(...values).changes;
  }

  prepare(/** @type {string} */ sql) {
    const statement = this.prepared.get(sql) ?? this.db.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }

  /** @template T @param {() => T} work @returns {T} */
  change(work) {
    return this.db.transaction(work).immediate();
  }
}
