// Session files under generated histories, in both modes: after every write a file is, byte for byte, what the app would
// write for the sessions that the model holds, and the other files are as they were. FILE_HISTORIES sets how many.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorktreeSession } from '../contract/session.ts';
import { amountOf } from '../contract/suite/amounts.ts';
import { hashRaw } from '../contract/workspace.ts';
import { steppingClock } from '../props/stepping-clock.ts';
import { AS_IN_THE_APP, spelled } from '../sessions/arbitraries/file-spelling.ts';
import { differenceOf } from '../sessions/histories/difference.ts';
import { passages } from '../sessions/losslessness/expect-no-loss.ts';
import { isDamaged, onDisk, readableOf } from '../sessions/losslessness/home-files.ts';
import type { Passage } from '../sessions/losslessness/losses.ts';
import { inTemporaryHome } from '../sessions/losslessness/passage-on-disk.ts';
import { play } from '../sessions/losslessness/play-writes.ts';
import { fileDifference, sessionFilesIn } from '../sessions/losslessness/session-files.ts';
import { ModelStore } from '../sessions/model.ts';
import { decodeSessions, type JsonStore, type OpenJsonStore, openJsonStore } from './index.ts';

type Mode = OpenJsonStore['mode'];
/** What a store with a bug writes in the place of a file's text. */
type Bug = (text: string) => string;

const MODES: readonly Mode[] = ['faithful', 'safe'];
const RUNS = amountOf('FILE_HISTORIES');
const WRITES_MAX = 12;

/** The app's text of sessions, by another writer than the store's. */
const asTheApp = (sessions: readonly WorktreeSession[]): Buffer =>
  Buffer.from(spelled(sessions, AS_IN_THE_APP));

/** The first wrong file or answer, in a few words; null when there is none. */
const faultOf = (passage: Passage, mode: Mode, bug?: Bug): Promise<string | null> =>
  inTemporaryHome(passage.files, async ({ home }) => {
    const history = new History(home, mode, bug);
    const writes = passage.writes.filter(({ workspace }) => !isDamaged(passage.files, workspace));
    for (const workspace of new Set(writes.map((write) => write.workspace))) await history.begin(workspace);
    for (const write of writes) {
      const fault = await history.faultIn(write);
      if (fault !== null) return `${write.op}: ${fault}`;
    }
    return null;
  });

/** A store of files and the model beside it. */
class History {
  private readonly home: string;
  private readonly bug: Bug | undefined;
  private readonly clock = steppingClock();
  private readonly model = new ModelStore({ clock: this.clock });
  private readonly store: JsonStore;
  private readonly expected: Map<string, Buffer>;

  constructor(home: string, mode: Mode, bug: Bug | undefined) {
    this.home = home;
    this.bug = bug;
    this.store = openJsonStore({ home, mode, clock: this.clock });
    this.expected = new Map(sessionFilesIn(home));
  }

  /** The model holds what the file does. */
  async begin(workspace: string): Promise<void> {
    const bytes = this.expected.get(fileOf(workspace));
    for (const session of bytes === undefined ? [] : decodeSessions(bytes))
      await this.model.createSession(workspace, session);
  }

  async faultIn(write: Passage['writes'][number]): Promise<string | null> {
    const outcome = await play(this.model, write);
    const difference = differenceOf(outcome, await play(this.store, write));
    if (difference !== null) return difference;
    const file = fileOf(write.workspace);
    // A transaction without a change writes nothing; every other write writes its file, changed or not.
    const isChanged = !same(sessionFilesIn(this.home).get(file), this.expected.get(file));
    if (outcome.kind === 'answer' && (write.op !== 'transaction' || isChanged)) {
      this.spoil(join(this.home, file));
      this.expected.set(file, asTheApp(await this.model.getAllSessions(write.workspace)));
    }
    this.clock.step();
    return fileDifference(this.expected, sessionFilesIn(this.home));
  }

  private spoil(path: string): void {
    if (this.bug !== undefined) writeFileSync(path, this.bug(readFileSync(path, 'utf8')));
  }
}

const fileOf = (workspace: string): string => `.ait42/sessions/${hashRaw(workspace)}.json`;

const same = (left: Buffer | undefined, right: Buffer | undefined): boolean =>
  left === right || (left !== undefined && right !== undefined && left.equals(right));

test.each(MODES)('any history of writes leaves the files that the app would leave (%s)', async (mode) => {
  const property = fc.asyncProperty(passages({ writesMax: WRITES_MAX }), async (passage) => {
    expect(await faultOf(passage, mode)).toBeNull();
  });
  await fc.assert(property, { numRuns: RUNS });
});

test.each(MODES)('a file that is read and written again is as the app writes it (%s)', async (mode) => {
  const property = fc.asyncProperty(passages({}), (passage) =>
    inTemporaryHome(passage.files, async ({ home }) => {
      const store = openJsonStore({ home, mode });
      const readable = readableOf(passage.files);
      for (const { file } of readable) await store.rewriteFile(join(home, file));
      const written = readable.map((each) => ({ ...each, bytes: asTheApp(decodeSessions(each.bytes)) }));
      const others = passage.files.filter(({ isReadable }) => !isReadable);
      const expected = [...written, ...others.filter(({ file }) => sessionFilesIn(home).has(file))];
      expect(fileDifference(onDisk(expected), sessionFilesIn(home))).toBeNull();
    }),
  );
  await fc.assert(property, { numRuns: Math.ceil(RUNS / 2) });
});

const BUGS: readonly (readonly [name: string, bug: Bug])[] = [
  ['a line feed at the end', (text) => `${text}\n`],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['empty options left out', (text) => text.replaceAll(/,\n\s+"\w+": null(?=\n)/g, '')],
  ['an empty list with a space', (text) => text.replaceAll(/: \[\]/g, ': [ ]')],
  ['four spaces', (text) => text.replaceAll(/^ +/gm, (indent) => indent.repeat(2))],
  [
    'escapes in upper case',
    (text) =>
      text.replaceAll(/\\u00[01][0-9a-f]/g, (short) =>
        short.replace(/[a-f]$/, (digit) => digit.toUpperCase()),
      ),
  ],
  ['DEL escaped', (text) => text.replaceAll('\x7f', '\\u007f')],
  [
    'everything beyond ASCII escaped',
    (text) =>
      text.replaceAll(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  ['the short escapes written long', (text) => text.replaceAll('\\b', '\\u0008')],
  ['a duration rounded', (text) => text.replaceAll(/\d{16,}/g, (digits) => String(BigInt(Number(digits))))],
  [
    'two keys exchanged',
    (text) => text.replaceAll(/("linesAdded": \w+),(\s+)("linesDeleted": \w+)/g, '$3,$2$1'),
  ],
  ['line separators escaped', (text) => text.replaceAll('\u2028', '\\u2028')],
];

test.each(BUGS)('a store is caught that writes %s', async (_, bug) => {
  const property = fc.asyncProperty(
    passages({ writesMax: WRITES_MAX }),
    async (passage) => (await faultOf(passage, 'faithful', bug)) === null,
  );
  const { failed, numRuns } = await fc.check(property, { numRuns: RUNS, seed: 1, endOnFailure: true });
  expect(failed).toBe(true);
  expect(numRuns).toBeLessThanOrEqual(RUNS);
});
