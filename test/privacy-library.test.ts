// No text of a session is in what the library tells besides its answers: the events of node:diagnostics_channel, and the
// errors, with their data and whatever caused them.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import type { SessionStore } from '../contract/store.ts';
import { openJsonStore } from '../impl-json/index.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { importHome, scanHome } from '../migrate/index.ts';
import { SessionManager } from '../migrate/live/index.ts';
import { CANARY, CANARY_WORKSPACE, canarySession, writeCanaryHome } from './canary-home.ts';
import { ROOT, temporaryFolder } from './run-tool.ts';

/** The names of all channels, as the sources have them: a new one is listened to without being listed here. */
const CHANNELS = ['impl-sqlite', 'impl-json', 'migrate'].flatMap((layer) =>
  readdirSync(join(ROOT, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => [...readFileSync(join(ROOT, layer, name), 'utf8').matchAll(/\bchannel\('([^']+)'\)/g)])
    .map((match) => match[1] ?? ''),
);

function heard(): { readonly texts: string[]; readonly channels: Set<string> } {
  const texts: string[] = [];
  const channels = new Set<string>();
  for (const name of CHANNELS) {
    const listener = (message: unknown): void => {
      channels.add(name);
      texts.push(inspect(message, { depth: 10 }));
    };
    subscribe(name, listener);
    onTestFinished(() => void unsubscribe(name, listener));
  }
  return { texts, channels };
}

const W = CANARY_WORKSPACE;

/** Every operation, right and wrong; answers every error. */
async function misused(store: SessionStore): Promise<unknown[]> {
  const session = canarySession('s-9');
  const errors: unknown[] = [];
  const caught = async (work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => void errors.push(error));
  };
  const text = `${CANARY}-argument`;
  for (const wrong of [
    { ...session, task: [text] },
    { ...session, totalDuration: text },
    { ...session, instances: [{ ...session.instances[0], branch: { text } }] },
    { ...session, task: `${text}\ud800` },
    text,
    [text],
  ]) {
    await caught(() => store.createSession(W, wrong as never));
    await caught(() => store.updateSession(W, wrong as never));
  }
  await caught(() => store.createSession(W, session));
  await caught(() => store.updateSession(W, { ...session, id: 'unknown' }));
  await caught(() => store.addChatMessage(W, 's-9', { ...session.chatHistory[0], content: 7 } as never));
  await caught(() => store.addChatMessage(W, 'unknown', session.chatHistory[0] as never));
  await caught(() => store.updateInstanceStatus(W, 'unknown', 1, text));
  await caught(() => store.updateInstanceStatus(W, 's-9', 99, text));
  await caught(() => store.updateInstanceStatus(W, 's-9', 1, { text } as never));
  await caught(() => store.getSession(W, 's-9'));
  await caught(() => store.listSessions(W, { text, cursor: text } as never));
  await caught(() => store.listSessions(W, { types: text } as never));
  await caught(() => store.searchSessions(W, { text, limit: -1 }));
  await caught(() => store.searchSessions(W, { text }));
  await caught(() => store.sessionStatistics(W, { text }));
  await caught(() => store.transaction(W, async () => store.createSession(W, session)));
  await caught(() => store.deleteSession(W, 's-9'));
  return errors;
}

/** All of an error: message, data, stack, causes. */
function expectQuiet(errors: readonly unknown[]): void {
  for (const error of errors) {
    expect(error).toBeInstanceOf(StoreError);
    expect(inspect(error, { depth: 10 })).not.toMatch(new RegExp(CANARY, 'i'));
  }
}

test('errors of both stores, lenient and strict, name places and never values', async () => {
  for (const strict of [false, true]) {
    const home = temporaryFolder();
    mkdirSync(join(home, '.ait42'));
    const stores = [
      openJsonStore({ home, mode: 'safe', strict }),
      await openSqliteStore({ home: temporaryFolder() }, { strict }),
    ];
    for (const store of stores) {
      const errors = await misused(store);
      expect(errors.length).toBeGreaterThan(18);
      expectQuiet(errors);
      await store.close();
    }
  }
});

test('every slow statement of every operation is told without values', async () => {
  const { texts, channels } = heard();
  const home = temporaryFolder();
  writeCanaryHome(home);
  const store = await openSqliteStore({ home }, { slowMs: 0 });
  await importHome({ home, store, archiveDir: join(home, '.ait42', 'archive') });
  await misused(store);
  await store.check();
  await store.close();
  expect(channels).toContain('storeproof:sqlite:slow');
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter((text) => text.includes(CANARY))).toEqual([]);
});

test('a live migration that meets damage, foreign writes and wrong calls tells no text', async () => {
  const { texts, channels } = heard();
  const home = temporaryFolder();
  writeCanaryHome(home);
  const manager = await SessionManager.open({ home });
  await manager.migrate();
  await manager.setPhase('dual').catch(() => {});
  await manager.createSession(W, canarySession('s-8'));
  for (const { file, state } of (await scanHome({ home })).files) {
    if (state !== 'readable') continue;
    const path = join(home, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('canary-task', 'canary-foreign'));
  }
  expectQuiet(await misused(manager));
  await manager.rollback().catch(() => {});
  await manager.close();
  expect([...channels].length).toBeGreaterThan(0);
  expect(texts.filter((text) => text.includes(CANARY))).toEqual([]);
});

test('the reasons that scan and import give for damaged files hold no text', async () => {
  const home = temporaryFolder();
  writeCanaryHome(home);
  const scan = await scanHome({ home });
  expect(scan.totals.damaged).toBeGreaterThan(5);
  expect(inspect(scan, { depth: 10 })).not.toContain(CANARY);
  const store = await openSqliteStore({ home });
  const report = await importHome({ home, store, archiveDir: join(home, '.ait42', 'archive') });
  await store.close();
  expect(inspect(report, { depth: 10, maxArrayLength: null })).not.toContain(CANARY);
});

test('a planted leak is found: in a message, in its data, in a cause', () => {
  const cause = new Error(`${CANARY}-text`);
  for (const leak of [
    new StoreError('E_IO', `${CANARY}-text`),
    new StoreError('E_IO', 'quiet', { data: { id: `${CANARY}-text` } }),
    new StoreError('E_IO', 'quiet', { cause: new Error('quiet', { cause }) }),
  ]) {
    expect(() => expectQuiet([leak])).toThrow();
  }
});
