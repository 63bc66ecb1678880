// What model and stores share (words, instants, the canonical form, the operations themselves) against facts from outside this code.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionDigest, sessionsDigest } from '../../contract/canonical.ts';
import { digestOfText } from '../../contract/digest.ts';
import { appTimestamp, instantUs, UNKNOWN_INSTANT } from '../../contract/instant.ts';
import { readSessions } from '../../contract/session-reader.ts';
import { canonicalText, writeSessions } from '../../contract/session-writer.ts';
import { compareText } from '../../contract/text-order.ts';
import { foldText, termsOf, tokensOf } from '../../contract/tokenizer.ts';
import { hashRaw, isBlank, workspaceHash } from '../../contract/workspace.ts';
import { openDatabase } from '../../impl-sqlite/open-database.ts';
import { MerkleTree } from '../../migrate/certificate/merkle.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { type SubjectName, subjectNamed } from '../../subjects/registry.ts';
import { type Checker, unless } from './checker.ts';
import {
  APP_FILE,
  APP_READS,
  BETWEEN_WORDS,
  CASE_FOLDING,
  IN_WORDS,
  INSTANTS,
  MERKLE_LEAVES,
  MERKLE_ROOTS,
  SHA256,
  SPACED,
  UNSPACED,
  WHITE_SPACE,
} from './golden-data.ts';

export const golden: Checker = async ({ sound }) => {
  await sound('the case folding of Unicode', foldings);
  await sound('words by the properties of Unicode', words);
  await sound('instants of RFC 3339', instants);
  await sound('SHA-256 of FIPS 180-4', () =>
    unless(
      SHA256.map(([text]) => digestOfText(text)),
      SHA256.map(([, wanted]) => wanted),
    ),
  );
  await sound('roots of RFC 6962', merkleRoots);
  await sound('names of session files', names);
  await sound('the canonical form', canonical);
  await sound('texts by their code points', () =>
    unless(['\u{1f600}', 'b', '\uff5e', 'a', '', 'aa', '\ue000'].toSorted(compareText), [
      '',
      'a',
      'aa',
      'b',
      '\ue000',
      '\uff5e',
      '\u{1f600}',
    ]),
  );
  await sound('what the app reads', appReads);
  for (const store of ['json', 'json-safe', 'sqlite'] as const)
    await sound(`the operations of the app on ${store}`, () => appOperations(store));
  await sound('settings of the database', settings);
};

function foldings(): string | null {
  const folded = CASE_FOLDING.map(([code]) => foldText(String.fromCodePoint(code)));
  // Full-width forms are normalised besides.
  return unless(
    folded,
    CASE_FOLDING.map(([, wanted]) => wanted.normalize('NFKC')),
  );
}

function words(): string | null {
  const each = [...IN_WORDS].filter((character) => tokensOf(`x${character}y`).length !== 1);
  const between = [...BETWEEN_WORDS].filter((character) => tokensOf(`x${character}y`).length !== 2);
  const unspaced = [...UNSPACED].filter((character) => !/^\p{M}$/u.test(character));
  const cut = unspaced.filter(
    (character) => tokensOf(`${character}${character}`).join() !== `${character}${character},${character}`,
  );
  const long = 'x'.repeat(100);
  return (
    unless(each, []) ??
    unless(between, []) ??
    unless(cut, []) ??
    unless(tokensOf(SPACED).length, 5) ??
    unless(tokensOf('漢字ABCかな 9'), ['漢字', '字', 'abc', 'かな', 'な', '9']) ??
    unless(tokensOf('STRASSE straße ΣΊΣΥΦΟΣ'), ['strasse', 'strasse', 'σίσυφοσ']) ??
    unless(tokensOf('\x1b[31mred\x1b[0m \x1b]0;title\x07word'), ['red', 'word']) ??
    unless(
      tokensOf(`${long} ${'x'.repeat(63)}\u{10428}`).map((token) => token.length),
      [64, 63],
    ) ??
    unless(termsOf('conf* 漢 漢字 a'), [
      { token: 'conf', isPrefix: true },
      { token: '漢', isPrefix: true },
      { token: '漢字', isPrefix: false },
      { token: 'a', isPrefix: false },
    ])
  );
}

const instants = (): string | null =>
  unless(
    INSTANTS.map(([text]) => [text, instantUs(text)]),
    INSTANTS.map(([text, us]) => [text, us ?? UNKNOWN_INSTANT]),
  ) ??
  unless([0, 1_500, 1_762_956_000_123].map(appTimestamp), [
    '1970-01-01T00:00:00+00:00',
    '1970-01-01T00:00:01.500+00:00',
    '2025-11-12T14:00:00.123+00:00',
  ]);

function merkleRoots(): string | null {
  const tree = new MerkleTree();
  const roots = [tree.root()];
  for (const leaf of MERKLE_LEAVES) {
    tree.add(Buffer.from(leaf, 'hex'));
    roots.push(tree.root());
  }
  return unless(roots, MERKLE_ROOTS);
}

/** The first 16 digits of SHA-256 over "" and "abc" are those of FIPS 180-4. */
const names = (): string | null =>
  unless(hashRaw(''), 'e3b0c44298fc1c14') ??
  unless(hashRaw('abc'), 'ba7816bf8f01cfea') ??
  unless(workspaceHash('abc///'), 'ba7816bf8f01cfea') ??
  unless(workspaceHash('abc/.') === 'ba7816bf8f01cfea', false) ??
  unless(
    [...WHITE_SPACE].filter((character) => !isBlank(character)),
    [],
  ) ??
  unless(['\ufeff', '\u200b', 'a', ' a '].filter(isBlank), []);

function canonical(): string | null {
  const sessions = readSessions(APP_FILE);
  const [first, second] = sessions;
  if (first === undefined || second === undefined) return 'the file of the app has two sessions';
  // The file with no white space but that in texts: none of them has a line.
  const compact = APP_FILE.replaceAll(/\n */g, '').replaceAll('": ', '":');
  const both = `[${canonicalText(first)},${canonicalText(second)}]`;
  return (
    unless(writeSessions(sessions), APP_FILE) ??
    unless(both, compact) ??
    unless(sessionDigest(second), digestOfText(compact.slice(compact.lastIndexOf('},{"id"') + 2, -1))) ??
    unless(sessionsDigest(sessions), digestOfText(`${canonicalText(first)}\n${canonicalText(second)}\n`))
  );
}

const appReads = (): string | null =>
  unless(
    [...APP_READS.map(([text]) => text), APP_FILE.replace('"task"', '"id": "x", "task"')].map((text) => {
      try {
        return readSessions(text).length;
      } catch {
        return null;
      }
    }),
    [...APP_READS.map(([, wanted]) => wanted), null],
  );

/** What each operation leaves in a file of the app, by its text. */
const appOperations = (name: SubjectName): Promise<string | null> =>
  withMemoryFolder('check', async (home) => {
    const folder = mkdtempSync(join(home, 'work-'));
    const file = join(home, '.ait42', 'sessions', `${workspaceHash(folder)}.json`);
    const now = '2030-01-02T03:04:05.678+00:00';
    const store = await subjectNamed(name).open(home, { clock: { now: () => now } });
    const sessions = readSessions(APP_FILE);
    const textOf = async (): Promise<string> =>
      name === 'sqlite' ? writeSessions(await store.getAllSessions(folder)) : readFileSync(file, 'utf8');
    const stamped = APP_FILE.replace('"updatedAt": "2025-11-12T14:00:00+00:00"', `"updatedAt": "${now}"`);
    try {
      if (name !== 'sqlite') {
        mkdirSync(join(home, '.ait42', 'sessions'), { recursive: true });
        writeFileSync(file, '\n');
      }
      for (const session of sessions) await store.createSession(folder, session);
      const created = unless(await textOf(), APP_FILE);
      if (created !== null) return `created: ${created}`;
      await store.updateInstanceStatus(folder, 'same', 0, 'failed');
      const status = unless(await textOf(), stamped.replace('"idle"', '"failed"'));
      if (status !== null) return `a new status: ${status}`;
      await store.updateInstanceStatus(folder, 'same', 0, 'idle');
      await store.addChatMessage(folder, 'same', { id: 'm2', role: 'user', content: 'third', timestamp: '' });
      const third = `      },\n      {\n        "id": "m2",\n        "role": "user",\n        "content": "third",\n        "timestamp": "",\n        "instanceId": null\n      }\n    ],\n    "model"`;
      const appended = unless(await textOf(), stamped.replace(/ {6}\}\n {4}\],\n {4}"model"/, third));
      if (appended !== null) return `a message: ${appended}`;
      await store.updateSession(folder, sessions[1] as (typeof sessions)[number]);
      const second = APP_FILE.slice(APP_FILE.lastIndexOf('\n  {\n') + 1, -2);
      const updated = unless(await textOf(), `[\n${second},\n${second}\n]`);
      if (updated !== null) return `an update of the first: ${updated}`;
      await store.deleteSession(folder, 'same');
      return unless(await textOf(), '[]');
    } finally {
      await store.close();
    }
  });

/** As the design document and docs/schema.md have them. */
const settings = (): Promise<string | null> =>
  withMemoryFolder('check', async (home) => {
    for (const durability of ['normal', 'full'] as const) {
      const database = openDatabase(join(home, `${durability}.db`), { durability, isReadOnly: false });
      const found = [
        'journal_mode',
        'synchronous',
        'foreign_keys',
        'busy_timeout',
        'page_size',
        'auto_vacuum',
        'recursive_triggers',
      ].map((name) => database.pragma(name, { simple: true }));
      database.close();
      const wrong = unless(found, ['wal', durability === 'full' ? 2 : 1, 1, 0, 8192, 2, 1]);
      if (wrong !== null) return `${durability}: ${wrong}`;
    }
    return null;
  });
