// The words of a text, for full-text search. A linear scan and a full-text index that both use this tokenizer give
// equal answers.
//
// Method: the text is normalised (NFKC) and case-folded; runs of letters, digits and marks are words. Scripts that
// are written without spaces are cut into overlapping pairs of characters (the CJK bigrams of the information
// retrieval literature), plus the run's last character alone, so that every character starts some token. A terminal's
// control sequences (ECMA-48 CSI and OSC) separate words and are none: a coloured word is found by its letters.
// Intl.Segmenter was rejected: it cuts by dictionary and context, so a query need not be cut as its text was, and
// it is slower by more than a factor of ten.

/** Longer words (base64, minified code) are cut to this many UTF-16 units. */
export const TOKEN_LENGTH_MAX = 64;

const ASCII_ONLY = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;
const IN_WORD = String.raw`[\p{L}\p{N}\p{M}]`;
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]`;
/** Characters that one match takes: a repetition of Unicode classes without limit overflows V8's stack (6 million). */
const PIECE_MAX = 4_096;
/** A piece of a run of one kind within a word; group 1 holds an unspaced one. */
const PIECE = new RegExp(
  `([${IN_WORD}&&${UNSPACED}]{1,${PIECE_MAX}})|[${IN_WORD}--${UNSPACED}]{1,${PIECE_MAX}}`,
  'gv',
);

const CONTROL_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;

/** The text as a terminal shows it: each control sequence becomes a space. */
export const withoutControlSequences = (text: string): string =>
  text.includes('\x1b') ? text.replace(CONTROL_SEQUENCE, ' ') : text;

/** The text as words are compared: visible, NFKC, case folded. */
export function foldText(given: string): string {
  const text = withoutControlSequences(given);
  if (ASCII_ONLY.test(text)) return text.toLowerCase();
  // Lower-casing alone leaves two letters that full case folding maps: the final sigma and the sharp s.
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss');
}

/** Every token of a text, in order, repeats included. */
export function tokensOf(text: string): string[] {
  const folded = foldText(text);
  if (ASCII_ONLY.test(folded)) return (folded.match(ASCII_WORD) ?? []).map(cut);
  const tokens: string[] = [];
  for (const { start, end, isUnspaced } of runsOf(folded)) {
    if (isUnspaced) addUnspaced(folded.slice(start, end), tokens);
    else tokens.push(cutRun(folded, start, end));
  }
  return tokens;
}

/** Part of a word, in a script with or without spaces, up to the word's end or to a script of the other kind. */
interface Run {
  readonly start: number;
  end: number;
  readonly isUnspaced: boolean;
}

/** Every run of a folded text, in order. */
function runsOf(folded: string): Run[] {
  const runs: Run[] = [];
  let last: Run | undefined;
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(folded); match !== null; match = PIECE.exec(folded)) {
    const start = match.index;
    const end = PIECE.lastIndex;
    const isUnspaced = match[1] !== undefined;
    if (last?.end === start && last.isUnspaced === isUnspaced) {
      last.end = end;
    } else {
      last = { start, end, isUnspaced };
      runs.push(last);
    }
  }
  return runs;
}

/** One by one: a run can hold more pairs than a call can take arguments. */
function addUnspaced(run: string, tokens: string[]): void {
  let last = '';
  for (const character of run) {
    if (last !== '') tokens.push(last + character);
    last = character;
  }
  tokens.push(last);
}

/** A search word: its token, and whether longer tokens that start with it match as well. */
export interface Term {
  readonly token: string;
  readonly isPrefix: boolean;
}

/** At most this many distinct terms of a query count; the rest are ignored. */
export const TERMS_MAX = 32;

/**
 * The terms of a query. A word with a `*` right behind it is a prefix; a single character of an unspaced script
 * always is one, because texts hold it as the start of a pair.
 */
export function termsOf(query: string): Term[] {
  const terms = new Map<string, Term>();
  const folded = foldText(query);
  for (const run of runsOf(folded)) {
    // A star can only stand behind the last run of a word: elsewhere another run follows.
    for (const term of termsOfRun(folded, run, folded.charAt(run.end) === '*')) {
      terms.set(`${term.token}${term.isPrefix ? '*' : ''}`, term);
      if (terms.size === TERMS_MAX) return [...terms.values()];
    }
  }
  return [...terms.values()];
}

function* termsOfRun(folded: string, { start, end, isUnspaced }: Run, isStarred: boolean): Generator<Term> {
  if (!isUnspaced) {
    yield { token: cutRun(folded, start, end), isPrefix: isStarred };
    return;
  }
  let last = '';
  let isPaired = false;
  for (const character of folded.slice(start, end)) {
    isPaired = last !== '';
    if (isPaired) yield { token: last + character, isPrefix: false };
    last = character;
  }
  if (!isPaired) yield { token: last, isPrefix: true };
}

const cutRun = (folded: string, start: number, end: number): string =>
  cut(folded.slice(start, Math.min(end, start + TOKEN_LENGTH_MAX + 1)));

function cut(word: string): string {
  if (word.length <= TOKEN_LENGTH_MAX) return word;
  const head = word.slice(0, TOKEN_LENGTH_MAX);
  return head.isWellFormed() ? head : head.slice(0, -1);
}
