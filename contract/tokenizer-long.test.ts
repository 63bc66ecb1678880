// Texts of many millions of characters without a space: base64 in a log, minified code, a Chinese text.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryText } from '../sessions/arbitraries/any-session.ts';
import { checkedSession } from './arguments.ts';
import { checkedSearch, searchIn } from './search.ts';
import { amountOf } from './suite/amounts.ts';
import {
  foldText,
  type Term,
  TOKEN_LENGTH_MAX,
  termsOf,
  tokensOf,
  withoutControlSequences,
} from './tokenizer.ts';

const LENGTH = amountOf('ENDLESS_LENGTH');
/** The first characters make V8 keep the text as two bytes each, which is where Unicode classes take stack. */
const LATIN = `✓ ${'QUJD'.repeat(LENGTH / 4)}`;
const HAN = `語 ${'漢字'.repeat(LENGTH / 2)}`;
const MIXED = `${'a'.repeat(LENGTH / 2)}${'漢'.repeat(LENGTH / 2)}b`;

const head = 'qujd'.repeat(TOKEN_LENGTH_MAX / 4);

test('the tokens of an endless Latin word in a text that is not ASCII are its head', () => {
  expect(tokensOf(LATIN)).toEqual([head]);
  expect(tokensOf(`${LATIN}é ok`)).toEqual([head, 'ok']);
});

test('the tokens of an endless Han word are its pairs and its last character', () => {
  const tokens = tokensOf(HAN);
  expect(tokens.length).toBe(LENGTH + 1);
  expect(new Set(tokens)).toEqual(new Set(['語', '漢字', '字漢', '字']));
});

test('an endless word in two scripts is cut where they meet', () => {
  const tokens = tokensOf(MIXED);
  expect(tokens.length).toBe(1 + LENGTH / 2 + 1);
  expect([tokens[0], tokens.at(-3), ...tokens.slice(-2)]).toEqual([
    'a'.repeat(TOKEN_LENGTH_MAX),
    '漢漢',
    '漢',
    'b',
  ]);
});

test('a query may be endless too', () => {
  expect(termsOf(LATIN)).toEqual([{ token: head, isPrefix: false }]);
  expect(termsOf(`${LATIN}*`)).toEqual([{ token: head, isPrefix: true }]);
  expect(termsOf(HAN)).toEqual([
    { token: '語', isPrefix: true },
    { token: '漢字', isPrefix: false },
    { token: '字漢', isPrefix: false },
  ]);
});

test('an endless control sequence is one', () => {
  expect(withoutControlSequences(`a\x1b]${'語'.repeat(LENGTH)}\x07b`)).toBe('a b');
  expect(withoutControlSequences(`語\x1b[${'0'.repeat(LENGTH)}${' '.repeat(LENGTH)}mb`)).toBe('語 b');
  expect(withoutControlSequences(`語\x1b[${'0'.repeat(LENGTH)}${' '.repeat(LENGTH)}`)).toHaveLength(
    2 * LENGTH + 3,
  );
});

test.each([
  ['Latin', LATIN, 'qujd*'],
  ['Han', HAN, '字漢'],
])('search finds the words of an endless %s text', (_script, task, text) => {
  const session = checkedSession({
    id: 'a',
    type: 'debate',
    task,
    status: 'running',
    createdAt: '',
    updatedAt: '',
    instances: [],
    chatHistory: [],
  });
  const { hits } = searchIn([session], checkedSearch({ text }));
  expect(hits.map(({ id }) => id)).toEqual(['a']);
  expect(searchIn([session], checkedSearch({ text: 'jdquj 字字' })).hits).toEqual([]);
});

// The definition, without regard to the stack: words first, and in each word the runs of a kind.
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED = String.raw`\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}`;
const RUN = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

const cutByDefinition = (run: string): string => {
  const head = run.slice(0, TOKEN_LENGTH_MAX);
  return head.isWellFormed() ? head : head.slice(0, -1);
};

const pairsOf = (run: string): string[] => {
  const characters = [...run];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
};

function tokensByDefinition(text: string): string[] {
  const words = foldText(text).match(WORD) ?? [];
  return words
    .flatMap((word) => word.match(RUN) ?? [])
    .flatMap((run) => (IS_UNSPACED.test(run) ? [...pairsOf(run), [...run].at(-1)!] : [cutByDefinition(run)]));
}

function termsByDefinition(query: string): Term[] {
  const folded = foldText(query);
  const terms = new Map<string, Term>();
  for (const word of folded.matchAll(WORD)) {
    const isStarred = folded.charAt(word.index + word[0].length) === '*';
    const runs = word[0].match(RUN) ?? [];
    for (const [index, run] of runs.entries()) {
      const isPrefix = isStarred && index === runs.length - 1;
      const found = !IS_UNSPACED.test(run)
        ? [{ token: cutByDefinition(run), isPrefix }]
        : [...run].length === 1
          ? [{ token: run, isPrefix: true }]
          : pairsOf(run).map((token) => ({ token, isPrefix: false }));
      for (const term of found) terms.set(JSON.stringify(term), term);
    }
  }
  return [...terms.values()].slice(0, 32);
}

test('tokens and terms are those of the definition, also of runs longer than one piece', () => {
  const character = fc.constantFrom(...'aé1*_ .、。々〆ー語のカทລខမ한𠮷\u{10400}\u0301\u3099\u302a\u{1f600}');
  const long = fc.tuple(character, fc.constantFrom(63, 64, 65, 4_095, 4_096, 4_097, 8_192, 9_000));
  const text = fc
    .array(
      fc.oneof(
        arbitraryText,
        character,
        long.map(([one, times]) => one.repeat(times)),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (given) => {
      expect(tokensOf(given)).toEqual(tokensByDefinition(given));
      expect(termsOf(given)).toEqual(termsByDefinition(given));
    }),
    { numRuns: 200 },
  );
});

test('every character is of the kind that the definition gives it', () => {
  for (let from = 0; from < 0x11_0000; from += 0x1000) {
    const text = Array.from({ length: 0x1000 }, (_, at) => from + at)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => `a${String.fromCodePoint(code)}語`)
      .join(' ');
    const expected = tokensByDefinition(text);
    const tokens = tokensOf(text);
    // Compared here, because the difference of two such lists is beyond what can be shown.
    expect(tokens.findIndex((token, index) => token !== expected[index])).toBe(-1);
    expect(tokens.length).toBe(expected.length);
  }
});
