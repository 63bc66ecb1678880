// The files of the generated legacy home, with every oddity that real homes show (legacy format, section 1): what
// each holds, byte for byte, and whether the app can read it.

import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { hashRaw } from '../contract/workspace.ts';
import { SessionAuthor } from './legacy-home-author.ts';
import type { HomeRandom } from './legacy-home-random.ts';

export interface HomeFile {
  /** Relative to the home, with forward slashes. */
  readonly file: string;
  /** What is special about it, for people. */
  readonly what: string;
  /** Whether it is a session file that the app can read. */
  readonly isReadable: boolean;
}

export interface HomeFileContent extends HomeFile {
  readonly bytes: Buffer;
}

/** The hash of the empty path: a file that the app wrote when no repository was open. */
const EMPTY_PATH_HASH = hashRaw('');
const U64_EXAMPLES = [2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 64n - 1n] as const;
const LARGE_OUTPUT_LENGTHS = [110_000, 400_000, 1_500_000] as const;

/**
 * Below this many sessions outputs are a quarter, and the large ones an eightieth: they would be nine tenths of a home that
 * is made small, and every check reads them all. The largest is still long enough to be stored compressed.
 */
const SMALL_HOME_SESSIONS = 100;
const OUTPUT_SHRINKAGE = 4;
const LARGE_OUTPUT_SHRINKAGE = 20;

const SESSIONS = '.ait42/sessions';
const fileOf = (path: string): string => `${SESSIONS}/${hashRaw(path)}.json`;

/** About `sessions` sessions in all; every kind of file is there however few are asked for. */
export function homeFiles(random: HomeRandom, sessions: number): HomeFileContent[] {
  const isSmall = sessions < SMALL_HOME_SESSIONS;
  const author = new SessionAuthor(random, isSmall ? OUTPUT_SHRINKAGE : 1);
  const share = (percent: number): number => Math.max(2, Math.round((sessions * percent) / 100));
  return [
    ...ordinaryFiles(author, share, isSmall ? LARGE_OUTPUT_SHRINKAGE : 1),
    ...twoNamesOfOneWorkspace(author, share(4)),
    ...otherWritersFiles(author, share(4)),
    ...emptyFiles(),
    ...damagedFiles(author),
    ...foreignFiles(author),
  ];
}

/** Files as the app writes them: fixed points of reading and writing. */
function ordinaryFiles(
  author: SessionAuthor,
  share: (percent: number) => number,
  shrinkage: number,
): HomeFileContent[] {
  const home = '/Users/mika/src';
  const asWritten = (file: string, what: string, sessions: readonly WorktreeSession[]): HomeFileContent =>
    readable(file, what, writeSessions(sessions));
  const storefront = upTo(share(30), () => author.pair());
  return [
    asWritten(fileOf(`${home}/storefront`), 'two records of one id for every competition', storefront),
    readable(fileOf(`${home}/storefront-old`), 'copied when the project moved', writeSessions(storefront)),
    asWritten(
      fileOf(`${home}/debates`),
      'debates that stay in a round',
      upTo(share(14), () => author.debate()),
    ),
    asWritten(
      fileOf(`${home}/clocks`),
      'times tie, go backwards and change their spelling',
      upTo(share(10), () => [author.outOfTime()]),
    ),
    asWritten(
      fileOf(`${home}/tangled`),
      'instance 0, repeated instance and message ids, ids that name nothing',
      upTo(share(8), () => [author.tangled()]),
    ),
    asWritten(
      fileOf(`${home}/昔の仕事`),
      'durations above 2^53',
      U64_EXAMPLES.map((seconds) => author.longRunning(seconds)),
    ),
    asWritten(
      fileOf(`${home}/大規模`),
      'large outputs',
      LARGE_OUTPUT_LENGTHS.map((length) => author.talkative(length / shrinkage)),
    ),
    asWritten(`${SESSIONS}/${EMPTY_PATH_HASH}.json`, 'the empty path', [author.single()]),
    asWritten(
      '.ait42/sessions.json',
      'all workspaces together, of an early version',
      upTo(share(6), () => [author.single()]),
    ),
  ];
}

/** One workspace, reached through a link: the commands and the debate writer keep one file each. */
function twoNamesOfOneWorkspace(author: SessionAuthor, sessions: number): HomeFileContent[] {
  const records = upTo(sessions, () => [author.single()]);
  const progress = records.slice(0, 2).map(({ id }) => author.debateProgress(id));
  return [
    readable(fileOf('/Volumes/data/api'), 'workspace with a second file', writeSessions(records)),
    readable(
      fileOf('/Users/mika/api/'),
      'the same workspace, ids of the other file',
      writeSessions(progress),
    ),
  ];
}

/** Readable files that the present app would write differently. */
function otherWritersFiles(author: SessionAuthor, sessions: number): HomeFileContent[] {
  const old = upTo(sessions, () => [author.single()]);
  const later = writeSessions(upTo(sessions, () => [author.single()]));
  const unknown = '"labels": ["α", {"weight": 1e999, "half": "\\ud800"}],';
  return [
    readable(fileOf('/Users/mika/src/old'), 'keys absent (old version)', withoutEmptyOptions(old)),
    readable(
      fileOf('/Users/mika/src/later'),
      'unknown keys (later version)',
      later.replaceAll('"id":', () => `${unknown} "id":`),
    ),
    readable(
      fileOf('/Users/mika/src/compact'),
      'on one line, escaped and closed by a line feed (edited by hand)',
      `${escapeNonAscii(JSON.stringify([author.single()]))}\n`,
    ),
  ];
}

function emptyFiles(): HomeFileContent[] {
  return [
    readable(fileOf('/Users/mika/src/deleted'), 'an empty list', '[]'),
    readable(fileOf('/Users/mika/src/touched'), 'empty', ''),
    readable(fileOf('/Users/mika/src/blank'), 'only white space', ' \n\u3000\n'),
  ];
}

/** What unlocked, non-atomic writing leaves behind, and what other programs do to files. */
function damagedFiles(author: SessionAuthor): HomeFileContent[] {
  const some = (count: number): WorktreeSession[] => Array.from({ length: count }, () => author.single());
  const bytesOf = (sessions: readonly WorktreeSession[]): Buffer => Buffer.from(writeSessions(sessions));
  const kept = some(1);
  const shorter = bytesOf(kept);
  const longer = bytesOf([...kept, ...some(3)]);
  const cut = bytesOf(some(3));
  const ill = bytesOf(some(2));
  ill[ill.indexOf('"task": "') + 9] = 0xff;
  return [
    damaged('truncated', 'cut off in the middle', cut.subarray(0, Math.floor(cut.length * 0.6))),
    damaged(
      'tail',
      'ends with the tail of a longer earlier write',
      Buffer.concat([shorter, longer.subarray(shorter.length)]),
    ),
    damaged('utf8', 'invalid UTF-8', ill),
    damaged('bom', 'starts with a byte order mark', Buffer.concat([Buffer.from('\ufeff'), bytesOf(some(1))])),
  ];
}

function foreignFiles(author: SessionAuthor): HomeFileContent[] {
  const foreign = (file: string, what: string, bytes: Buffer): HomeFileContent => ({
    file: `${SESSIONS}/${file}`,
    what: `foreign: ${what}`,
    isReadable: false,
    bytes,
  });
  const hash = hashRaw('/Users/mika/src/storefront');
  return [
    foreign('.DS_Store', 'of the Finder', Buffer.from('\0\0\0\u0001Bud1\0\0', 'latin1')),
    foreign(`${hash}.json.bak`, 'a backup by hand', Buffer.from(writeSessions([author.single()]))),
    foreign('ffff.json/notes.txt', 'in a directory named like a file', Buffer.from('not ours\n')),
  ];
}

const readable = (file: string, what: string, text: string): HomeFileContent => ({
  file,
  what,
  isReadable: true,
  bytes: Buffer.from(text),
});

const damaged = (name: string, what: string, bytes: Buffer): HomeFileContent => ({
  file: fileOf(`/Users/mika/src/${name}`),
  what,
  isReadable: false,
  bytes,
});

/** Groups of records until there are `count` of them, or a few more. */
function upTo(count: number, group: () => readonly WorktreeSession[]): WorktreeSession[] {
  const sessions: WorktreeSession[] = [];
  while (sessions.length < count) sessions.push(...group());
  return sessions;
}

const withoutEmptyOptions = (sessions: readonly WorktreeSession[]): string =>
  JSON.stringify(sessions, (_key, value: unknown) => (value === null ? undefined : value), 2);

const escapeNonAscii = (text: string): string =>
  text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
