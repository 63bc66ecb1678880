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
import { type Group, type Groups, inTime, sessionGroups, startOf } from './legacy-session.ts';

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
/** Of a workspace among the sources. */
const of = (name: string): string => fileOf(`${SOURCES}/${name}`);

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
  const files: readonly (readonly [file: string, what: string, groups: readonly Group[]])[] = [
    [of('storefront'), 'two records of one id for every competition', times(share(30) / 2, groups.pair)],
    [of('debates'), 'debates that stay in a round', times(share(14) / 1.75, groups.debate)],
    [of('clocks'), 'times tie, go backwards and change their spelling', times(share(10), groups.outOfTime)],
    [
      of('tangled'),
      'instance 0, repeated instance and message ids, ids that name nothing',
      times(share(8), groups.tangled),
    ],
    [of('昔の仕事'), 'durations above 2^53', U64_EXAMPLES.map(groups.longRunning)],
    [of('大規模'), 'large outputs', largeLengths.map(groups.talkative)],
    [fileOf(''), 'the empty path', [groups.single]],
    [GLOBAL_FILE, 'all workspaces together, of an early version', times(share(6), groups.single)],
  ];
  return fc
    .tuple(
      ...files.map(([file, what, made]) =>
        inTime(made).map((list) => readable(file, what, writeSessions(list))),
      ),
    )
    .map((made) => [...made, ...made.slice(0, 1).map(copied)]);
}

export const isSessionFile = ({ what }: HomeFile): boolean => !what.startsWith('foreign');

const copied = (file: HomeFileContent): HomeFileContent => ({
  ...file,
  file: of('storefront-old'),
  what: 'copied when the project moved',
});

/** One workspace, reached through a link: the commands and the debate writer keep one file each. */
const twoNamesOfOneWorkspace = (groups: Groups, sessions: number): fc.Arbitrary<HomeFileContent[]> =>
  fc
    .tuple(inTime(times(sessions, groups.single)), progressRecord(startOf(0)), progressRecord(startOf(0)))
    .map(([records, ...progress]) => [
      readable(fileOf('/Volumes/data/api'), 'workspace with a second file', writeSessions(records)),
      readable(
        fileOf('/Users/mika/api/'),
        'the same workspace, ids of the other file',
        writeSessions(progress.map((record, at) => ({ ...record, id: records[at]?.id ?? '' }))),
      ),
    ]);

/** Readable files that the present app would write differently. */
function otherWritersFiles(groups: Groups, sessions: number): fc.Arbitrary<HomeFileContent[]> {
  const [labels] = UNKNOWN_MEMBERS;
  const list = times(sessions, groups.single);
  const files: readonly (readonly [
    file: string,
    what: string,
    made: readonly Group[],
    how: Partial<Spelling>,
  ])[] = [
    [of('old'), 'keys absent (old version)', list, { omitsEmpty: true }],
    [of('later'), 'unknown keys (later version)', list, { unknown: labels, keys: 'unknown first' }],
    [
      of('compact'),
      'on one line, escaped and closed by a line feed (edited by hand)',
      [groups.single],
      { escapes: 'non-ASCII', indent: '', lineEnd: '', after: '\n' },
    ],
  ];
  return fc.tuple(
    ...files.map(([file, what, made, how]) =>
      inTime(made).map((each) => readable(file, what, spelled(each, { ...AS_IN_THE_APP, ...how }))),
    ),
  );
}

const readable = (file: string, what: string, text: string): HomeFileContent => ({
  ...{ file, what, isReadable: true, bytes: Buffer.from(text) },
});

const emptyFiles: readonly HomeFileContent[] = [
  readable(of('deleted'), 'an empty list', '[]'),
  readable(of('touched'), 'empty', ''),
  readable(of('blank'), 'only white space', ' \n\u3000\n'),
];

const damagedFiles = (groups: Groups): fc.Arbitrary<HomeFileContent[]> =>
  fc.tuple(
    ...Object.entries(LIFELIKE_DAMAGE).map(([name, damage]) =>
      aDamagedFile(of(name), inTime(times(2, groups.single)), fc.constant(damage)),
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
  return inTime([groups.single]).map((list) => [
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
  const aGroup: Group = (startMs) =>
    fc.oneof(
      { weight: 4, arbitrary: groups.hurtful(startMs) },
      ...[groups.single, groups.pair, groups.debate, groups.outOfTime, groups.tangled].map((group) =>
        once(group(startMs)),
      ),
      once(fc.oneof(...U64_EXAMPLES.map((seconds) => groups.longRunning(seconds)(startMs)))),
      once(groups.talkative()(startMs)),
    );
  const perhaps: Group = (startMs) => fc.option(aGroup(startMs), { nil: [], freq: 2 });
  const lists = inTime(times(4, perhaps));
  const somebody = inTime([aGroup, perhaps]);
  const file = (what: string, text: fc.Arbitrary<string>) =>
    fc.tuple(aName, text).map(([name, content]) => readable(name, what, content));
  const inSomeSpelling = fc.tuple(lists, aSpelling).map(([list, how]) => spelled(list, how));
  const blank = fc.constantFrom('', '', '[]', ' \n\u3000\n', '\u0085', '\u2028', '[ ]\n');
  return fc.oneof(
    { weight: 5, arbitrary: file('as the app writes it', lists.map(writeSessions)) },
    { weight: 5, arbitrary: file('in another spelling', inSomeSpelling) },
    { weight: 4, arbitrary: file('blank', blank) },
    { weight: 3, arbitrary: aName.chain((name) => aDamagedFile(name, somebody, aDamage)) },
    once(foreignFiles(groups).chain((files) => fc.constantFrom(...files))),
  );
}

const once = <T>(arbitrary: fc.Arbitrary<T>): fc.WeightedArbitrary<T> => ({ weight: 1, arbitrary });

const times = (count: number, group: Group): Group[] => Array.from({ length: Math.ceil(count) }, () => group);
