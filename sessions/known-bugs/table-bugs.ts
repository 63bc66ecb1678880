// Bugs that are in one word of SQL, or in what is done to a value beside it. Sequences on a small store must find them.

import { mapTexts } from '../mutants/mutant.ts';
import type { KnownBug } from './known-bug.ts';
import { smallBug } from './small-store.ts';

export const TABLE_BUGS: readonly KnownBug[] = [
  smallBug(
    'text ends at NUL',
    'A text is read as a C string, so that it ends at the first NUL; the rest of it is never seen again.',
    'expo/expo#5438',
    { sql: { content: "printf('%s', content)" } },
  ),
  smallBug(
    'surrogate replaced',
    'A lone surrogate becomes U+FFFD on the way in, and the write is acknowledged as if nothing was changed.',
    'mpyw/suve#596',
    { taken: (input) => mapTexts(input as never, (text) => text.toWellFormed()) as never },
  ),
  smallBug(
    'integer through a double',
    'A whole number above 2^53 is read as a double and comes back as its neighbour.',
    'TryGhost/node-sqlite3#922',
    { sql: { durationType: 'REAL' } },
  ),
  smallBug(
    'replace deletes children',
    'INSERT OR REPLACE deletes the row first, and the deletion cascades to the messages of the session.',
    'danielcopper/romm-tender#887',
    {
      sql: {
        change: `INSERT OR REPLACE INTO sessions (key, hash, position, id, created, duration, record)
                 VALUES (@key, @hash, @position, @id, @created, @duration, @record)`,
      },
    },
  ),
  smallBug(
    'foreign keys off',
    'Foreign keys are declared and not switched on: messages of a deleted session stay, and show in the next one with its key.',
    'librefang/librefang#3645',
    { sql: { foreignKeys: 'OFF' } },
  ),
  smallBug(
    'ids without case',
    'The collation of the id takes upper and lower case for the same, so that one session is answered for the other.',
    'TiddlySpace/tiddlyspace#160',
    { sql: { find: 'SELECT id FROM sessions WHERE hash = ? AND id = ? COLLATE NOCASE' } },
  ),
  smallBug(
    'same ids merged',
    'Two records with one id are taken for one: the later one takes the place of the earlier.',
    'Waboodoo/HTTP-Shortcuts#120',
    { sql: { sessionConstraint: ', UNIQUE (hash, id) ON CONFLICT REPLACE' } },
  ),
  smallBug(
    'texts normalised',
    'Texts and ids are normalised to NFC, so that a record comes back under another name than it was given.',
    'owncloud/client#6338',
    { stored: (session) => mapTexts(session, (text) => text.normalize('NFC')) },
  ),
  smallBug(
    'times in one spelling',
    'A timestamp is stored as a point in time and written out again: digits and offset of the original are gone.',
    'oasis-open/cti-python-stix2#223',
    { sql: { created: "coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', created), created)" } },
  ),
  smallBug(
    'order of insertion lost',
    'Rows are read in the order of their time, which ties and goes backwards, and not in that in which they were written.',
    'tinode/tindroid#68',
    { sql: { order: 'created' } },
  ),
  smallBug(
    'wildcards in a search',
    'A text that is searched for goes into LIKE as it is: _ and % in it match anything.',
    'rotki/rotki#9505',
    { sql: { contains: "SELECT @text LIKE '%' || @part || '%'" } },
  ),
];
