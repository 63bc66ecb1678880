// What a note is, what every store of notes does, and what none takes.

/**
 * @typedef {object} NewNote
 * @property {string} id
 * @property {string} title
 * @property {string} body
 * @property {string[]} tags
 * @property {number} priority
 * @property {string | null} due
 *
 * @typedef {NewNote & { comments: string[] }} Note
 * @typedef {Partial<Omit<NewNote, 'id'>>} Changes
 *
 * @typedef {object} Notes
 * @property {(note: NewNote) => Note | Promise<Note>} add
 * @property {(id: string, changes: Changes) => Note | Promise<Note>} edit
 * @property {(id: string) => boolean | Promise<boolean>} remove Whether there was one.
 * @property {(tag: string) => number | Promise<number>} removeTagged How many there were.
 * @property {(id: string, text: string) => number | Promise<number>} comment How many the note has now.
 * @property {(id: string) => Note | null | Promise<Note | null>} get
 * @property {(filter?: { tag?: string, text?: string }) => Note[] | Promise<Note[]>} list
 *   The highest priority first, then as they were added. The text is in the title or in the body.
 */

export class NotesError extends Error {
  /** @param {'INVALID' | 'EXISTS' | 'MISSING'} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** @param {string} id */
export const exists = (id) => new NotesError('EXISTS', `There is a note "${id}" already.`);

/** @param {string} id */
export const missing = (id) => new NotesError('MISSING', `There is no note "${id}".`);

/** Refuses what a database cannot keep as it is: half of a surrogate pair, and a number that is no exact integer. */
export function check(/** @type {unknown[]} */ ...values) {
  for (const value of values.flat())
    if (
      typeof value === 'string'
        ? !value.isWellFormed()
        : typeof value === 'number' && !Number.isSafeInteger(value)
    )
      throw new NotesError('INVALID', 'A text is not well-formed, or a number is not an exact integer.');
}
