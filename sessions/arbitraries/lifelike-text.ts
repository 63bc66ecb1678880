// What people and agents write: tasks, chat, code and terminal output. Latin and Japanese text, emoji, and everything a
// terminal leaves in a log: colours, spinners, bells, backspaces. Every text shrinks to the first of its kind.

import fc from 'fast-check';

const AREAS = ['checkout', 'search', 'login', 'billing', 'the importer', 'settings', 'sync', '通知'] as const;
const SYMBOLS = ['parseOrder', 'retryQueue', 'SessionCache', 'useCart', 'renderRow', 'applyPatch'] as const;
const FILES = ['src/cart.ts', 'src/api/orders.rs', 'lib/queue.py', 'app/画面/設定.tsx', 'main.go'] as const;

const TASKS = [
  'Fix the race in {symbol} when two tabs save at once',
  'Make {area} work offline and add tests',
  'Refactor {file}: split the large function, keep behaviour',
  'Why does {area} take 4 s on a cold start? Measure first, then fix',
  'Write a migration for {area} that can be rolled back',
  '{area}の一覧が空のときの表示を直してください。テストも追加。',
  'ログイン画面で「パスワードを忘れた」を押すと {symbol} が落ちる',
  'Upgrade the linter, fix what it finds in {file} 🚀',
  'Add "undo" to {area};\nkeep the old shortcut,\tand say so in the docs',
  "Review {file} – don't change it, only report",
] as const;

const REMARKS = [
  'I read {file} and found the cause: {symbol} is called twice.',
  'Done. 14 tests pass, 0 fail. ✅',
  'Please keep the public names as they are.',
  'The lock is taken in the wrong order; see `{symbol}`.\n\n```ts\n{code}\n```',
  'テストを追加しました。{symbol} の境界値も確認済みです。👍🏽',
  'それは {file} の話ですか？ {area} ではなく？',
  'OK',
  '続けてください',
  'It fails on my machine: `{symbol}: expected "a" to equal "\\u0061"`',
  // Composed and decomposed: they look alike and must stay different.
  'caf\u00e9 ≠ cafe\u0301',
  '',
] as const;

const CODE = [
  'export const {symbol} = (items: readonly Item[]): number =>\n  items.reduce((sum, { price }) => sum + price, 0);',
  'fn {symbol}(path: &Path) -> io::Result<Vec<u8>> {\n\tlet mut bytes = Vec::new();\n\tFile::open(path)?.read_to_end(&mut bytes)?;\n\tOk(bytes)\n}',
  'def {symbol}(n):\n    """二分探索"""\n    return n if n < 2 else {symbol}(n // 2) + 1',
  'if err := {symbol}(ctx, "C:\\\\Users\\\\mika"); err != nil {\n\treturn fmt.Errorf("sync: %w", err)\n}',
] as const;

const OUTPUT_LINES = [
  '\u001b[32m✓\u001b[0m {file} \u001b[2m({number} ms)\u001b[0m',
  '\u001b[31m✗ {symbol} › keeps the order of equal items\u001b[39m',
  'warning: unused variable `{symbol}` in {file}:{number}:9',
  '   Compiling storefront v0.{number}.0 (/Users/mika/src/storefront)',
  '⠋ thinking…\r⠙ thinking…\r⠹ thinking…\r\u001b[2K● Edited {file}',
  'Overwrite? [y/N] n\b\by\u0007',
  '[{number}] 変更を確認しています… {file}',
  '+++ b/{file}\n@@ -{number},7 +{number},9 @@\n-  return null;\n+  return {symbol}(null); // "quoted" \\ back\\slash',
  '\u001b]0;claude — {symbol}\u0007\u001b[?25l\u001b[1A\u001b[2K',
  'GET /api/{area} 200 {number}ms',
  'null byte here: \u0000 and delete \u007f and line separator \u2028 and BOM \ufeff',
] as const;

const HOLES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  symbol: fc.constantFrom(...SYMBOLS),
  area: fc.constantFrom(...AREAS),
  file: fc.constantFrom(...FILES),
  number: fc.nat(999).map(String),
};

/** One of the templates, its holes filled. */
function anyOf(
  templates: readonly string[],
  holes: Readonly<Record<string, fc.Arbitrary<string>>> = HOLES,
): fc.Arbitrary<string> {
  const filled = templates.map((template) => {
    // With a group in the pattern, every second piece is the name of a hole.
    const pieces = template.split(/\{(symbol|area|file|code|number)\}/);
    return fc
      .tuple(
        ...pieces.map((piece, at) => (at % 2 === 0 ? fc.constant(piece) : (holes[piece] ?? fc.constant('')))),
      )
      .map((texts) => texts.join(''));
  });
  return fc.oneof({ withCrossShrink: true }, ...filled);
}

export const aTask: fc.Arbitrary<string> = anyOf(TASKS);

export const aRemark: fc.Arbitrary<string> = anyOf(REMARKS, { ...HOLES, code: anyOf(CODE) });

const outputLines = fc.array(anyOf(OUTPUT_LINES), { minLength: 1, maxLength: 40, size: 'max' });

/** Terminal output of whole lines: of at least so many UTF-16 units, and not much more. Long ones repeat themselves. */
export const anOutput = (length: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc.tuple(length, outputLines).map(([lengthMin, lines]) => {
    let text = '';
    for (let at = 0; text.length < lengthMin; at++) text += `${lines[at % lines.length]}\n`;
    return text;
  });
