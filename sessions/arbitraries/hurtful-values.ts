// Values chosen to hurt: what real files hold and what naive code gets wrong. Lists only; how they are combined is in the
// files beside.

import { VOCABULARY } from '../../contract/session.ts';

/** Ids that collide in careless hands: property names, case, normal forms, numbers, white space, control characters. */
export const ODD_IDS: readonly string[] = [
  '__proto__',
  'constructor',
  '',
  ' s-1',
  'S-1',
  'caf\u00e9',
  'cafe\u0301',
  'a\0b',
  'a\0c',
  '\ufeffs-1',
  '😀',
  '01',
  "'; DROP TABLE sessions; --",
  '%',
  'x'.repeat(300),
];

export const ID_POOL: readonly string[] = ['s-1', 's-2', 's-3', 's-4', 's-5', 's-6', 's-7'];

/** Words for tasks, chat and outputs; the searches below look for them. */
export const WORDS: readonly string[] = [
  'config',
  'configuration',
  'Refactor',
  'STRASSE',
  'straße',
  'ΟΔΟΣ',
  'οδος',
  'İstanbul',
  'caf\u00e9',
  'cafe\u0301',
  'データベース',
  '移行',
  '数据库迁移',
  '데이터베이스',
  'ฐานข้อมูล',
  'ｆｕｌｌｗｉｄｔｈ',
  'ﬁle',
  'naïve',
  'snake_case',
  'kebab-case',
  '100%',
  'x86_64',
  '😀👩‍👩‍👧‍👦',
  '𠮷野家',
  'a',
  'NOT',
  '日',
];

/** Pieces that are no words: control characters, terminal sequences, separators, markup, quotes. */
export const NOISE: readonly string[] = [
  '\0',
  '\u001b[31mred\u001b[0m',
  '\u0007\b\r',
  '\r\n',
  '\t',
  '\ufeff',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u007f',
  '\ufffd',
  '\uffff',
  '"',
  '\\',
  '\\u0000',
  "'",
  '</script>',
  '{"a":1}',
  '',
];

/** Spellings of timestamps: equal instants in several forms, ties, backward steps, and texts that are no instant. */
export const TIMESTAMPS: readonly string[] = [
  '2025-11-12T14:00:00.123Z',
  '2025-11-12T14:00:00.123+00:00',
  '2025-11-12T14:00:00.123000+00:00',
  '2025-11-12T23:00:00.123+09:00',
  '2025-11-12T14:00:00.123456789+00:00',
  '2025-11-12T14:00:00+00:00',
  '2025-11-12T14:00:00Z',
  '2025-11-12t14:00:00z',
  '2025-11-12 14:00:00Z',
  '2025-11-12T13:59:60Z',
  '2025-11-11T00:00:00Z',
  '2025-02-31T00:00:00Z',
  '1969-12-31T23:59:59.999999Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2025-11-12',
  'yesterday',
  '',
  '\uff12025',
  '😀',
];

export const STATUSES: readonly string[] = [...VOCABULARY.status, 'Running', 'unheard-of', ''];
export const TYPES: readonly string[] = [...VOCABULARY.type, 'Debate', 'solo', ''];
export const INSTANCE_STATUSES: readonly string[] = [...VOCABULARY.instanceStatus, 'lost', ''];
export const ROLES: readonly string[] = [...VOCABULARY.role, 'tool', ''];
export const RUNTIMES: readonly string[] = [...VOCABULARY.runtime, 'llama', '', 'Claude'];
export const MODELS: readonly string[] = ['sonnet', 'haiku', 'opus', 'gpt-5', '', 'é', 'e\u0301'];

export const SMALL_INTEGERS: readonly number[] = [0, 1, 2, 3, 7, 4_294_967_295];

/** Few, so that they repeat within a session and calls meet them. */
export const INSTANCE_IDS: readonly number[] = [0, 0, 1, 1, 2, 4_294_967_295];

/** Around 2^53, 2^63 and 2^64. */
export const DURATIONS: readonly (number | bigint)[] = [
  0,
  1,
  60,
  9_007_199_254_740_991,
  9_007_199_254_740_992n,
  9_007_199_254_740_993n,
  9_223_372_036_854_775_807n,
  9_223_372_036_854_775_808n,
  18_446_744_073_709_551_615n,
];

/** Values of the wrong type or out of range, for any field; a lone surrogate is a string that JSON cannot carry. */
export const WRONG_VALUES: readonly unknown[] = [
  -1,
  1.5,
  4_294_967_296,
  18_446_744_073_709_551_616n,
  'x\ud800',
  '\udc00\ud800',
  true,
  {},
  [],
  [3],
  ['a', null],
];

export const SEARCHES: readonly string[] = [
  'config',
  'CONFIG',
  'conf*',
  'configuration',
  'strasse',
  'Straße',
  'οδος',
  'ΟΔΟς',
  'cafe\u0301',
  'データ',
  'データベース',
  'ベ',
  '移行',
  '日',
  '数据 迁移',
  '데이터*',
  'ฐาน',
  'fullwidth',
  'file',
  '𠮷野',
  '𠮷',
  'config 移行',
  'refactor snake_case',
  '"config"',
  'config OR a',
  'NOT a',
  'NEAR(config a)',
  'task:config',
  '*',
  '*config',
  '100%',
  'a\0',
  '😀',
  '',
  '   ',
  'nowhere',
  'x'.repeat(100),
];

/** For the filter that the app's UI applies: lower-cased text contained in task, id or an agent's name. */
export const FILTER_TEXTS: readonly string[] = [
  '',
  's-1',
  'CONFIG',
  'straße',
  'i̇stanbul',
  'データ',
  '%',
  '_',
  'agent-1',
  '\0',
  'é',
  '😀',
  'nowhere',
];

export const BAD_QUERIES: readonly unknown[] = [
  { limit: 0 },
  { limit: -1 },
  { limit: 1.5 },
  { limit: 1_000_001 },
  { limit: '5' },
  { sortBy: 'id' },
  { direction: 'up' },
  { types: 'debate' },
  { statuses: [3] },
  { models: [null] },
  { runtimes: 'claude' },
  { createdFrom: 5 },
  { updatedFrom: 'yesterday' },
  { updatedTo: '2025-02-31T00:00:00Z' },
  { text: '\ud800' },
  { cursor: 'garbage' },
  { cursor: 7 },
  { cursor: 'WzEsMiwzXQ' },
  [],
  'x',
  7,
];

export const BAD_SEARCHES: readonly unknown[] = [
  {},
  { text: 5 },
  { text: '\ud800' },
  { text: 'a', limit: 0 },
  { text: 'a', cursor: 'garbage' },
  { text: 'a', cursor: 'WyJzZWFyY2giLDBd' },
  'a',
];

export const BAD_PAGES: readonly unknown[] = [
  { offset: -1 },
  { offset: 1.5 },
  { limit: 0 },
  { offset: 'a' },
  'x',
];
