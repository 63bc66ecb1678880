// Notes in one JSON file. A change reads all of it, and writes all of it to a new file that takes the place of the old one.
// A lock lets one program at a time do so.

import { mkdir, readFile, rename, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { check, exists, missing } from './note.js';

/** @import { Changes, NewNote, Note } from './note.js' */

const LOCK_MS_MAX = 10_000;

export class FileNotes {
  /** @param {string} folder */
  constructor(folder) {
    this.file = join(folder, 'notes.json');
  }

  async add(/** @type {NewNote} */ note) {
    check(...Object.values(note));
    return this.change((notes) => {
      if (notes.some(({ id }) => id === note.id)) throw exists(note.id);
      const added = { ...note, comments: [] };
      notes.push(added);
      return added;
    });
  }

  async edit(/** @type {string} */ id, /** @type {Changes} */ changes) {
    check(id, ...Object.values(changes));
    return this.change((notes) => Object.assign(find(notes, id), changes));
  }

  async remove(/** @type {string} */ id) {
    check(id);
    return this.change((notes) => removeWhere(notes, (note) => note.id === id) > 0);
  }

  async removeTagged(/** @type {string} */ tag) {
    check(tag);
    return this.change((notes) => removeWhere(notes, ({ tags }) => tags.includes(tag)));
  }

  async comment(/** @type {string} */ id, /** @type {string} */ text) {
    check(id, text);
    return this.change((notes) => find(notes, id).comments.push(text));
  }

  async get(/** @type {string} */ id) {
    check(id);
    return (await this.read()).find((note) => note.id === id) ?? null;
  }

  async list(/** @type {{ tag?: string, text?: string }} */ { tag, text = '' } = {}) {
    check(tag, text);
    return (await this.read())
      .filter(({ tags }) => tag === undefined || tags.includes(tag))
      .filter(({ title, body }) => title.includes(text) || body.includes(text))
      .sort((a, b) => b.priority - a.priority);
  }

  /** @returns {Promise<Note[]>} As they were added. */
  async read() {
    try {
      return JSON.parse(await readFile(this.file, 'utf8'));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  }

  async write(/** @type {Note[]} */ notes) {
    const written = `${this.file}.${process.pid}`;
    await writeFile(written, JSON.stringify(notes));
    await rename(written, this.file);
  }

  /** @template T @param {(notes: Note[]) => T} work @returns {Promise<T>} */
  async change(work) {
    const lock = `${this.file}.lock`;
    await take(lock);
    try {
      const notes = await this.read();
      const result = work(notes);
      await this.write(notes);
      return result;
    } finally {
      await rmdir(lock);
    }
  }
}

const codeOf = (/** @type {unknown} */ error) => /** @type {NodeJS.ErrnoException} */ (error).code;

async function take(/** @type {string} */ lock) {
  for (const end = Date.now() + LOCK_MS_MAX; ; await setTimeout(Math.random() * 5)) {
    try {
      return await mkdir(lock);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || Date.now() > end) throw error;
    }
  }
}

function find(/** @type {Note[]} */ notes, /** @type {string} */ id) {
  const note = notes.find((note) => note.id === id);
  if (note === undefined) throw missing(id);
  return note;
}

function removeWhere(/** @type {Note[]} */ notes, /** @type {(note: Note) => boolean} */ isGone) {
  const kept = notes.filter((note) => !isGone(note));
  const gone = notes.length - kept.length;
  notes.length = 0;
  for (const note of kept) notes.push(note);
  return gone;
}
