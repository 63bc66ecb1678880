// What a terminal shows while an agent works: narration, test runs, compiler errors, diffs, code, colours.

import type { Random } from '../../statistics/random.ts';
import { japaneseSentence } from './japanese.ts';
import { capitalised, englishSentence, identifier, noun, sourcePath, verb } from './prose.ts';

type Line = (random: Random) => string;

const ASCII_LINES: readonly Line[] = [
  (random) => `$ ${random.pick(['npm test', 'cargo check', 'git status', 'npx tsc --noEmit', 'git diff'])}`,
  (random) => `Read ${sourcePath(random)} (${random.integer(8, 900)} lines)`,
  (random) =>
    `  at ${identifier(random)} (${sourcePath(random)}:${random.integer(1, 800)}:${random.integer(1, 80)})`,
  (random) =>
    `${sourcePath(random)}(${random.integer(1, 800)},7): error TS2345: no overload of ${identifier(random)}`,
  (random) => `PASS ${sourcePath(random)} (${random.integer(1, 60)} tests, ${random.integer(3, 4000)} ms)`,
  (random) =>
    `+  const ${noun(random)} = await ${identifier(random)}(${noun(random)}, { ${noun(random)}: true });`,
  (random) => `-  return ${identifier(random)}(${noun(random)}.${noun(random)});`,
  (random) => `@@ -${random.integer(1, 700)},7 +${random.integer(1, 700)},9 @@ ${identifier(random)}`,
  (random) =>
    `   if (${noun(random)} === undefined) throw new Error('${verb(random)} ${noun(random)} failed');`,
  (random) =>
    `fn ${verb(random)}_${noun(random)}(${noun(random)}: &str) -> Result<${capitalised(noun(random))}> {`,
  (random) => `\u001b[32m${random.integer(1, 400)} passed\u001b[39m, ${random.integer(0, 9)} skipped`,
  (random) =>
    `[${random.integer(10, 23)}:${random.integer(10, 59)}:${random.integer(10, 59)}] ${englishSentence(random)}`,
  (random) => `   ${random.hex(7)} ${englishSentence(random)}`,
  englishSentence,
  englishSentence,
];

const SIGN_LINES: readonly Line[] = [
  (random) => `● ${englishSentence(random)}`,
  (random) => `  ⎿  Updated ${sourcePath(random)} with ${random.integer(1, 40)} additions`,
  (random) => ` ✓ ${sourcePath(random)} (${random.integer(1, 60)})`,
  (random) => `→ ${identifier(random)} … ${random.integer(1, 999)} ms`,
  (random) => `🚀 “${englishSentence(random)}”`,
  (random) => `├── ${noun(random)}-${noun(random)}.ts`,
];

const JAPANESE_LINES: readonly Line[] = [
  japaneseSentence,
  japaneseSentence,
  japaneseSentence,
  (random) => `警告: ${sourcePath(random)}: ${japaneseSentence(random)}`,
  (random) => `// ${japaneseSentence(random)}`,
];

/** The share of outputs, Japanese ones apart, that hold signs beyond Latin-1; the rest are ASCII. */
const SIGNED_SHARE = 0.3;

/** Whole lines, with no line end at the end, of at least `length` characters and hardly more. */
export function terminalText(random: Random, length: number, isJapanese: boolean): string {
  const own = isJapanese ? JAPANESE_LINES : SIGN_LINES;
  const ownShare = ownLineShare(random, isJapanese);
  const lines: string[] = [];
  // Line ends stand between lines, so there is one less than lines.
  let written = -1;
  while (written < length) {
    const line = random.pick(random.chance(ownShare) ? own : ASCII_LINES)(random);
    lines.push(line);
    written += line.length + 1;
  }
  return lines.join('\n');
}

/** How many of a text's lines come from the signs or the Japanese. */
function ownLineShare(random: Random, isJapanese: boolean): number {
  if (isJapanese) return 0.6;
  return random.chance(SIGNED_SHARE) ? 0.4 : 0;
}
