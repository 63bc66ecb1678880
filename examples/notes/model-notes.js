// The notes in memory, in the plainest form that is right: what the other stores are compared with.

import { check, exists, missing } from './note.js';

/** @import { Note, Notes } from './note.js' */

/** @returns {Notes} */
export function modelNotes() {
  /** @type {Note[]} */
  let notes = [];
  const find = (/** @type {string} */ id) => notes.find((note) => note.id === id);
  const found = (/** @type {string} */ id) => {
    const note = find(id);
    if (note === undefined) throw missing(id);
    return note;
  };
  const keep = (/** @type {(note: Note) => boolean} */ isKept) => {
    const before = notes.length;
    notes = notes.filter(isKept);
    return before - notes.length;
  };
  return {
    add(note) {
      check(...Object.values(note));
      if (find(note.id) !== undefined) throw exists(note.id);
      notes.push({ ...note, comments: [] });
      return found(note.id);
    },
    edit(id, changes) {
      check(id, ...Object.values(changes));
      return Object.assign(found(id), changes);
    },
    remove(id) {
      check(id);
      return keep((note) => note.id !== id) > 0;
    },
    removeTagged(tag) {
      check(tag);
      return keep(({ tags }) => !tags.includes(tag));
    },
    comment(id, text) {
      check(id, text);
      return found(id).comments.push(text);
    },
    get(id) {
      check(id);
      return find(id) ?? null;
    },
    list({ tag, text = '' } = {}) {
      check(tag, text);
      return notes
        .filter(({ title, body }) => title.includes(text) || body.includes(text))
        .filter(({ tags }) => tag === undefined || tags.includes(tag))
        .toSorted((a, b) => b.priority - a.priority);
    },
  };
}
