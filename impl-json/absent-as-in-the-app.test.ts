// Where the app sees no file, faithful mode sees none; where it cannot make the directory, the text is the app's.

import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkedSession } from '../contract/arguments.ts';
import { openJsonStore, sessionFile } from './index.ts';
import { rustDebug } from './rust-debug.ts';

const SESSION = checkedSession({
  ...{ id: 'a', type: 't', task: '', status: '', createdAt: '', updatedAt: '' },
  ...{ instances: [], chatHistory: [] },
});
const isRoot = process.getuid?.() === 0;

const below = (home: string, name: string): string => join(home, name);
const places: readonly (readonly [string, (home: string) => void])[] = [
  ['`.ait42` is a file', (home) => writeFileSync(below(home, '.ait42'), '')],
  [
    '`sessions` is a file',
    (home) => {
      mkdirSync(below(home, '.ait42'));
      writeFileSync(below(home, '.ait42/sessions'), '');
    },
  ],
  ['`.ait42` is a link to itself', (home) => symlinkSync('.ait42', below(home, '.ait42'))],
  ['`.ait42` is a link to nothing', (home) => symlinkSync('nowhere/at/all', below(home, '.ait42'))],
  ...(isRoot
    ? []
    : [
        [
          '`.ait42` may not be searched',
          (home: string) => {
            mkdirSync(below(home, '.ait42'));
            chmodSync(below(home, '.ait42'), 0o600);
          },
        ] as const,
      ]),
];

test.each(places)('%s: there are no sessions, and none can be made', async (_, prepare) => {
  const home = mkdtempSync(join(tmpdir(), 'absent-'));
  prepare(home);
  const store = openJsonStore({ home, mode: 'faithful' });
  expect(await store.getAllSessions('/w')).toEqual([]);
  await expect(store.getSession('/w', 'a')).rejects.toThrow('Session a not found');
  await expect(store.createSession('/w', SESSION)).rejects.toMatchObject({
    code: 'E_IO',
    message: `Failed to create .ait42/sessions directory at "${home}/.ait42/sessions"`,
  });
});

test('a session file that is a link to itself is none, until it is written', async () => {
  const home = mkdtempSync(join(tmpdir(), 'absent-'));
  const file = sessionFile(home, 'a'.repeat(16));
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(file, file);
  const store = openJsonStore({ home, mode: 'faithful' });
  expect(await store.loadFile(file)).toEqual([]);
  await expect(store.rewriteFile(file)).rejects.toThrow('Too many levels of symbolic links (os error 40)');
});

test.each([
  ['/home/日本語 x', '"/home/日本語 x"'],
  [`it's "so"\\`, `"it\\'s \\"so\\"\\\\"`],
  ['\0\t\n\r\x1b\x7f', '"\\0\\t\\n\\r\\u{1b}\\u{7f}"'],
  ['e\u0301 \u00a0\u200b\u{e000}', '"e\\u{301} \\u{a0}\\u{200b}\\u{e000}"'],
  ['\u{1f600}', '"\u{1f600}"'],
])('%j is quoted as Rust quotes a path', (path, quoted) => {
  expect(rustDebug(path)).toBe(quoted);
});
