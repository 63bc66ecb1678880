// Bugs in the database store: its SQL, its rows, its transactions, what it remembers and how it searches.

import { inFile, type Patch } from '../patch.ts';

const OPERATIONS = inFile('impl-sqlite/operations.ts', 'sequences', [
  [
    'update-without-revision',
    'an update does not look at the revision that is expected',
    'requireRevision(before, expectedRevision);',
    '',
  ],
  [
    'delete-first-of-id',
    'a deletion removes the first session with the id alone',
    'sessions.delete(keys.map(',
    'sessions.delete(keys.slice(0, 1).map(',
  ],
  [
    'search-page-without-next',
    'a search asks for no hit beyond its page',
    '{ limit: limit + 1, offset, matches }',
    '{ limit, offset, matches }',
  ],
  [
    'search-cursor-of-page',
    'the cursor of a search counts from its page',
    'encodeSearchCursor(offset + limit)',
    'encodeSearchCursor(limit)',
  ],
  [
    'message-total-of-instances',
    'the total of messages is that of instances',
    'const [key, , total] = this.requireStored(hash, sessionId);',
    'const [key, total] = this.requireStored(hash, sessionId);',
  ],
  [
    'write-not-noted',
    'what was read before a write of one’s own is answered after it',
    'this.tables.cache.noteWrite(hash, sessionId);',
    '',
  ],
  [
    'status-of-place-zero',
    'a new status goes to the first instance of the session',
    'const position = before.instances.indexOf(findInstance(before, request.instanceId));',
    'findInstance(before, request.instanceId);\n      const position = 0;',
  ],
]);

const TABLE = inFile('impl-sqlite/session-table.ts', 'sequences', [
  [
    'instances-left-behind',
    'instances that a shorter update no longer has stay',
    'if (before.instances.length > counts.instances)',
    'if (before.instances.length < counts.instances)',
  ],
  [
    'one-message-left-behind',
    'one message too many stays after a shorter update',
    "query('delete messages from').run(key, counts.messages)",
    "query('delete messages from').run(key, counts.messages + 1)",
  ],
  [
    'tail-kept',
    'the words of an updated session are counted as if messages were appended still',
    'searchTail: isSearchSame ? searchTail : 0',
    'searchTail',
  ],
  [
    'tail-number-late',
    'an appended message is indexed under the number of the one before',
    'this.search.addMessage(key, searchTail + 1, message.content)',
    'this.search.addMessage(key, searchTail, message.content)',
  ],
  [
    'touch-without-revision',
    'an appended message does not count up the revision',
    'const values: SqlValue[] = [\n      lastRevision + 1,',
    'const values: SqlValue[] = [\n      lastRevision,',
  ],
  [
    'update-without-count',
    'an update does not count up the revision',
    'revision: lastRevision + 1, searchTail };',
    'revision: lastRevision, searchTail };',
  ],
  [
    'deleted-words-pending',
    'words of a session that was made and deleted in one transaction are written',
    'this.search.forget(first, last);',
    '',
  ],
  [
    'status-mark-usual',
    'an unusual status is marked as a usual one',
    'const mark = strangeStatus(status);',
    'const mark = 0;',
  ],
  [
    'same-texts-by-length',
    'an update with as many messages is not indexed again',
    'left.chatHistory.every(({ content }, index) => content === right.chatHistory[index]?.content)',
    'true',
  ],
  ['task-not-indexed', 'an update of the task is not indexed again', 'left.task === right.task &&', ''],
  [
    'same-fields-by-one',
    'a child counts as unchanged when one of its values is',
    'Object.entries(left).every(',
    'Object.entries(left).some(',
  ],
  [
    'tail-limit-late',
    'one message more than there is room for is indexed by itself',
    'const isIndexedWhole = searchTail >= SEARCH_TAIL_MAX ||',
    'const isIndexedWhole = searchTail > SEARCH_TAIL_MAX ||',
    { check: 'boundaries' },
  ],
  [
    'keys-from-one',
    'the first session of a workspace gets the second place',
    '?? first - 1) + 1',
    '?? first) + 1',
    { equivalent: 'Places only tell the order; no answer shows them.' },
  ],
]);

const ROWS = inFile('impl-sqlite/session-rows.ts', 'sequences', [
  [
    'false-is-null',
    'a flag that is false is stored as none',
    'fields.preserveWorktrees === null ? null : Number(fields.preserveWorktrees)',
    'fields.preserveWorktrees ? 1 : null',
  ],
  [
    'null-is-false',
    'a flag that is absent is read as false',
    'preserveWorktrees: preserve === null ? null : preserve === 1',
    'preserveWorktrees: preserve === 1',
  ],
  [
    'empty-mix-is-null',
    'an empty list of runtimes is stored as none',
    'fields.runtimeMix === null ? null :',
    'fields.runtimeMix === null || fields.runtimeMix.length === 0 ? null :',
  ],
  [
    'duration-signed',
    'durations from 2^63 on are read as negative numbers',
    'BigInt.asUintN(64, BigInt(text))',
    'BigInt(text)',
  ],
  [
    'duration-rounded',
    'durations above 2^53 pass through a double',
    'BigInt.asIntN(64, duration)',
    'BigInt.asIntN(64, BigInt(Number(duration)))',
  ],
  [
    'lines-swapped',
    'added and deleted lines of a session change places',
    'fields.totalLinesAdded,\n      fields.totalLinesDeleted,',
    'fields.totalLinesDeleted,\n      fields.totalLinesAdded,',
  ],
  [
    'zero-winner-is-null',
    'a winner with the number 0 is stored as none',
    'fields.winnerId,',
    'fields.winnerId || null,',
  ],
  [
    'times-swapped',
    'start and end of an instance change places',
    'instance.startTime,\n      instance.endTime,',
    'instance.endTime,\n      instance.startTime,',
  ],
]);

const READS = inFile('impl-sqlite/session-reads.ts', 'sequences', [
  [
    'summary-instances-shifted',
    'summaries have the instances of the first session',
    'const own = instances.slice(next, next + count);\n      next += count;',
    'const own = instances.slice(next, next + count);',
  ],
  [
    'round-overlaps',
    'a long read reads the last session of each round again',
    'return sessions;\n      first = end[0] + 1;',
    'return sessions;\n      first = end[0];',
    { check: 'boundaries' },
  ],
  [
    'round-skips',
    'a long read passes over the first session of each round',
    'return sessions;\n      first = end[0] + 1;',
    'return sessions;\n      first = end[0] + 2;',
    { check: 'boundaries' },
  ],
  [
    'page-skips',
    'a visit of a workspace passes over the first session of each page',
    'yield page;\n      first = end[0] + 1;',
    'yield page;\n      first = end[0] + 2;',
    { check: 'recount' },
  ],
  [
    'chat-shifted',
    'chats of sessions that are read together are shifted by one message',
    'nextMessage += ofMessages;',
    'nextMessage += Math.max(1, ofMessages);',
  ],
]);

const SQL = inFile('impl-sqlite/sql.ts', 'sequences', [
  [
    'messages-backwards',
    'messages of sessions are read in the wrong order',
    `as "instanceId" from "chat_messages" where "session_key" between +? and +? order by "session_key", "position"'`,
    `as "instanceId" from "chat_messages" where "session_key" between +? and +? order by "session_key", "position" desc'`,
  ],
  [
    'status-of-all-behind',
    'a new status goes to all instances from the place on',
    `"digest" = +? where "session_key" = +? and "position" = +?'`,
    `"digest" = +? where "session_key" = +? and "position" >= +?'`,
  ],
  [
    'delete-without-last',
    'a deletion leaves the last session of a range',
    `'delete from "sessions" where "session_key" between +? and +?'`,
    `'delete from "sessions" where "session_key" >= +? and "session_key" < +?'`,
  ],
  [
    'workspaces-by-age',
    'all workspaces come in the order in which they were made',
    `"hash", "path" from "workspaces" order by "hash"'`,
    `"hash", "path" from "workspaces" order by "workspace_id"'`,
  ],
  [
    'revision-forgets-deletions',
    'a revision that a deletion has used is used again',
    `'select max("deleted_revision", ifnull(`,
    `'select max(0, ifnull(`,
  ],
  [
    'changed-and-equal',
    'what has not changed since is read again as well',
    '"workspace_id" = +? and "revision" > +?',
    '"workspace_id" = +? and "revision" >= +?',
    { equivalent: 'What is read again is the same session; only time is lost.' },
  ],
  [
    'first-without-order',
    'the first session with an id is any of them',
    `order by "session_key" limit 1',\n  'row of first`,
    `limit 1',\n  'row of first`,
    { equivalent: 'The index of ids gives the rows of one id by their keys, as SQLite scans it today.' },
  ],
  [
    'page-of-instances-backwards',
    'a page of instances begins at their end',
    `from "instances" where "session_key" = +? order by "position" limit +? offset +?'`,
    `from "instances" where "session_key" = +? order by "position" desc limit +? offset +?'`,
  ],
  [
    'one-instance-too-many-gone',
    'an update that has fewer instances removes one too many',
    `'delete from "instances" where "session_key" = +? and "position" >= +?'`,
    `'delete from "instances" where "session_key" = +? and "position" >= +? - 1'`,
  ],
]);

const LISTS = inFile('impl-sqlite/list-query.ts', 'sequences', [
  [
    'list-without-next',
    'a list asks for no session beyond its page',
    '.all(...values, ...from, query.limit + 1, ...over)',
    '.all(...values, ...from, query.limit, ...over)',
  ],
  [
    'ties-backwards',
    'sessions with equal sort keys come from the end of the file',
    "${inSessions('session_key')} ASC",
    "${inSessions('session_key')} DESC",
  ],
  [
    'created-from-exclusive',
    'a range of creation leaves out its first moment',
    "${inSessions('created_at')} >= ?",
    "${inSessions('created_at')} > ?",
  ],
  ['text-not-at-begin', 'a text filter does not see the begin of a text', '?) > 0 ELSE', '?) > 1 ELSE'],
  [
    'unknown-times-in-range',
    'what was updated at no known time is in every range up to a moment',
    'add(`${UPDATED} > +?`, UNKNOWN_INSTANT)',
    'add(`${UPDATED} >= +?`, UNKNOWN_INSTANT)',
  ],
  [
    'ties-of-all-not-counted-off',
    'a page of all workspaces counts its ties off in each of them',
    'skip -= ties;',
    '',
  ],
  [
    'model-of-session-alone',
    'a filter by model does not look at instances',
    ' OR EXISTS (${OWN_INSTANCES} AND ${model}))`, models, models)',
    ')`, models)',
  ],
  [
    'several-types-as-one',
    'of several types the first one counts',
    'else add(among(name), JSON.stringify(words));',
    'else add(among(name), JSON.stringify(words.slice(0, 1)));',
  ],
  [
    'sorted-early',
    'pages of all workspaces are put in order more often than is needed',
    'if (found.length < 2 * wanted) continue;',
    'if (found.length < wanted + 1) continue;',
    { equivalent: 'What is cut off then could not be on the page either way.' },
  ],
]);

const STATISTICS = inFile('impl-sqlite/statistics-query.ts', 'sequences', [
  [
    'runtime-counted-twice',
    'a session with two instances of one runtime counts twice',
    'count(DISTINCT session_key)',
    'count(session_key)',
  ],
  [
    'duration-upper-signed',
    'durations from 2^63 on are subtracted from the sum',
    'sum((total_duration >> 32) & 4294967295)',
    'sum(total_duration >> 32)',
  ],
  [
    'runs-overlap',
    'a session at the end of a run is counted in the next one as well',
    'yield [first, first + length - 1]',
    'yield [first, first + length]',
    { check: 'boundaries' },
  ],
  [
    'absent-runtime-uncounted',
    'sessions of instances without a runtime are not counted',
    'sessions: sum(members, (row) => row.sessions),\n      instances: sum(',
    'sessions: key === null ? 0 : sum(members, (row) => row.sessions),\n      instances: sum(',
  ],
]);

const SEARCH = inFile('impl-sqlite/search-index.ts', 'sequences', [
  [
    'appended-words-of-another',
    'a word of an appended message is found in another session',
    'SELECT -rowid >> 8 FROM',
    'SELECT -rowid >> 7 FROM',
  ],
  [
    'prefix-as-word',
    'a prefix is looked for as a whole word',
    "`\"${token}\"${isPrefix ? '*' : ''}`;",
    '`"${token}"`;',
  ],
  [
    'deleted-tail-left',
    'words of messages of deleted sessions stay in the index',
    'this.remove(key, searchTail > 0);',
    'this.remove(key, false);',
  ],
  [
    'oldest-hit-first',
    'hits come in file order',
    'ORDER BY session_key DESC LIMIT',
    'ORDER BY session_key ASC LIMIT',
  ],
  [
    'any-term',
    'a session with one of the words is a hit',
    "sets.join('\\nINTERSECT\\n')",
    "sets.join('\\nUNION\\n')",
  ],
  [
    'long-words-whole',
    'words that are too long are indexed whole',
    'return hasOverlongWord(indexed) ?',
    'return hasOverlongWord(indexed) && text === "" ?',
    { check: 'boundaries' },
  ],
  [
    'marks-alone',
    'a mark behind an ASCII character is no part of its word',
    'if (start === index && start > end) start--;',
    '',
    { check: 'boundaries' },
  ],
]);

const CACHE = inFile('impl-sqlite/read-cache.ts', 'sequences', [
  [
    'never-out-of-date',
    'what another connection has written is not noticed',
    'return this.version() === version;',
    'return true;',
    { check: 'two connections' },
  ],
  [
    'session-not-forgotten',
    'a session is answered from memory after it was changed',
    'else this.sessions.forget(hash + sessionId);',
    '',
  ],
  [
    'own-writes-not-compared',
    'all sessions are answered from memory after a write of one’s own',
    ' || known.ownWrites !== (this.ownWrites.get(hash) ?? 0)) return undefined;',
    ') return undefined;',
  ],
  [
    'deletions-not-taken-out',
    'deleted sessions stay in what is remembered',
    'deletedRevision > content.revision ?',
    'deletedRevision < 0 ?',
  ],
  [
    'replaced-inserted',
    'a changed session stands beside its earlier self',
    'const replaced = keys[at] === key ? 1 : 0;',
    'const replaced = 0;',
  ],
  [
    'read-whole-later',
    'much has to change before everything is read anew',
    'changed.length > content.keys.length / 2',
    'changed.length > content.keys.length',
    { equivalent: 'Both ways lead to the same sessions; which one is taken is a matter of time.' },
  ],
]);

const TRANSACTIONS: readonly Patch[] = [
  ...inFile('impl-sqlite/connection.ts', 'sequences', [
    [
      'deferred-transaction',
      'a write begins as a reader and asks for the lock later',
      'this.takeLock();\n    try {',
      "this.control('BEGIN');\n    try {",
      { check: 'two connections' },
    ],
    ['words-never-written', 'words that wait are not written at the end', 'this.deferred?.flush();', ''],
    ['words-of-undone', 'words of what was rolled back are written later', 'this.deferred?.discard();', ''],
  ]),
  ...inFile('impl-sqlite/open-store.ts', 'sequences', [
    [
      'rollback-commits',
      'a transaction that throws is committed',
      'transaction.rollback();',
      'transaction.commit();',
    ],
    [
      'cache-not-paused',
      'what a transaction wrote is remembered before it is committed',
      'cache.isPaused = true;',
      '',
    ],
    [
      'any-workspace',
      'a transaction may write to another workspace',
      'if (used !== null && used !== hash) throw foreignWorkspace();',
      '',
    ],
    ['commit-forgotten', 'a transaction is never committed', 'transaction.commit();', ''],
  ]),
  ...inFile('impl-sqlite/open-database.ts', 'golden', [
    [
      'no-foreign-keys',
      'children of deleted sessions stay',
      "['foreign_keys', 'ON', 1]",
      "['foreign_keys', 'OFF', 0]",
    ],
    [
      'full-is-normal',
      'full durability is the normal one',
      "['synchronous', options.durability.toUpperCase(), options.durability === 'full' ? 2 : 1]",
      "['synchronous', 'NORMAL', 1]",
    ],
    [
      'driver-waits',
      'the driver itself waits for locks, and stops the process meanwhile',
      "set(database, ['busy_timeout', '0', 0]);",
      '',
    ],
  ]),
  ...inFile('impl-sqlite/compression.ts', 'boundaries', [
    [
      'long-outputs-latin',
      'long outputs are unpacked as Latin-1',
      "bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')",
      "bytes.toString('latin1')",
    ],
  ]),
];

export const DATABASE_PATCHES: readonly Patch[] = [
  ...OPERATIONS,
  ...TABLE,
  ...ROWS,
  ...READS,
  ...SQL,
  ...LISTS,
  ...STATISTICS,
  ...SEARCH,
  ...CACHE,
  ...TRANSACTIONS,
];
