// The full-text index: which sessions hold a word. It holds tokens of the contract's tokenizer and no text.

import { searchableTexts } from '../contract/search.ts';
import type { WorktreeSession } from '../contract/session.ts';
import { type Term, TOKEN_LENGTH_MAX, tokensOf, withoutControlSequences } from '../contract/tokenizer.ts';
import type { Connection, Statement } from './connection.ts';
import type { KeyRange } from './keys.ts';

/** Appended messages are indexed one by one up to this many; then the session is indexed whole again. */
export const SEARCH_TAIL_MAX = 255;

/** Words of a row of the index that is not written yet; `number` null for a whole session, else of a message. */
interface PendingWords {
  readonly key: number;
  readonly number: number | null;
  readonly text: string;
}

interface PendingMark {
  readonly words: readonly PendingWords[];
  readonly count: number;
  readonly length: number;
}

const NOTHING_PENDING: PendingMark = { words: [], count: 0, length: 0 };

/** UTF-16 units of words that may wait for the end of a transaction. */
const PENDING_LENGTH_MAX = 8 * 1024 * 1024;

export const INDEX: string = 'INSERT INTO sessions_fts (rowid, tokens) VALUES (CAST(? AS INTEGER), ?)';
export const UNINDEX: string = 'DELETE FROM sessions_fts WHERE rowid = CAST(? AS INTEGER)';
export const UNINDEX_MESSAGES: string =
  'DELETE FROM sessions_fts WHERE rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)';
const OPTIMIZE = "INSERT INTO sessions_fts (sessions_fts) VALUES ('optimize')";

/**
 * Words wait for the end of the transaction: a statement with triggers makes the index write out what it has gathered,
 * a segment each time, so that sessions and words in turn cost twice as much as all sessions and then all words.
 */
export class SearchIndex {
  private readonly connection: Connection;
  private pending: PendingWords[] = [];
  private pendingLength = 0;

  constructor(connection: Connection) {
    this.connection = connection;
    connection.deferring({
      flush: () => this.flush(),
      discard: () => this.restore(NOTHING_PENDING),
      mark: () => {
        if (this.pendingLength > PENDING_LENGTH_MAX) this.flush();
        const mark = { words: this.pending, count: this.pending.length, length: this.pendingLength };
        return () => this.restore(mark);
      },
    });
  }

  add(key: number, session: WorktreeSession): void {
    const texts = [...searchableTexts(session)].map(({ text }) => indexedText(text));
    this.defer({ key, number: null, text: texts.join(' ') });
  }

  /** Indexes the session's `number`-th message since it was indexed whole; 1 to {@link SEARCH_TAIL_MAX}. */
  addMessage(key: number, number: number, content: string): void {
    this.defer({ key, number, text: indexedText(content) });
  }

  /** Takes out the words of sessions whose rows are gone, whoever deleted them: their keys may be used again. */
  removeDeleted(): void {
    const deleted = this.connection.tuples('deleted sessions').all();
    if (deleted.length === 0) return;
    for (const [key, searchTail] of deleted) this.remove(key, searchTail > 0);
    this.connection.query('forget deleted sessions').run();
  }

  /** Drops words that are not written yet. */
  forget(first: number, last: number = first): void {
    const isKept = ({ key }: PendingWords): boolean => key < first || key > last;
    // Another list, because a mark may be on this one.
    if (!this.pending.every(isKept)) this.pending = this.pending.filter(isKept);
  }

  remove(key: number, hasTail: boolean): void {
    this.forget(key);
    this.connection.statement<[number], never>('unindex session', UNINDEX).run(key);
    if (!hasTail) return;
    const unindex = this.connection.statement<[number, number], never>('unindex messages', UNINDEX_MESSAGES);
    unindex.run(...appendedRows(key));
  }

  insertion(): Statement<[row: number, tokens: string], never> {
    return this.connection.statement('index words', INDEX);
  }

  /** Merges what many small writes left behind. */
  tidy(): void {
    this.flush();
    this.connection.statement('optimize search index', OPTIMIZE).run();
  }

  /**
   * Keys in a range of sessions that hold every term, the last first. Of sessions with rows that another program wrote
   * the words may be missing here or be old ones: `matches` looks at them themselves.
   */
  find(
    terms: readonly Term[],
    { first, last }: KeyRange,
    { limit, offset, matches }: { limit: number; offset: number; matches: (key: number) => boolean },
  ): number[] {
    this.flush();
    const statement = this.connection.statement<(string | number)[], number>(
      terms.length === 1 ? 'search for a word' : 'search for words',
      searchSql(terms.length),
      'value',
    );
    const [lowest, highest] = appendedRows(first, last);
    const values = terms.flatMap((term) => {
      const words = matchText(term);
      return [words, first, last, words, lowest, highest];
    });
    const undigested = this.connection.values('undigested session keys').all(first, last);
    if (undigested.length === 0) return statement.all(...values, limit, offset);
    const found = new Set(statement.all(...values, -1, 0));
    for (const key of undigested) {
      if (matches(key)) found.add(key);
      else found.delete(key);
    }
    return [...found].sort((left, right) => right - left).slice(offset, offset + limit);
  }

  private defer(words: PendingWords): void {
    this.pending.push(words);
    this.pendingLength += words.text.length;
    // Within a savepoint they would be lost with it, those of operations before it included.
    if (this.pendingLength > PENDING_LENGTH_MAX && !this.connection.isInSavepoint) this.flush();
  }

  /** Writes the words that wait, one statement behind the other. */
  private flush(): void {
    if (this.pending.length === 0) return;
    const insert = this.insertion();
    for (const { key, number, text } of this.pending) {
      insert.run(number === null ? key : appendedRow(key, number), text);
    }
    this.restore(NOTHING_PENDING);
  }

  private restore({ words, count, length }: PendingMark): void {
    this.pending = words.slice(0, count);
    this.pendingLength = length;
  }
}

const PLAIN_TEXT = /^[\0-\x7f]*$/;
const WORD_END = /[^a-z0-9]|$/gi;

/** Whether an ASCII text has a word that the contract cuts. Such a word covers a place that is looked at here. */
function hasOverlongWord(text: string): boolean {
  for (let place = TOKEN_LENGTH_MAX; place < text.length; place += TOKEN_LENGTH_MAX + 1) {
    let start = place;
    while (start >= 0 && isWordUnit(text.charCodeAt(start))) start--;
    if (start === place) continue;
    WORD_END.lastIndex = place;
    const end = WORD_END.exec(text)?.index ?? text.length;
    if (end - start - 1 > TOKEN_LENGTH_MAX) return true;
  }
  return false;
}

const isWordUnit = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a);

/**
 * What the index's own tokenizer turns into exactly the contract's tokens. It agrees with it on ASCII but for words
 * that the contract cuts; cutting text there in C instead of here makes up a third of an import's speed.
 */
export function indexedText(text: string): string {
  const visible = withoutControlSequences(text);
  const indexed = PLAIN_TEXT.test(visible) ? visible : withTokensBeyondAscii(visible);
  return hasOverlongWord(indexed) ? tokensOf(visible).join(' ') : indexed;
}

const BEYOND_ASCII = /[^\0-\x7f](?:[^\0-\x7f]|[A-Za-z0-9])*/g;

/**
 * Cuts only where a character beyond ASCII stands, with the words that it is a part of. A mark belongs to the character before
 * it, whatever that is; nothing beyond ASCII changes what an ASCII character behind it means.
 */
function withTokensBeyondAscii(text: string): string {
  let indexed = '';
  let end = 0;
  for (const { 0: stretch, index } of text.matchAll(BEYOND_ASCII)) {
    let start = index;
    while (start > end && isWordUnit(text.charCodeAt(start - 1))) start--;
    if (start === index && start > end) start--;
    indexed += `${text.slice(end, start)} ${tokensOf(text.slice(start, index + stretch.length)).join(' ')} `;
    end = index + stretch.length;
  }
  return indexed + text.slice(end);
}

/** Quoted, a token is no syntax, whatever its characters. */
const matchText = ({ token, isPrefix }: Term): string => `"${token}"${isPrefix ? '*' : ''}`;

/**
 * One set of keys for each term, intersected: a session's words may stand in different rows of the index.
 * The SQL depends on the number of terms alone.
 */
function searchSql(terms: number): string {
  const keys = `
    SELECT rowid AS session_key FROM sessions_fts
    WHERE sessions_fts MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)
    UNION
    SELECT -rowid >> 8 FROM sessions_fts
    WHERE sessions_fts MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)`;
  const sets = new Array<string>(terms).fill(`SELECT session_key FROM (${keys})`);
  // Of sessions that another program has deleted the words may still be there.
  return `SELECT session_key FROM (${sets.join('\nINTERSECT\n')}) AS found
    WHERE EXISTS (SELECT 1 FROM sessions WHERE sessions.session_key = found.session_key)
ORDER BY session_key DESC LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`;
}

/** The index's row for a message that was appended to a session; `number` as in {@link SearchIndex.addMessage}. */
export const appendedRow = (key: number, number: number): number => -(key * (SEARCH_TAIL_MAX + 1) + number);

/** The first and the last row that messages appended to a session, or to those up to another one, can have. */
const appendedRows = (key: number, last: number = key): [number, number] => [
  appendedRow(last, SEARCH_TAIL_MAX),
  appendedRow(key, 0),
];
