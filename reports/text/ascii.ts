// Text for terminals and logs that may not show more than ASCII.

const SPELLINGS: Readonly<Record<string, string>> = {
  µ: 'u',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '±': '+/-',
  '×': 'x',
  '→': '->',
  '✓': '+',
  '✗': 'x',
  '·': '|',
};

/** What has no spelling becomes a question mark. */
export const asciiText = (text: string): string =>
  text.replaceAll(/[^\x00-\x7f]/gu, (character) => SPELLINGS[character] ?? '?');
