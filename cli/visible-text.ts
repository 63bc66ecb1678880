// Text from outside made harmless for a terminal: names of files, ids and texts of errors may hold escape sequences
// that repaint the screen, or marks that turn the order of characters around. What would not show is spelled out.

/** Controls of ASCII and Latin 1, separators of lines, and marks of direction. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** What a GitHub workflow takes for a command when it stands in its log: `::error::` at the start of a line, `##[error]`. */
const COMMAND = /(?<=^[^\S\n]*):(?=:)|(?<=#)#(?=\[)/gm;

/** For what belongs in one line: `\u001b[31m` for a sequence, `\u000a` for a line feed. */
export const visibleName = (name: string): string => name.replace(UNSEEN, spelled).replace(COMMAND, spelled);

/** For a text of several lines, which stay lines. */
export const visibleText = (text: string): string =>
  text
    .replace(UNSEEN, (character) => (character === '\n' ? character : spelled(character)))
    .replace(COMMAND, spelled);

/**
 * For a text that the tools themselves put colours in, where whatever came from outside was made visible before. Only our
 * own colours pass: "conceal" would hide what follows.
 */
export const visibleStyledText = (text: string): string =>
  text
    .split(STYLE)
    .map((part, index) => (index % 2 === 0 ? visibleText(part) : part))
    .join('');

/** Plain data, a row of a result file say, with every text in it made visible. */
export function visibleValues<T>(value: T): T {
  if (typeof value === 'string') return visibleText(value) as T;
  if (Array.isArray(value)) return value.map(visibleValues) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visibleValues(inner)])) as T;
}

const ESCAPE = String.fromCharCode(27);
const STYLE = new RegExp(`(${ESCAPE}\\[(?:0|1|2|31|32|33)m)`);

const spelled = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
