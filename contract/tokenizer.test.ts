import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryText } from '../sessions/arbitraries/any-session.ts';
import { foldText, TERMS_MAX, TOKEN_LENGTH_MAX, termsOf, tokensOf } from './tokenizer.ts';

describe('tokens', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['punctuation', ' .,;:!? -_/\\\n\0', []],
    [
      'words',
      'Fix the HTTP-2 parser, twice: the_parser v2.0',
      ['fix', 'the', 'http', '2', 'parser', 'twice', 'the', 'parser', 'v2', '0'],
    ],
    ['accents', 'Café CAFÉ', ['café', 'café']],
    ['decomposed accents', 'cafe\u0301', ['café']],
    ['marks that do not compose', 'q\u0307', ['q\u0307']],
    ['full width letters', 'ＡＢＣ１２３', ['abc123']],
    ['half width katakana', 'ｶﾀ', ['カタ', 'タ']],
    ['ligatures', 'ﬁle', ['file']],
    ['the sharp s', 'Straße STRASSE STRAẞE', ['strasse', 'strasse', 'strasse']],
    ['the final sigma', 'ΟΔΟΣ οδος', ['οδοσ', 'οδοσ']],
    ['Cyrillic', 'Привет Мир', ['привет', 'мир']],
    ['Arabic', 'مرحبا بالعالم', ['مرحبا', 'بالعالم']],
    ['Hindi with its marks', 'हिन्दी', ['हिन्दी']],
    ['Japanese', '日本語', ['日本', '本語', '語']],
    ['Japanese in three scripts', 'テストを書く', ['テス', 'スト', 'トを', 'を書', '書く', 'く']],
    ['one character', '語', ['語']],
    ['the prolonged sound mark', 'サーバー', ['サー', 'ーバ', 'バー', 'ー']],
    ['Chinese', '数据库', ['数据', '据库', '库']],
    ['characters beyond the basic plane', '𠮷野家', ['𠮷野', '野家', '家']],
    ['Korean, which has spaces', '한국어 시험', ['한국어', '시험']],
    ['Korean in decomposed form', '한국어'.normalize('NFD'), ['한국어']],
    ['Thai', 'ไทย', ['ไท', 'ทย', 'ย']],
    ['Latin and Japanese in one run', 'SQLiteの移行v2', ['sqlite', 'の移', '移行', '行', 'v2']],
    ['emoji, which are no words', 'done 😀 ok', ['done', 'ok']],
    ['digits of other scripts', '٣٤ ４５', ['٣٤', '45']],
    ['superscripts', 'x²', ['x2']],
    ['terminal codes', '\x1b[31mError\x1b[0m', ['error']],
  ])('of %s', (_what, text, tokens) => expect(tokensOf(text)).toEqual(tokens));

  test('are cut to a length, never through a character', () => {
    expect(tokensOf('x'.repeat(1_000))).toEqual(['x'.repeat(TOKEN_LENGTH_MAX)]);
    const astral = `${'a'.repeat(TOKEN_LENGTH_MAX - 1)}\u{10400}b`;
    expect(tokensOf(astral)).toEqual(['a'.repeat(TOKEN_LENGTH_MAX - 1)]);
    expect(tokensOf(`é${'y'.repeat(1_000_000)}`)[0]).toHaveLength(TOKEN_LENGTH_MAX);
  });

  test('of a very long unspaced text are found without a stack overflow', () => {
    expect(tokensOf('語'.repeat(300_000))).toHaveLength(300_000);
  });

  test('are substrings of the folded text, well formed and never empty', () => {
    fc.assert(
      fc.property(arbitraryText, (text) => {
        const folded = foldText(text);
        for (const token of tokensOf(text)) {
          expect(token).not.toBe('');
          expect(token.isWellFormed()).toBe(true);
          expect(folded).toContain(token);
        }
      }),
    );
  });

  test('do not depend on case or on the normal form', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'É', 'ß', 'Σ', 'ς', '語', 'が', '한', ' ', 'ｱ', 'Ω'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(letters, (text) => {
        const tokens = tokensOf(text);
        expect(tokensOf(text.normalize('NFD'))).toEqual(tokens);
        expect(tokensOf(text.normalize('NFC'))).toEqual(tokens);
        expect(tokensOf(text.toUpperCase())).toEqual(tokens);
      }),
    );
  });

  test('of an ASCII text are the same beside a text that is not ASCII', () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 30 });
    fc.assert(
      fc.property(ascii, (text) => {
        expect(tokensOf(`${text} é`).slice(0, -1)).toEqual(tokensOf(text));
      }),
    );
  });
});

describe('the terms of a query', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['* . -', []],
    ['Config', ['config']],
    ['conf*', ['conf*']],
    ['conf *', ['conf']],
    ['conf* config conf*', ['conf*', 'config']],
    ['a a A', ['a']],
    ['日本語', ['日本', '本語']],
    ['語', ['語*']],
    ['語*', ['語*']],
    ['日本*', ['日本']],
    ['v2の', ['v2', 'の*']],
    ['v2*', ['v2*']],
    ['移行v2*', ['移行', 'v2*']],
    ['Straße', ['strasse']],
    ['ＣＯＮＦ＊', ['conf*']],
    ['"exact phrase"', ['exact', 'phrase']],
    ['a OR b NOT c', ['a', 'or', 'b', 'not', 'c']],
  ])('%j', (query, terms) => {
    expect(termsOf(query).map(({ token, isPrefix }) => `${token}${isPrefix ? '*' : ''}`)).toEqual(terms);
  });

  test('are limited in number and length', () => {
    expect(termsOf(Array.from({ length: 100 }, (_, index) => `w${index}`).join(' '))).toHaveLength(TERMS_MAX);
    expect(termsOf('x'.repeat(1_000))).toEqual([{ token: 'x'.repeat(TOKEN_LENGTH_MAX), isPrefix: false }]);
  });

  test('of a text all occur among the tokens of that text', () => {
    fc.assert(
      fc.property(arbitraryText, (text) => {
        const tokens = tokensOf(text);
        for (const { token, isPrefix } of termsOf(text)) {
          expect(
            tokens.some((candidate) => (isPrefix ? candidate.startsWith(token) : candidate === token)),
          ).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('of a piece of an unspaced text occur among its tokens', () => {
    const text = fc.string({
      unit: fc.constantFrom('日', '本', '語', 'の', 'カ', 'ท', '𠮷'),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, fc.nat(11), fc.nat(11), (whole, from, length) => {
        const piece = [...whole].slice(from, from + length + 1).join('');
        const tokens = tokensOf(whole);
        for (const { token, isPrefix } of termsOf(piece)) {
          expect(
            tokens.some((candidate) => (isPrefix ? candidate.startsWith(token) : candidate === token)),
          ).toBe(true);
        }
      }),
    );
  });
});

test('words in colour are found by their letters, and a window title is no text', () => {
  expect(tokensOf('\u001b[31mgamma\u001b[0m \u001b[1;38;5;208mΔelta\u001b[0K')).toEqual(['gamma', 'δelta']);
  expect(tokensOf('a\u001b]0;hidden title\u0007b \u001b]8;;https://x.example\u001b\\link')).toEqual([
    'a',
    'b',
    'link',
  ]);
  expect(tokensOf('\u001b[ unfinished \u001b')).toEqual(['nfinished']);
});
