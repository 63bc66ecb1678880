// Facts from outside this code, so that what model and stores share is not compared with itself. Small excerpts, each with its source.

/** CaseFolding.txt of Unicode 15.0.0 (Debian package unicode-data 15.0.0-1), status C and F: a character and what it folds to. */
export const CASE_FOLDING: readonly (readonly [number, string])[] = [
  [0x0041, 'a'],
  [0x00b5, '\u03bc'],
  [0x00c4, '\u00e4'],
  [0x00df, 'ss'],
  [0x0130, 'i\u0307'],
  [0x0178, '\u00ff'],
  [0x017f, 's'],
  [0x01f0, 'j\u030c'],
  [0x03a3, '\u03c3'],
  [0x03c2, '\u03c3'],
  [0x0416, '\u0436'],
  [0x0531, '\u0561'],
  [0x10a0, '\u2d00'],
  [0x1e9e, 'ss'],
  [0x1f08, '\u1f00'],
  [0x2126, '\u03c9'],
  [0x212a, 'k'],
  [0x2c00, '\u2c30'],
  [0xff21, '\uff41'],
  [0x10400, '\u{10428}'],
  [0x1e900, '\u{1e922}'],
];

/** UnicodeData.txt of the same: characters of letters, numbers and marks, which are in words, and others, which are between them. */
export const IN_WORDS = 'aZ9éßжΩא\u0301\u0903٣Ⅷ²ªǅ\u20dd\u{10428}';
export const BETWEEN_WORDS = ' \t\n-_.,:;!?/\\"\'()[]{}«»—…€+=<>^`|~#%&*@$\u00a0\u2028\u3000、。・';

/** Scripts.txt of the same: Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar; written without spaces. */
export const UNSPACED = '漢字語ひらカナไทยລາວខ្មမြ';
/** The same: Hangul, Cyrillic, Greek, Arabic, Devanagari; written with spaces. */
export const SPACED = '한글 кириллица ελληνικά العربية हिन्दी';

/** RFC 3339, section 5.8, and points that are known of POSIX time; microseconds by Python's datetime (3.11). Null: no instant. */
export const INSTANTS: readonly (readonly [string, number | null])[] = [
  ['1985-04-12T23:20:50.52Z', 482_196_050_520_000],
  ['1996-12-19T16:39:57-08:00', 851_042_397_000_000],
  ['1996-12-20T00:39:57Z', 851_042_397_000_000],
  ['1937-01-01T12:00:27.87+00:20', -1_041_337_172_130_000],
  ['1970-01-01T00:00:00Z', 0],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['2001-09-09T01:46:40Z', 1_000_000_000_000_000],
  ['2038-01-19T03:14:08Z', 2_147_483_648_000_000],
  ['2000-02-29T00:00:00Z', 951_782_400_000_000],
  ['0001-01-01T00:00:00Z', -62_135_596_800_000_000],
  // Beyond 2254 the nearest double.
  ['9999-12-31T23:59:59.999999Z', 253_402_300_800_000_000],
  ['2025-11-12t14:00:00.123456789z', 1_762_956_000_123_456],
  ['2025-11-12 14:00:00.1+00:00', 1_762_956_000_100_000],
  ['2025-11-12T14:00:00-00:00', 1_762_956_000_000_000],
  ['2025-11-12T14:00:00+23:59', 1_762_956_000_000_000 - 86_340_000_000],
  ['1990-12-31T23:59:60Z', null],
  ['1900-02-29T00:00:00Z', null],
  ['2023-02-29T00:00:00Z', null],
  ['2025-04-31T00:00:00Z', null],
  ['2025-00-10T00:00:00Z', null],
  ['2025-11-00T00:00:00Z', null],
  ['2025-13-10T00:00:00Z', null],
  ['2025-11-12T24:00:00Z', null],
  ['2025-11-12T14:60:00Z', null],
  ['2025-11-12T14:00:00+24:00', null],
  ['2025-11-12T14:00:00', null],
  ['2025-11-12', null],
  ['2025-11-12T14:00:00.Z', null],
  ['', null],
];

/** FIPS 180-4, examples of SHA-256. */
export const SHA256: readonly (readonly [string, string])[] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
];

/** Merkle tree hashes of RFC 6962 over these leaves, as the reference implementation of Certificate Transparency tests itself. */
export const MERKLE_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
] as const;
export const MERKLE_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
] as const;

/** White_Space of PropList.txt, of the same package; U+FEFF and U+200B are none. */
export const WHITE_SPACE =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

/**
 * A session file as the app leaves it: observed of its own storage code. Two sessions with one id, an integer above 2^53, and every kind
 * of escape.
 */
export const APP_FILE = String.raw`[
  {
    "id": "same",
    "type": "debate",
    "task": "\" \\ \b\f\n\r\t\u0001\u001f / é 漢 😀",
    "status": "round_1",
    "createdAt": "2025-11-12T14:00:00.123Z",
    "updatedAt": "2025-11-12T14:00:00+00:00",
    "completedAt": null,
    "instances": [
      {
        "instanceId": 0,
        "worktreePath": "/w",
        "branch": "b",
        "agentName": "a",
        "status": "idle",
        "tmuxSessionId": "t",
        "output": null,
        "startTime": null,
        "endTime": null,
        "filesChanged": null,
        "linesAdded": null,
        "linesDeleted": null,
        "runtime": null,
        "model": null,
        "runtimeLabel": null
      },
      {
        "instanceId": 0,
        "worktreePath": "/v",
        "branch": "b",
        "agentName": "a",
        "status": "running",
        "tmuxSessionId": "t",
        "output": "",
        "startTime": null,
        "endTime": null,
        "filesChanged": 0,
        "linesAdded": 4294967295,
        "linesDeleted": null,
        "runtime": null,
        "model": null,
        "runtimeLabel": null
      }
    ],
    "chatHistory": [
      {
        "id": "m1",
        "role": "user",
        "content": "first",
        "timestamp": "",
        "instanceId": null
      },
      {
        "id": "m1",
        "role": "user",
        "content": "second",
        "timestamp": "",
        "instanceId": 7
      }
    ],
    "model": null,
    "timeoutSeconds": 0,
    "preserveWorktrees": false,
    "winnerId": 9,
    "runtimeMix": [],
    "totalDuration": 18446744073709551615,
    "totalFilesChanged": null,
    "totalLinesAdded": null,
    "totalLinesDeleted": null
  },
  {
    "id": "same",
    "type": "",
    "task": "",
    "status": "",
    "createdAt": "",
    "updatedAt": "",
    "completedAt": null,
    "instances": [],
    "chatHistory": [],
    "model": null,
    "timeoutSeconds": null,
    "preserveWorktrees": null,
    "winnerId": null,
    "runtimeMix": null,
    "totalDuration": null,
    "totalFilesChanged": null,
    "totalLinesAdded": null,
    "totalLinesDeleted": null
  }
]`;

/** What the app does with other texts in place of a file: how many sessions it reads, null where it refuses (format page, section 3). */
export const APP_READS: readonly (readonly [string, number | null])[] = [
  ['', 0],
  [' \n\u0085\u00a0\u2028\u3000', 0],
  ['\ufeff', null],
  ['\ufeff[]', null],
  ['[]', 0],
  ['[ ]\r\n\t ', 0],
  ['[]\u00a0', null],
  ['null', null],
  ['{}', null],
  ['[],', null],
  ['[{}]', null],
  ['[1]', null],
  ['["a"]', null],
  ['[["a","b","c","d","e","f",null,[],[],null,null,null,null,null,null,null,null,null]]', 1],
  ['[["a","b","c","d","e","f",null,[],[],null,null,null,null,null,null,null,null]]', null],
];
