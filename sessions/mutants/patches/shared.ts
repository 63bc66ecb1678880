// Bugs in what every store shares, so that a store is compared with the same bug: only facts from outside show them.

import { inFile, type Patch } from '../patch.ts';

export const SHARED_PATCHES: readonly Patch[] = [
  ...inFile('contract/tokenizer.ts', 'golden', [
    ['final-sigma-apart', 'a final sigma is another letter', ".replaceAll('ς', 'σ')", ''],
    ['sharp-s-apart', 'ß is not ss', ".replaceAll('ß', 'ss')", ''],
    [
      'not-compatible',
      'full-width letters are other letters',
      "text.normalize('NFKC')",
      "text.normalize('NFC')",
    ],
    [
      'last-character-lost',
      'the last character of an unspaced run begins no token',
      '    last = character;\n  }\n  tokens.push(last);',
      '    last = character;\n  }\n  if (tokens.length === 0) tokens.push(last);',
    ],
    ['words-cut-later', 'words are cut one unit later', 'TOKEN_LENGTH_MAX = 64', 'TOKEN_LENGTH_MAX = 65'],
    [
      'half-a-pair',
      'a word is cut within a surrogate pair',
      'return head.isWellFormed() ? head : head.slice(0, -1);',
      'return head;',
    ],
    ['marks-end-words', 'a mark ends a word', String.raw`[\p{L}\p{N}\p{M}]`, String.raw`[\p{L}\p{N}]`],
    ['thai-spaced', 'Thai is taken for a script with spaces', String.raw`\p{sc=Thai}`, ''],
    ['star-ignored', 'a star behind a word makes no prefix', "folded.charAt(run.end) === '*'", 'false'],
  ]),
  ...inFile('contract/instant.ts', 'golden', [
    ['offset-added', 'an offset is added instead of taken away', '- offset * 60;', '+ offset * 60;'],
    [
      'every-century-leaps',
      'every century has a 29 February',
      'year % 4 === 0 && (year % 100 !== 0 || year % CYCLE_YEARS === 0)',
      'year % 4 === 0',
    ],
    ['leap-seconds', 'second 60 is taken', 'second > 59', 'second > 60'],
    [
      'milliseconds-only',
      'a fraction ends behind its milliseconds',
      'at < FRACTION_START + 6; at++',
      'at < FRACTION_START + 3; at++',
    ],
    ['midnight-twice', 'hour 24 is taken', 'hour > 23 ||', 'hour > 24 ||'],
    ['day-zero', 'day 0 of a month is taken', 'day < 1 ||', 'day < 0 ||'],
    [
      'milliseconds-for-micro',
      'instants are milliseconds',
      '(midnight + seconds * 1000) * 1000 +',
      '(midnight + seconds * 1000) +',
    ],
    ['fraction-kept', 'a stamp has its fraction when that is zero', String.raw`(?:\.000)?Z$`, 'Z$'],
  ]),
  ...inFile('contract/canonical.ts', 'golden', [
    [
      'no-line-ends',
      'lists of other sessions have one digest',
      '`${canonicalText(session)}\\n`',
      'canonicalText(session)',
    ],
  ]),
  ...inFile('contract/session-writer.ts', 'golden', [
    [
      'wider-indent',
      'files are indented by four',
      'withExactDigits : undefined, 2)',
      'withExactDigits : undefined, 4)',
    ],
  ]),
  ...inFile('contract/session-list.ts', 'golden', [
    [
      'message-first',
      'a new message comes first',
      '[...session.chatHistory, message]',
      '[message, ...session.chatHistory]',
    ],
    [
      'message-without-stamp',
      'a new message leaves the time of the session',
      '({ ...session, updatedAt, chatHistory:',
      '({ ...session, chatHistory:',
    ],
    [
      'last-instance',
      'of several instances the last one gets the status',
      'session.instances.find((candidate)',
      'session.instances.findLast((candidate)',
    ],
    [
      'last-of-id',
      'of several sessions of one id the last one is meant',
      'list.find(({ id }) => id === sessionId)',
      'list.findLast(({ id }) => id === sessionId)',
    ],
  ]),
  ...inFile('contract/text-order.ts', 'golden', [
    ['order-of-units', 'texts are in the order of UTF-16', 'unit + 0x10000 : unit', 'unit : unit'],
  ]),
  ...inFile('contract/workspace.ts', 'golden', [
    ['shorter-names', 'names of files have a digit less', '.slice(0, 16);', '.slice(0, 15);'],
    ['slashes-kept', 'slashes at the end make another workspace', 'end--;\n', 'break;\n'],
    ['blank-without-nel', 'U+0085 is not blank', String.raw`\u0085`, ''],
  ]),
  ...inFile('contract/session-reader.ts', 'golden', [
    [
      'keys-twice',
      'a key that is there twice is taken',
      'if (values[index] !== ABSENT) cursor.fail(',
      'if (values[index] === undefined) cursor.fail(',
    ],
    ['trailing-text', 'what stands behind the list is passed over', 'cursor.expectEnd();', ''],
    [
      'blank-refused',
      'a file of white space is refused',
      'if (isBlank(text)) return [];',
      "if (text === '') return [];",
    ],
  ]),
];
