// Amounts at which the database does something else, compared with the model: more messages than are indexed one by one, more sessions
// than are read or summed up in a round, outputs around the length that is compressed, words around the length that is cut.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from '../../contract/json-text.ts';
import { MemoryStore } from '../../contract/memory-store.ts';
import type { SessionInput } from '../../contract/session.ts';
import type { SessionStore } from '../../contract/store.ts';
import { openSqliteStore } from '../../impl-sqlite/index.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { steppingClock } from '../../props/stepping-clock.ts';

const MESSAGES = 300;
const SESSIONS = 1_100;
const LENGTHS = [4_095, 4_096, 4_097, 20_000];
const WORDS = [63, 64, 65, 66, 130].map((length) => 'x'.repeat(length));
const MARKED = [
  'a\u0301b',
  '-\u0301x',
  '=\u0338x',
  'A\u20ddZ',
  'x \u0301y',
  '漢a\u0301字',
  'ß\u0301',
  '\u0301',
];

const sessionOf = (id: string, more: Partial<SessionInput> = {}): SessionInput => ({
  ...{ id, type: 'debate', task: '', status: 'running', createdAt: '', updatedAt: '' },
  ...{ instances: [], chatHistory: [], totalDuration: 1 },
  ...more,
});

const instanceOf = (instanceId: number, output: string) => ({
  ...{ instanceId, worktreePath: '', branch: '', agentName: '', status: 'idle', tmuxSessionId: '', output },
});

const messageOf = (at: number) => ({
  ...{ id: `${at}`, role: 'user', content: `word${at} every${at % 7}`, timestamp: '' },
});

type Work = (store: SessionStore, folder: string) => Promise<unknown>;

const WORKS: readonly Work[] = [
  async (store, folder) => {
    await store.createSession(folder, sessionOf('long'));
    for (let at = 0; at < MESSAGES; at++) await store.addChatMessage(folder, 'long', messageOf(at));
    const answers: unknown[] = [];
    for (const at of [0, 1, 253, 254, 255, 256, 257, 299, 300])
      answers.push(await store.searchSessions(folder, { text: `word${at}` }));
    return answers;
  },
  async (store, folder) => {
    await store.transaction(folder, async (inside) => {
      for (let at = 0; at < SESSIONS; at++) await inside.createSession(folder, sessionOf(`s${at}`));
    });
    return [
      (await store.getAllSessions(folder)).map(({ id }) => id),
      await store.sessionStatistics(folder),
      await store.listSessions(folder, { sortBy: 'totalDuration', direction: 'asc', limit: 1_050 }),
    ];
  },
  async (store, folder) => {
    const outputs = LENGTHS.flatMap((length) => ['a', 'é'].map((letter) => letter.repeat(length)));
    await store.createSession(
      folder,
      sessionOf('outputs', { instances: outputs.map((text, at) => instanceOf(at, text)) }),
    );
    return [await store.getSession(folder, 'outputs'), await store.listInstances(folder, 'outputs')];
  },
  async (store, folder) => {
    const answers: unknown[] = [];
    for (const [at, text] of [...WORDS, ...MARKED, `${WORDS.join(' ')} end`].entries())
      await store.createSession(folder, sessionOf(`t${at}`, { task: text }));
    for (const text of [...WORDS, ...MARKED, 'x', 'x*', 'end', 'a', 'y', '字', '\u0338x'])
      answers.push(await store.searchSessions(folder, { text, limit: 100 }));
    return answers;
  },
];

export const boundaries = (): Promise<string | null> =>
  withMemoryFolder('check', async (home) => {
    const [clock, other] = [steppingClock(), steppingClock()];
    const model = new MemoryStore({ clock });
    const store = await openSqliteStore({ home }, { clock: other });
    try {
      for (const [at, work] of WORKS.entries()) {
        const folder = join(home, `work-${at}`);
        mkdirSync(folder);
        const [wanted, actual] = [await work(model, folder), await work(store, folder)];
        if (writeJson(wanted) !== writeJson(actual)) return `work ${at} is answered otherwise`;
      }
      const [damage] = (await store.check()).findings;
      return damage === undefined ? null : `${damage.place}: ${damage.problem}`;
    } finally {
      await store.close();
    }
  });
