// Text by the columns that it takes on a terminal: how many, cut to fit, or broken into lines. Wide characters of East Asia
// and most emoji take two, marks that combine take none.
// Not here: escape sequences, which must be gone before (one-line.ts).

/** Made when it is needed: most text is ASCII. */
let segmenter: Intl.Segmenter | undefined;

function charactersOf(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;
const NONE = /^[\p{M}\p{Cf}\u200b]+$/u;

export function columnsOf(text: string): number {
  // Nearly every text is ASCII.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of charactersOf(text)) columns += columnsOfCharacter(segment);
  return columns;
}

const columnsOfCharacter = (character: string): number =>
  NONE.test(character) ? 0 : WIDE.test(character) || character.includes('\ufe0f') ? 2 : 1;

/** At most so many columns; what was longer ends in "…". */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let [kept, taken] = ['', 0];
  for (const { segment } of charactersOf(text)) {
    taken += columnsOfCharacter(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`;
}

/** Spaces behind, or in front. */
export const padded = (text: string, columns: number, align: 'left' | 'right' = 'left'): string => {
  const padding = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? text + padding : padding + text;
};

/** Broken between words, a longer word where it must be; one line at least. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let [line, taken] = ['', 0];
  for (const word of text.split(' ').flatMap((long) => pieces(long, columns))) {
    const more = line === '' ? word : ` ${word}`;
    const width = columnsOf(more);
    if (line !== '' && taken + width > columns) {
      lines.push(line);
      [line, taken] = [word, columnsOf(word)];
    } else {
      line += more;
      taken += width;
    }
  }
  return [...lines, line];
}

/** A word that is longer than a line, in pieces. */
function pieces(word: string, columns: number): string[] {
  if (columnsOf(word) <= columns) return [word];
  const found: string[] = [];
  let [piece, taken] = ['', 0];
  for (const { segment } of charactersOf(word)) {
    const more = columnsOfCharacter(segment);
    if (piece !== '' && taken + more > columns) {
      found.push(piece);
      [piece, taken] = ['', 0];
    }
    piece += segment;
    taken += more;
  }
  return [...found, piece];
}
