// Mistakes of the kind that people make, each planted in a sound store or in the migration. BUG=NAME chooses one, and then every
// command with --config bugs.config.js is about it.

import { defineProof } from 'storeproof/definition';
import { FileNotes } from './file-notes.js';
import { fileToTable, tableToFile } from './migrate.js';
import proof from './storeproof.config.js';
import { TableNotes } from './table-notes.js';

/** @import { Migration, SubjectDefinition } from 'storeproof/definition' */
/** @import { Notes } from './note.js' */
/** @typedef {{ file?: SubjectDefinition<Notes>, table?: SubjectDefinition<Notes>, migration?: Migration }} Bug */

const EMPTY = { title: '', body: '', tags: [], priority: 0, due: null };

const isAlike = (/** @type {string} */ a, /** @type {string} */ b) => a.toLowerCase() === b.toLowerCase();

/** @type {Record<string, Bug>} */
export const bugs = {
  trimmed: inFile((file) => ({ add: (note) => file.add({ ...note, title: note.title.trim() }) })),
  /** As a text of C ends. */
  'cut-at-nul': inTable((table) => ({
    add: (note) => table.add({ ...note, body: note.body.replace(/\0.*/s, '') }),
  })),
  /** As a column of 32 bits keeps it. */
  'int-32': inTable((table) => ({
    add: (note) =>
      table.add(Number.isSafeInteger(note.priority) ? { ...note, priority: note.priority | 0 } : note),
  })),
  'due-in-seconds': inTable((table) => ({
    add: (note) => table.add({ ...note, due: note.due?.replace(/\.\d+/, '') ?? null }),
  })),
  /** A % in the text stands for anything, and a capital letter for a small one. */
  like: inTable((table) => ({
    list: ({ text = '', ...filter } = {}) => {
      const found = table.select('WHERE title LIKE @like OR body LIKE @like', { like: `%${text}%` });
      return table.list(filter).filter(({ id }) => found.some((note) => note.id === id));
    },
  })),
  /** 9 before 10. */
  'order-as-text': inTable((table) => ({
    list: (filter) => table.list(filter).sort((a, b) => `${b.priority}`.localeCompare(`${a.priority}`)),
  })),
  'tag-in-any-case': inTable((table) => ({
    list: ({ tag, ...filter } = {}) =>
      table.list(filter).filter(({ tags }) => tag === undefined || tags.some((each) => isAlike(each, tag))),
  })),
  'first-only': inFile((file) => ({
    removeTagged: async (tag) => {
      const [first] = await file.list({ tag });
      return first !== undefined && (await file.remove(first.id)) ? 1 : 0;
    },
  })),
  'edit-inserts': inTable((table) => ({
    edit: (id, changes) => {
      if (table.get(id) === null) table.add({ ...EMPTY, id });
      return table.edit(id, changes);
    },
  })),
  /** INSERT OR REPLACE deletes the row, with all that belongs to it, and adds another. */
  'edit-replaces': inTable((table) => ({
    edit: (id, changes) => {
      const { comments, ...note } = table.edit(id, changes);
      table.remove(id);
      return table.add(note);
    },
  })),
  'skips-empty': inMigration("DELETE FROM notes WHERE title = ''"),
  'tags-once': inMigration(
    'DELETE FROM tags WHERE number NOT IN (SELECT min(number) FROM tags GROUP BY note, tag)',
  ),
  /** Only several programs at once show it. */
  'no-lock': inFile((file) => ({
    change: async (work) => {
      const notes = await file.read();
      const result = work(notes);
      await file.write(notes);
      return result;
    },
  })),
  /** Only a clock shows it. */
  slow: inTable((table) => ({
    get: (id) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      return table.get(id);
    },
  })),
};

export const proofWith = (/** @type {Bug} */ { migration, ...stores }) =>
  defineProof({
    ...proof,
    subjects: { ...proof.subjects, ...stores },
    migrations: migration === undefined ? { ...proof.migrations } : { 'file -> table': migration },
  });

export default proofWith(bugs[process.env.BUG ?? ''] ?? {});

/** @returns {Bug} */
function inFile(/** @type {(file: FileNotes) => Partial<FileNotes>} */ wrong) {
  return { file: { open: (home) => replaced(new FileNotes(home), wrong) } };
}

/** @returns {Bug} */
function inTable(/** @type {(table: TableNotes) => Partial<TableNotes>} */ wrong) {
  return { table: { open: (home) => replaced(new TableNotes(home), wrong) } };
}

/** A store with methods in the place of its own. @template S @param {S} sound @param {(sound: S) => Partial<S>} wrong @returns {S} */
function replaced(sound, wrong) {
  return Object.assign(Object.create(/** @type {any} */ (sound)), wrong(sound));
}

/** What such a migration would have left. @returns {Bug} */
function inMigration(/** @type {string} */ sql) {
  const run = async (/** @type {string} */ from, /** @type {string} */ to) => {
    await fileToTable(from, to);
    const table = new TableNotes(to);
    table.run(sql);
    table.close();
  };
  return { migration: { from: 'file', to: 'table', run, back: tableToFile } };
}
