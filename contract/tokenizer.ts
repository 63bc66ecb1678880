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
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED = String.raw`\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}`;
const UNSPACED_OR_SPACED = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

const CONTROL_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;

/** The text as a terminal shows it: each control sequence becomes a space. */
export const visibleText = (text: string): string =>
  text.includes('\x1b') ? text.replace(CONTROL_SEQUENCE, ' ') : text;

/** The text as words are compared: visible, NFKC, case folded. */
export function foldText(given: string): string {
  const text = visibleText(given);
  if (ASCII_ONLY.test(text)) return text.toLowerCase();
  // Lower-casing alone leaves two letters that full case folding maps: the final sigma and the sharp s.
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss');
}

/** Every token of a text, in order, repeats included. */
export function tokensOf(text: string): string[] {
  const folded = foldText(text);
  if (ASCII_ONLY.test(folded)) return (folded.match(ASCII_WORD) ?? []).map(cut);
  const tokens: string[] = [];
  for (const word of folded.match(WORD) ?? []) {
    for (const run of word.match(UNSPACED_OR_SPACED) ?? []) {
      if (STARTS_UNSPACED.test(run)) addUnspaced(run, tokens);
      else tokens.push(cut(run));
    }
  }
  return tokens;
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
  for (const match of folded.matchAll(WORD)) {
    const isStarred = folded.charAt(match.index + match[0].length) === '*';
    const runs = match[0].match(UNSPACED_OR_SPACED) ?? [];
    for (const [index, run] of runs.entries()) {
      for (const term of termsOfRun(run, isStarred && index === runs.length - 1)) {
        terms.set(`${term.token}${term.isPrefix ? '*' : ''}`, term);
      }
    }
  }
  return [...terms.values()].slice(0, TERMS_MAX);
}

function termsOfRun(run: string, isStarred: boolean): Term[] {
  if (!STARTS_UNSPACED.test(run)) return [{ token: cut(run), isPrefix: isStarred }];
  const pairs = pairsOf(run);
  return pairs.length === 0
    ? [{ token: run, isPrefix: true }]
    : pairs.map((token) => ({ token, isPrefix: false }));
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

function cut(word: string): string {
  if (word.length <= TOKEN_LENGTH_MAX) return word;
  const head = word.slice(0, TOKEN_LENGTH_MAX);
  return head.isWellFormed() ? head : head.slice(0, -1);
}
