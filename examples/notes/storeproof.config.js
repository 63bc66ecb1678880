// The proof of the notes: which stores there are, what can be asked of them, and what the database is to reach.

import { join } from 'node:path';
import { defineProof } from 'storeproof/definition';
import { FileNotes } from './file-notes.js';
import { fileToTable, tableToFile } from './migrate.js';
import { modelNotes } from './model-notes.js';
import { TableNotes } from './table-notes.js';

/** @import { Definition, Stage } from 'storeproof/definition' */
/** @import { NewNote, Note, Notes } from './note.js' */

/** Few ids and tags, so that histories meet them again; texts and numbers that stores have got wrong before. */
async function operations() {
  const { default: fc } = await import('storeproof/fast-check');
  const id = fc.constantFrom('a', 'b', 'A', 'a ', '9', '10', '\u00e9', 'e\u0301');
  const tag = fc.constantFrom('work', 'Work', 'home', 'a,b', '');
  const known = ['', 'a', 'A', ' a ', '%', '_', "'", '"', '\\', 'a\0b', '\r\n', '\ufffd', '\u{1f642}'];
  const text = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...known) },
    { weight: 5, arbitrary: fc.string({ maxLength: 9 }) },
    { weight: 1, arbitrary: fc.constant('\ud800') },
  );
  const priority = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(0, 1, 9, 10, -1, 2 ** 31, 2 ** 53 - 1) },
    { weight: 1, arbitrary: fc.constantFrom(2 ** 53, 0.5) },
  );
  const due = fc.constantFrom(null, '', '2026-11-30T12:00:00.250Z', '2026-11-30T12:00:00+02:00');
  const fields = { title: text, body: text, tags: fc.array(tag, { maxLength: 3 }), priority, due };
  const some = { requiredKeys: [] };
  return {
    add: { arguments: fc.tuple(fc.record({ id, ...fields })), writes: true, weight: 4 },
    edit: { arguments: fc.tuple(id, fc.record(fields, some)), writes: true, weight: 3 },
    remove: { arguments: fc.tuple(id), writes: true },
    removeTagged: { arguments: fc.tuple(tag), writes: true },
    comment: { arguments: fc.tuple(id, text), writes: true, weight: 3 },
    get: { arguments: fc.tuple(id), writes: false },
    list: { arguments: fc.tuple(fc.record({ tag, text }, some)), writes: false, weight: 3 },
  };
}

/** @returns {NewNote} */
const noteOf = (/** @type {number} */ number) => ({
  id: `note-${number}`,
  title: `Note ${number}`,
  body: 'What is to be done, and by whom. '.repeat(1 + (number % 5)) + (number % 50 === 7 ? 'Urgent!' : ''),
  tags: [`tag-${number % 20}`, number % 2 === 0 ? 'even' : 'odd'],
  priority: number % 3,
  due: null,
});

async function fill(/** @type {Notes} */ store, /** @type {number} */ count) {
  for (let number = 0; number < count; number++) await store.add(noteOf(number));
}

/** Notes from the first to the last. @returns {NewNote[]} */
const someOf = (/** @type {Stage<Notes>} */ { dataset: { size } }) =>
  [0, 0.25, 0.5, 0.75, 1].map((part) => noteOf(Math.floor(part * (size - 1))));

const onSome = (/** @type {Stage<Notes>} */ stage, /** @type {(id: string) => unknown} */ call) =>
  someOf(stage).map(
    ({ id }) =>
      () =>
        call(id),
  );

/** @type {Definition<Notes>['workloads']} */
const workloads = {
  get: { group: 'read', prepare: (stage) => ({ calls: onSome(stage, (id) => stage.store.get(id)) }) },
  tagged: { group: 'read', prepare: (stage) => ({ calls: [() => stage.store.list({ tag: 'tag-7' })] }) },
  search: { group: 'read', prepare: (stage) => ({ calls: [() => stage.store.list({ text: 'Urgent!' })] }) },
  edit: {
    group: 'write',
    prepare: (stage) => ({
      calls: onSome(stage, (id) => stage.store.edit(id, { title: 'Another title' })),
      end: async () => {
        for (const { id, title } of someOf(stage)) await stage.store.edit(id, { title });
      },
    }),
  },
  add: {
    group: 'write',
    prepare: (stage) => ({
      calls: [() => stage.store.add({ ...noteOf(0), id: 'one more' })],
      end: async () => {
        await stage.store.remove('one more');
      },
    }),
  },
};

/** @type {Definition<Notes>} */
const notes = {
  name: 'notes',
  subjects: {
    model: { open: modelNotes, role: 'model' },
    file: { open: (home) => new FileNotes(home) },
    table: { open: (home) => new TableNotes(home) },
    python: { command: ['python3', join(import.meta.dirname, 'notes.py')], role: 'peer' },
  },
  operations,
  content: (store) => store.list(),
  // What JSON cannot carry is not even sent to a program: that counts as refused, too.
  refusal: (/** @type {any} */ { code }) => (code === 'E_ARGS' ? 'INVALID' : (code ?? null)),
  migrations: { 'file -> table': { from: 'file', to: 'table', run: fileToTable, back: tableToFile } },
  datasets: { plain: { fill: (store, { size }) => fill(store, size) } },
  workloads,
  bench: { compared: { stores: ['table'], records: [1_000] } },
  load: {
    operations: {
      comment: { does: 'append', call: (store, { record, id }) => store.comment(noteOf(record).id, id) },
      get: {
        does: 'read',
        call: (store, { record }) => store.get(noteOf(record).id),
        entries: (/** @type {Note} */ { comments }) => comments,
      },
    },
    fill: (store, { records }) => fill(store, records),
    entries: (content) =>
      /** @type {Note[]} */ (content).map(({ id, comments }) => [Number(id.slice('note-'.length)), comments]),
    without: (content, isOfLoad) =>
      /** @type {Note[]} */ (content).map(({ comments, ...note }) => ({
        ...note,
        comments: comments.filter((text) => !isOfLoad.entry(text)),
      })),
  },
  words: {
    record: ['note', 'notes'],
    candidate: 'table',
    baseline: 'file',
    titles: { file: 'JSON file', table: 'SQLite', python: 'Python' },
    claims: [
      {
        ...{ id: 'get-1000', source: 'README', text: 'One note of 1,000 is there within a millisecond.' },
        tests: [{ quantity: 'time', operations: ['get'], records: [1000], quantile: 'p95', atMost: 1 }],
      },
    ],
    targets: [
      { id: 'equal', title: 'The stores agree', tests: [{ quantity: 'failed checks' }] },
      { id: 'kept', title: 'No comment is lost', tests: [{ quantity: 'lost writes' }] },
      {
        ...{ id: 'faster', title: 'Reading and editing one note is faster than in the file' },
        tests: [{ quantity: 'ratio', operations: ['get', 'edit'], atMost: 1 }],
      },
    ],
  },
};

export default defineProof(notes);
