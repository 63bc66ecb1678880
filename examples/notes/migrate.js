// node migrate.js FOLDER: moves notes.json to notes.db. With --back: notes.db to notes.json. What it reads stays as it is.

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { FileNotes } from './file-notes.js';
import { TableNotes } from './table-notes.js';

export async function fileToTable(/** @type {string} */ from, to = from) {
  const notes = await new FileNotes(from).read();
  const table = new TableNotes(to);
  try {
    table.change(() => {
      for (const { comments, ...note } of notes) {
        table.add(note);
        for (const text of comments) table.comment(note.id, text);
      }
    });
  } finally {
    table.close();
  }
}

export async function tableToFile(/** @type {string} */ from, to = from) {
  const table = new TableNotes(from);
  try {
    await new FileNotes(to).write(table.select('ORDER BY number'));
  } finally {
    table.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, direction] = process.argv.slice(2);
  if (folder === undefined || !existsSync(folder)) throw new Error('usage: node migrate.js FOLDER [--back]');
  await (direction === '--back' ? tableToFile : fileToTable)(folder);
}
