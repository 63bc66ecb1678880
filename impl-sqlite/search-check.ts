// Compares the search index with the texts that it is made from. SQLite's own check looks at the structure of the index
// alone: a flipped bit in a word passes it, and from then on a search silently misses a session.
//
// Method: the tokens of an index row are a set, so the hashes of its tokens are added up, in whatever order they come.
// The index gives its side in one pass over its vocabulary (about a microsecond for each token of each row), the texts
// give theirs session by session.

import { hash } from 'node:crypto';
import { tokenSetOf } from '../contract/search.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { tokensOf } from '../contract/tokenizer.ts';
import type { Connection } from './connection.ts';
import { appendedRow } from './search-index.ts';

/** Hashes of 48 bits: sums of two stay exact in a double, and a chance match is out of reach. */
const HASH_BYTES = 6;
const HASH_COUNT = 2 ** (8 * HASH_BYTES);
/** Hashes of words that are kept rather than computed again. */
const KNOWN_HASHES_MAX = 200_000;

export class SearchCheck {
  /** What is in the index and has not been asked for: the sum of each row's tokens. */
  private readonly sums: Map<number, number>;
  private readonly hashes = new Map<string, number>();

  constructor(sums: Map<number, number>) {
    this.sums = sums;
  }

  /** Whether the index has exactly the tokens of a session, in its own row and those of messages appended since. */
  agrees(key: number, session: WorktreeSession, searchTail: number): boolean {
    const { chatHistory } = session;
    const start = Math.max(0, chatHistory.length - searchTail);
    const whole = tokenSetOf({ ...session, chatHistory: chatHistory.slice(0, start) });
    let isSame = this.take(key) === this.sumOf(whole);
    for (const [index, { content }] of chatHistory.slice(start).entries()) {
      const sum = this.sumOf(new Set(tokensOf(content)));
      if (this.take(appendedRow(key, index + 1)) !== sum) isSame = false;
    }
    return isSame;
  }

  /** What a deleted session has left is no damage: nothing finds it. */
  forgetDeleted(connection: Connection): void {
    const deleted = connection.tuples('deleted sessions').all();
    for (const [key, searchTail] of deleted) this.pass(key, searchTail);
  }

  /** Leaves a session unchecked: nobody takes its words from the index. */
  pass(key: number, searchTail: number): void {
    this.take(key);
    for (let number = 1; number <= searchTail; number++) this.take(appendedRow(key, number));
  }

  /** Rows of the index that belong to nothing that was asked for. */
  get rest(): number {
    return this.sums.size;
  }

  private take(row: number): number | undefined {
    const sum = this.sums.get(row);
    this.sums.delete(row);
    return sum;
  }

  private sumOf(tokens: ReadonlySet<string>): number {
    let sum = 0;
    for (const token of tokens) sum = (sum + this.hashOf(token)) % HASH_COUNT;
    return sum;
  }

  private hashOf(token: string): number {
    const known = this.hashes.get(token);
    if (known !== undefined) return known;
    const fresh = tokenHash(token);
    if (this.hashes.size >= KNOWN_HASHES_MAX) this.hashes.clear();
    this.hashes.set(token, fresh);
    return fresh;
  }
}

/** Entries of the index between two turns of the event loop: some milliseconds. */
const ENTRIES_A_STEP = 10_000;

/**
 * The sum of each row's tokens, from the whole index. Yields from time to time; nothing may be written on the connection
 * meanwhile. Throws the driver's error when the index cannot be read.
 */
export function* indexSums({ database }: Connection): Generator<number, Map<number, number>> {
  const sums = new Map<number, number>();
  for (const row of database.prepare('SELECT rowid FROM sessions_fts').pluck().iterate()) {
    sums.set(row as number, 0);
  }
  // A table of the connection's own, in memory: the database is not written.
  database.exec(
    "CREATE VIRTUAL TABLE temp.search_vocabulary USING fts5vocab('main', 'sessions_fts', 'instance')",
  );
  try {
    const entries = database.prepare('SELECT term, doc FROM temp.search_vocabulary').raw().iterate();
    let lastTerm: string | undefined;
    let termHash = 0;
    let count = 0;
    for (const [term, row] of entries as Iterable<[string, number]>) {
      if (term !== lastTerm) {
        termHash = tokenHash(term);
        lastTerm = term;
      }
      sums.set(row, ((sums.get(row) ?? 0) + termHash) % HASH_COUNT);
      if (++count % ENTRIES_A_STEP === 0) yield 0;
    }
  } finally {
    database.exec('DROP TABLE temp.search_vocabulary');
  }
  return sums;
}

const tokenHash = (token: string): number => hash('sha256', token, 'buffer').readUIntBE(0, HASH_BYTES);
