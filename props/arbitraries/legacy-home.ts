// Home directories of the app with every oddity that real ones show (legacy format, section 1): what each file holds, byte
// for byte, and whether the app can read it. Two arbitraries of the same files: a lifelike home, in which every kind of
// file is there, and any home, small and as odd as can be, which shrinks to the file and the value that matter.

import fc from 'fast-check';
import type { WorktreeSession } from '../../contract/session.ts';
import { writeSessions } from '../../contract/session-writer.ts';
import { hashRaw } from '../../contract/workspace.ts';
import { aDamage, aPlace, type Damage, LIFELIKE_DAMAGE } from './damaged-file.ts';
import { AS_IN_THE_APP, aSpelling, type Spelling, spelled, UNKNOWN_MEMBERS } from './file-spelling.ts';
import { progressRecord } from './legacy-record.ts';
import { type Group, type Groups, START_MS, sessionGroups } from './legacy-session.ts';

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

const SOURCES = '/Users/mika/src';
const SESSIONS = '.ait42/sessions';
const GLOBAL_FILE = '.ait42/sessions.json';
const fileOf = (path: string): string => `${SESSIONS}/${hashRaw(path)}.json`;

const U64_EXAMPLES = [2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 64n - 1n] as const;
const LARGE_OUTPUT_LENGTHS = [110_000, 400_000, 1_500_000] as const;

/**
 * Below this many sessions outputs are a quarter, and the large ones an eightieth: they would be nine tenths of a home that
 * is made small, and every check reads them all. The largest is still long enough to be stored compressed.
 */
const SMALL_HOME_SESSIONS = 100;
const OUTPUT_SHRINKAGE = 4;
const LARGE_OUTPUT_SHRINKAGE = 20;

/** About `sessions` sessions in all; every kind of file is there however few are asked for. */
export function lifelikeHome(sessions: number): fc.Arbitrary<HomeFileContent[]> {
  const isSmall = sessions < SMALL_HOME_SESSIONS;
  const groups = sessionGroups(isSmall ? OUTPUT_SHRINKAGE : 1);
  const lengths = LARGE_OUTPUT_LENGTHS.map((length) => length / (isSmall ? LARGE_OUTPUT_SHRINKAGE : 1));
  const share = (percent: number): number => Math.max(2, Math.round((sessions * percent) / 100));
  return fc
    .tuple(
      ordinaryFiles(groups, share, lengths),
      twoNamesOfOneWorkspace(groups, share(4)),
      otherWritersFiles(groups, share(4)),
      fc.constant(emptyFiles),
      damagedFiles(groups),
      foreignFiles(groups),
    )
    .map((files) => files.flat());
}

/** Files as the app writes them: fixed points of reading and writing. */
function ordinaryFiles(
  groups: Groups,
  share: (percent: number) => number,
  largeLengths: readonly number[],
): fc.Arbitrary<HomeFileContent[]> {
  const asWritten = (file: string, what: string, sessions: fc.Arbitrary<WorktreeSession[]>) =>
    sessions.map((list) => readable(file, what, writeSessions(list)));
  return fc
    .tuple(
      asWritten(
        fileOf(`${SOURCES}/storefront`),
        'two records of one id for every competition',
        times(Math.ceil(share(30) / 2), groups.pair),
      ),
      asWritten(
        fileOf(`${SOURCES}/debates`),
        'debates that stay in a round',
        times(Math.ceil(share(14) / 1.75), groups.debate),
      ),
      asWritten(
        fileOf(`${SOURCES}/clocks`),
        'times tie, go backwards and change their spelling',
        times(share(10), groups.outOfTime),
      ),
      asWritten(
        fileOf(`${SOURCES}/tangled`),
        'instance 0, repeated instance and message ids, ids that name nothing',
        times(share(8), groups.tangled),
      ),
      asWritten(
        fileOf(`${SOURCES}/昔の仕事`),
        'durations above 2^53',
        together(U64_EXAMPLES.map((seconds) => groups.longRunning(seconds))),
      ),
      asWritten(
        fileOf(`${SOURCES}/大規模`),
        'large outputs',
        together(largeLengths.map((length) => groups.talkative(length))),
      ),
      asWritten(fileOf(''), 'the empty path', times(1, groups.single)),
      asWritten(GLOBAL_FILE, 'all workspaces together, of an early version', times(share(6), groups.single)),
    )
    .map((files) => [...files, ...files.slice(0, 1).map(copied)]);
}

export const isSessionFile = ({ what }: HomeFile): boolean => !what.startsWith('foreign');

const copied = (file: HomeFileContent): HomeFileContent => ({
  ...file,
  file: fileOf(`${SOURCES}/storefront-old`),
  what: 'copied when the project moved',
});

/** One workspace, reached through a link: the commands and the debate writer keep one file each. */
const twoNamesOfOneWorkspace = (groups: Groups, sessions: number): fc.Arbitrary<HomeFileContent[]> =>
  fc
    .tuple(times(sessions, groups.single), fc.tuple(progressRecord, progressRecord))
    .map(([records, progress]) => [
      readable(fileOf('/Volumes/data/api'), 'workspace with a second file', writeSessions(records)),
      readable(
        fileOf('/Users/mika/api/'),
        'the same workspace, ids of the other file',
        writeSessions(progress.map((make, at) => make(records[at]?.id ?? '', START_MS))),
      ),
    ]);

/** Readable files that the present app would write differently. */
function otherWritersFiles(groups: Groups, sessions: number): fc.Arbitrary<HomeFileContent[]> {
  const list = times(sessions, groups.single);
  const [labels] = UNKNOWN_MEMBERS;
  const byHand: Spelling = { ...AS_IN_THE_APP, escapes: 'non-ASCII', indent: '', lineEnd: '', after: '\n' };
  return fc
    .tuple(list, list, times(1, groups.single))
    .map(([old, later, one]) => [
      readable(
        fileOf(`${SOURCES}/old`),
        'keys absent (old version)',
        spelled(old, { ...AS_IN_THE_APP, omitsEmpty: true }),
      ),
      readable(
        fileOf(`${SOURCES}/later`),
        'unknown keys (later version)',
        spelled(later, { ...AS_IN_THE_APP, unknown: labels, keys: 'unknown first' }),
      ),
      readable(
        fileOf(`${SOURCES}/compact`),
        'on one line, escaped and closed by a line feed (edited by hand)',
        spelled(one, byHand),
      ),
    ]);
}

const readable = (file: string, what: string, text: string): HomeFileContent => ({
  ...{ file, what, isReadable: true, bytes: Buffer.from(text) },
});

const emptyFiles: readonly HomeFileContent[] = [
  readable(fileOf(`${SOURCES}/deleted`), 'an empty list', '[]'),
  readable(fileOf(`${SOURCES}/touched`), 'empty', ''),
  readable(fileOf(`${SOURCES}/blank`), 'only white space', ' \n\u3000\n'),
];

const damagedFiles = (groups: Groups): fc.Arbitrary<HomeFileContent[]> =>
  fc.tuple(
    ...Object.entries(LIFELIKE_DAMAGE).map(([name, damage]) =>
      aDamagedFile(fileOf(`${SOURCES}/${name}`), times(2, groups.single), fc.constant(damage)),
    ),
  );

const aDamagedFile = (
  file: string,
  sessions: fc.Arbitrary<WorktreeSession[]>,
  damage: fc.Arbitrary<Damage>,
): fc.Arbitrary<HomeFileContent> =>
  fc.tuple(sessions, damage, aPlace).map(([list, { what, damaged }, place]) => ({
    ...{ file, what, isReadable: false, bytes: damaged(Buffer.from(writeSessions(list)), place) },
  }));

function foreignFiles(groups: Groups): fc.Arbitrary<HomeFileContent[]> {
  const foreign = (file: string, what: string, bytes: Buffer): HomeFileContent => ({
    ...{ file: `${SESSIONS}/${file}`, what: `foreign: ${what}`, isReadable: false, bytes },
  });
  const hash = hashRaw(`${SOURCES}/storefront`);
  return times(1, groups.single).map((list) => [
    foreign('.DS_Store', 'of the Finder', Buffer.from('\0\0\0\u0001Bud1\0\0', 'latin1')),
    foreign(`${hash}.json.bak`, 'a backup by hand', Buffer.from(writeSessions(list))),
    foreign('ffff.json/notes.txt', 'in a directory named like a file', Buffer.from('not ours\n')),
  ]);
}

/** Workspaces whose hash the seven operations find too; their directories do not exist. */
const WORKSPACES: readonly string[] = [
  `${SOURCES}/storefront`,
  '/Volumes/data/api',
  `${SOURCES}/caf\u00e9`,
  `${SOURCES}/cafe\u0301`,
  `${SOURCES}/昔の仕事`,
];

/** The first most often, so that a home has its file and writes meet it. */
export const aWorkspace: fc.Arbitrary<string> = fc.constantFrom(
  ...WORKSPACES.flatMap((path, at) => Array.from({ length: (WORKSPACES.length - at) ** 2 }, () => path)),
);

/** The file of a path as the debate writer names it, of the empty path, of no path at all. */
const OTHER_FILES = [fileOf('/Users/mika/api/'), fileOf(''), GLOBAL_FILE] as const;

/** Outputs stay short: what a home of a few files must show is not their length. */
const ANY_HOME_SHRINKAGE = 50;

/** Up to five files of any kind, and a copy of one of them. */
export function anyHome(): fc.Arbitrary<HomeFileContent[]> {
  const file = anyFile(sessionGroups(ANY_HOME_SHRINKAGE));
  const files = fc.uniqueArray(file, { maxLength: 5, size: 'max', selector: (each) => each.file });
  return fc
    .tuple(files, fc.boolean())
    .map(([list, hasCopy]) => [
      ...list,
      ...(hasCopy ? list.filter(isSessionFile).slice(0, 1).map(copied) : []),
    ]);
}

function anyFile(groups: Groups): fc.Arbitrary<HomeFileContent> {
  const aName = fc.oneof(
    { weight: 3, arbitrary: aWorkspace.map(fileOf) },
    { weight: 1, arbitrary: fc.constantFrom(...OTHER_FILES) },
  );
  const aGroup = fc.oneof(
    { weight: 4, arbitrary: groups.hurtful },
    ...[groups.single, groups.pair, groups.debate, groups.outOfTime, groups.tangled].map(once),
    once(fc.oneof(...U64_EXAMPLES.map(groups.longRunning))),
    once(groups.talkative()),
  );
  const lists = fc.array(aGroup, { maxLength: 4, size: 'max' }).map(inTime);
  const somebody = fc.array(aGroup, { minLength: 1, maxLength: 2 }).map(inTime);
  const file = (what: string, text: fc.Arbitrary<string>) =>
    fc.tuple(aName, text).map(([name, content]) => readable(name, what, content));
  return fc.oneof(
    { weight: 5, arbitrary: file('as the app writes it', lists.map(writeSessions)) },
    {
      weight: 5,
      arbitrary: file(
        'in another spelling',
        fc.tuple(lists, aSpelling).map(([list, how]) => spelled(list, how)),
      ),
    },
    {
      weight: 4,
      arbitrary: file('blank', fc.constantFrom('', '', '[]', ' \n\u3000\n', '\u0085', '\u2028', '[ ]\n')),
    },
    {
      weight: 3,
      arbitrary: aName.chain((name) =>
        aDamagedFile(
          name,
          somebody.filter(({ length }) => length > 0),
          aDamage,
        ),
      ),
    },
    once(foreignFiles(groups).chain((files) => fc.constantFrom(...files))),
  );
}

const once = <T>(arbitrary: fc.Arbitrary<T>): fc.WeightedArbitrary<T> => ({ weight: 1, arbitrary });

const times = (count: number, group: fc.Arbitrary<Group>): fc.Arbitrary<WorktreeSession[]> =>
  together(Array.from({ length: count }, () => group));

const together = (groups: readonly fc.Arbitrary<Group>[]): fc.Arbitrary<WorktreeSession[]> =>
  fc.tuple(...groups).map(inTime);

const STEP_MS = 17 * 60_000;

/** One after the other, as files are in the order of creation. */
export const inTime = (groups: readonly Group[]): WorktreeSession[] =>
  groups.flatMap((group, at) => group(START_MS + at * STEP_MS));
