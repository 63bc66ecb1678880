// What full-text search means. A session matches when every term of the query occurs among the tokens of its task,
// its chat and its instances' outputs together. Hits come newest first: by position in the file, from the end,
// because new sessions are appended and a file has no other order. Each hit shows one snippet.

import { refuseArgument } from './arguments.ts';
import { StoreError } from './errors.ts';
import { checkedLimit, checkedObject, cursorParts } from './query-arguments.ts';
import type { WorktreeSession } from './session.ts';
import { foldText, type Term, termsOf, tokensOf, withoutControlSequences } from './tokenizer.ts';

export interface SearchQuery {
  /** Words; `conf*` matches by prefix. Without any word in it there are no hits. */
  readonly text: string;
  /** 1 to PAGE_LIMIT_MAX; default SEARCH_LIMIT_DEFAULT. */
  readonly limit?: number;
  readonly cursor?: string;
}

export const SEARCH_LIMIT_DEFAULT = 20;

export interface Snippet {
  /** Where the first matching word stands: task, then chat in order, then outputs in order. */
  readonly source: 'task' | 'chat' | 'output';
  /** Index of the message or instance; 0 for the task. */
  readonly index: number;
  readonly text: string;
}

export interface SearchHit {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly snippet: Snippet;
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly nextCursor: string | null;
}

export interface CheckedSearch {
  readonly terms: readonly Term[];
  readonly limit: number;
  readonly offset: number;
}

/** Throws E_ARGS or E_CURSOR. */
export function checkedSearch(value: unknown): CheckedSearch {
  const search = checkedObject(value, 'search');
  if (typeof search.text !== 'string' || !search.text.isWellFormed()) {
    refuseArgument({ argument: 'search', pointer: '/text' }, 'expected a string');
  }
  const cursor = search.cursor ?? null;
  return {
    terms: termsOf(search.text),
    limit: checkedLimit(search.limit, SEARCH_LIMIT_DEFAULT, 'search'),
    offset: cursor === null ? 0 : decodeSearchCursor(cursor),
  };
}

export const encodeSearchCursor = (offset: number): string =>
  Buffer.from(JSON.stringify(['search', offset])).toString('base64url');

function decodeSearchCursor(cursor: unknown): number {
  const [mark, offset] = typeof cursor === 'string' ? cursorParts(cursor) : [];
  if (mark !== 'search' || !Number.isSafeInteger(offset) || Number(offset) < 1) {
    throw new StoreError(
      'E_CURSOR',
      'The cursor is not one that this search gave out. Start again without it.',
    );
  }
  return Number(offset);
}

/** The hits of a search over the sessions of one workspace in file order. */
export function searchIn(sessions: readonly WorktreeSession[], search: CheckedSearch): SearchPage {
  const hits = sessions.filter((session) => matchesTerms(session, search.terms)).reverse();
  const end = search.offset + search.limit;
  return {
    hits: hits.slice(search.offset, end).map((session) => hitOf(session, search.terms)),
    nextCursor: hits.length > end ? encodeSearchCursor(end) : null,
  };
}

export interface SearchableText {
  readonly source: Snippet['source'];
  readonly index: number;
  readonly text: string;
}

/** The texts that search covers, in snippet order. */
export function* searchableTexts(session: WorktreeSession): Generator<SearchableText> {
  yield { source: 'task', index: 0, text: session.task };
  for (const [index, { content }] of session.chatHistory.entries())
    yield { source: 'chat', index, text: content };
  for (const [index, { output }] of session.instances.entries()) {
    if (output !== null) yield { source: 'output', index, text: output };
  }
}

/** The distinct tokens of a session. */
export function tokenSetOf(session: WorktreeSession): Set<string> {
  const tokens = new Set<string>();
  for (const { text } of searchableTexts(session)) for (const token of tokensOf(text)) tokens.add(token);
  return tokens;
}

/** Whether every term occurs; never without any. */
export function matchesTerms(session: WorktreeSession, terms: readonly Term[]): boolean {
  if (terms.length === 0) return false;
  let missing = [...terms];
  for (const { text } of searchableTexts(session)) {
    const found = termsIn(text, missing);
    missing = missing.filter((term) => !found.includes(term));
    if (missing.length === 0) return true;
  }
  return false;
}

/** Those of the terms that occur in a text as tokens. */
function termsIn(text: string, terms: readonly Term[]): Term[] {
  // Every token is a substring of the folded text, so most texts are ruled out without being tokenized.
  const folded = foldText(text);
  const possible = terms.filter(({ token }) => folded.includes(token));
  if (possible.length === 0) return [];
  const tokens = tokensOf(text);
  return possible.filter((term) => tokens.some((token) => fits(token, term)));
}

const fits = (token: string, term: Term): boolean =>
  term.isPrefix ? token.startsWith(term.token) : token === term.token;

/** The hit that shows a session; it must match at least one of the terms. */
export function hitOf(session: WorktreeSession, terms: readonly Term[]): SearchHit {
  const { id, type, status, createdAt, updatedAt } = session;
  return { id, type, status, createdAt, updatedAt, snippet: snippetOf(searchableTexts(session), terms) };
}

/** UTF-16 units of context on each side of the word. */
const SNIPPET_CONTEXT = 40;

/** Around the first text, and in it the first place, where any of the terms occurs as a token. */
export function snippetOf(texts: Iterable<SearchableText>, terms: readonly Term[]): Snippet {
  for (const { source, index, text } of texts) {
    const at = placeOfTerm(text, terms);
    if (at >= 0) return { source, index, text: around(text, at) };
  }
  throw new StoreError(
    'E_INTERNAL',
    'A search hit holds none of the terms: the index and the texts disagree.',
  );
}

/** About where the first term stands in a text, scaled where folding changed the length; -1 if none does. */
function placeOfTerm(text: string, terms: readonly Term[]): number {
  const found = termsIn(text, terms);
  if (found.length === 0) return -1;
  const folded = foldText(text);
  const first = Math.min(...found.map(({ token }) => folded.indexOf(token)));
  return Math.floor((first * text.length) / folded.length);
}

function around(text: string, at: number): string {
  const start = Math.max(0, at - SNIPPET_CONTEXT);
  const end = Math.min(text.length, at + SNIPPET_CONTEXT * 2);
  const middle = withoutControlSequences(text.slice(start, end))
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
    .replace(/[\0-\x1f\x7f]+/g, ' ')
    .trim();
  return `${start > 0 ? '…' : ''}${middle}${end < text.length ? '…' : ''}`;
}
