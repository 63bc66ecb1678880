// One flipped bit anywhere in the database of a home, then verbs and steps of the phase in random order: no good copy of a
// session is lost, and no copy that differs looks sound.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { checkedSession } from '../../contract/arguments.ts';
import { sessionDigest } from '../../contract/canonical.ts';
import { StoreError } from '../../contract/errors.ts';
import type { SessionList } from '../../contract/session-list.ts';
import { amountOf } from '../../contract/suite/amounts.ts';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { decodeSessions } from '../../impl-json/index.ts';
import { databaseFile, openSqliteStore, restoreDatabase, type SqliteStore } from '../../impl-sqlite/index.ts';
import { rewriteFiles } from '../rewrite-files.ts';
import { databaseFiles } from '../tools/database-files.ts';
import { exportSessions } from '../tools/export-sessions.ts';
import { DIRECTIONS, type Direction, planReconciliation, reconcileHome } from '../tools/reconcile-home.ts';
import { diagnose } from '../tools/repair/diagnosis.ts';
import { repairDatabase } from '../tools/repair/repair-database.ts';
import { readingDatabaseFile, withDatabase } from '../with-database.ts';
import { forkRestored } from './fork-restored.ts';
import { archiveDirectory, backupsDirectory } from './live-files.ts';
import { isDatabasePhase, PHASES, type Phase } from './phase.ts';
import { readPhase } from './phase-file.ts';
import { SessionManager } from './session-manager.ts';
import { sessionWith, waived } from './suite/live-home.ts';

const TRIALS = amountOf('STOREPROOF_DAMAGE_TRIALS');
const { root } = useFolder('damage');
const workspaces = ['one', 'two', 'three'].map((name) => join(root, name));
let next = 0;
const fresh = (what: string): string => join(root, `${what}${next++}`);

/** Of every content that a session was ever given, by its id. */
type Legitimate = Map<string, Set<string>>;

const TEXTS = ['a chat about pears', 'an output of some length '.repeat(40), 'words of a task'];

const contentOf = (id: string, version: number) =>
  sessionWith(id, {
    task: `${TEXTS[2]} ${id} ${version}`,
    model: `model-${id}-${version}`,
    instances: [
      {
        ...{ instanceId: 1, worktreePath: `/w/${id}`, branch: 'b', agentName: 'agent', status: 'idle' },
        tmuxSessionId: 't',
        output: `${TEXTS[1]}${version}`,
      },
    ],
    chatHistory: [
      { id: `m-${id}`, role: 'user', content: `${TEXTS[0]} ${version}`, timestamp: '2026-01-01T00:00:00Z' },
    ],
  });

function allow(legitimate: Legitimate, id: string, version: number): void {
  const digests = legitimate.get(id) ?? new Set();
  legitimate.set(id, digests.add(sessionDigest(checkedSession(contentOf(id, version)))));
}

const INITIAL = workspaces.flatMap((workspace, at) =>
  [0, 1, 2, 3].map((number) => ({ workspace, id: `s${at}${number}` })),
);
const templates = new Map<Phase, string>();

beforeAll(async () => {
  for (const workspace of workspaces) mkdirSync(workspace);
  const home = fresh('template');
  const manager = await SessionManager.open({ home });
  for (const { workspace, id } of INITIAL) await manager.createSession(workspace, contentOf(id, 0));
  for (const phase of PHASES) {
    if (phase !== 'json') await manager.setPhase(phase, { waived });
    if (phase === 'dual') await manager.backup();
    expect(await manager.settle()).toBe(true);
    const copy = fresh('template');
    cpSync(home, copy, { recursive: true });
    templates.set(phase, copy);
  }
  await manager.close();
});

type Act =
  | { readonly do: 'write' | 'create'; readonly at: number; readonly number: number }
  | { readonly do: 'forward' | 'back' | 'rollback' | 'backup' | 'rewrite' | 'export' | 'repair' | 'restore' }
  | { readonly do: 'reconcile'; readonly from: Direction };

const place = { at: fc.nat(2), number: fc.nat(3) };
const anAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('write' as const, 'create' as const), ...place }) },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['forward', 'back', 'rollback', 'backup', 'rewrite', 'export', 'repair', 'restore'] as const),
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('reconcile' as const), from: fc.constantFrom(...DIRECTIONS) }),
  },
);

/** Anywhere, or in what the sessions hold. */
const aFlip = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bit: fc.nat(7),
  isInContent: fc.boolean(),
});
type Flip = typeof aFlip extends fc.Arbitrary<infer T> ? T : never;

function flip(file: string, { at, bit, isInContent }: Flip): void {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1');
  const spots = isInContent ? [...text.matchAll(/model-s|a chat about|words of a task/g)] : [];
  const spot = spots[Math.floor(at * spots.length)]?.index;
  const offset =
    spot === undefined ? Math.floor(at * bytes.length) : spot + Math.floor(((at * 1e6) % 1) * 16);
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
  writeFileSync(file, bytes);
}

async function withDatabaseOf(home: string, work: (store: SqliteStore) => Promise<unknown>): Promise<void> {
  await withDatabase({ home }, work, { isRequired: true });
}

interface Trial {
  readonly home: string;
  readonly legitimate: Legitimate;
  /** What was written for the user. */
  readonly outputs: string[];
  version: number;
}

/** Each act is what a verb does; what it refuses is no failure of the test. */
async function perform(trial: Trial, act: Act): Promise<void> {
  const { home, outputs } = trial;
  const { phase } = readPhase(home);
  const at = PHASES.indexOf(phase);
  switch (act.do) {
    case 'write':
    case 'create':
      return write(trial, act);
    case 'forward':
    case 'back':
      return managed(home, (manager) =>
        manager.setPhase(PHASES[at + (act.do === 'back' ? -1 : 1)] ?? phase, { waived }),
      );
    case 'rollback':
      return managed(home, (manager) => manager.rollback());
    case 'backup':
      return managed(home, (manager) => manager.backup());
    case 'rewrite':
    case 'export': {
      const targetDir = fresh('output');
      outputs.push(targetDir);
      return withDatabaseOf(home, (store) =>
        act.do === 'rewrite'
          ? rewriteFiles({ store, targetDir })
          : exportSessions({ store, targetDir, format: 'json', makeTarget: () => {} }),
      );
    }
    case 'repair': {
      const file = databaseFile(home);
      const diagnosis = await diagnose(readingDatabaseFile, file);
      if (diagnosis.isSound) return;
      await repairDatabase({
        home,
        archiveDir: archiveDirectory(home),
        file,
        readDatabase: readingDatabaseFile,
        diagnosis,
      });
      await forkRestored(home);
      return;
    }
    case 'restore': {
      const [backup] = databaseFiles(home).filter(({ role }) => role === 'backup');
      if (backup === undefined) return;
      restoreDatabase(backup.path, databaseFile(home));
      await forkRestored(home);
      return;
    }
    case 'reconcile':
      return withDatabaseOf(home, async (store) => {
        const { steps } = await planReconciliation({ home, store, from: act.from });
        await reconcileHome({ home, store }, steps);
      });
  }
}

async function write(trial: Trial, { do: what, at, number }: Extract<Act, { at: number }>): Promise<void> {
  const { home, legitimate } = trial;
  const workspace = workspaces[at] ?? '';
  const version = ++trial.version;
  const id = what === 'create' ? `new${version}` : `s${at}${number}`;
  allow(legitimate, id, version);
  await managed(home, (manager) =>
    what === 'create'
      ? manager.createSession(workspace, contentOf(id, version))
      : manager.updateSession(workspace, contentOf(id, version)),
  );
}

async function managed(home: string, work: (manager: SessionManager) => Promise<unknown>): Promise<void> {
  const manager = await SessionManager.open({ home });
  try {
    await work(manager);
    await manager.settle();
  } finally {
    await manager.close();
  }
}

interface Held {
  readonly place: string;
  readonly sessions: SessionList;
}

function inFiles(place: string): Held[] {
  const folder = join(place, '.ait42', 'sessions');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .map((name) => ({
      place: join(folder, name),
      sessions: decodeSessions(readFileSync(join(folder, name))),
    }));
}

function inArchive(home: string): Held[] {
  const folder = join(archiveDirectory(home), 'originals');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => ({
    place: name,
    sessions: decodeSessions(readFileSync(join(folder, name))),
  }));
}

/** Workspaces of which every digest holds, in all databases of a home. */
async function inSoundRows(home: string): Promise<Held[]> {
  const held: Held[] = [];
  for (const { file, path } of databaseFiles(home)) {
    try {
      await readingDatabaseFile(path, async (store) => {
        const isSound = (await store.check()).findings.length === 0;
        for (const { hash } of await store.workspaces())
          if (isSound || (await store.damageOf(hash)).length === 0)
            held.push({ place: `${file} ${hash}`, sessions: await store.sessionsOfHash(hash) });
      });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }
  return held;
}

const isLegitimate = (legitimate: Legitimate, session: SessionList[number]): boolean =>
  legitimate.get(session.id)?.has(sessionDigest(session)) === true;

async function requireNothingLost({ home, legitimate, outputs }: Trial): Promise<void> {
  const rows = await inSoundRows(home);
  const files = inFiles(home);
  const hidden = [...rows, ...files, ...outputs.flatMap(inFiles)].flatMap(({ place, sessions }) =>
    sessions.filter((session) => !isLegitimate(legitimate, session)).map(({ id }) => `${id} in ${place}`),
  );
  expect(hidden).toEqual([]);
  const present = [...rows, ...files, ...inArchive(home)].flatMap(({ sessions }) =>
    sessions.filter((session) => isLegitimate(legitimate, session)).map(({ id }) => id),
  );
  expect(INITIAL.map(({ id }) => id).filter((id) => !present.includes(id))).toEqual([]);
  const { phase } = readPhase(home);
  // What was in a good file is still in it, or in the archive, or was replaced by sound rows.
  const readable = new Set(files.flatMap(({ sessions }) => sessions.map(({ id }) => id)));
  if (phase !== 'sqlite') expect(INITIAL.filter(({ id }) => !readable.has(id))).toEqual([]);
  expect(existsSync(backupsDirectory(home)) || !isDatabasePhase(phase)).toBe(true);
}

test(`a flipped bit is spread by no verb, in ${TRIALS} homes`, async () => {
  const counts = { acts: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Phase>('dual', 'sqlite+json', 'sqlite+json', 'sqlite'),
      aFlip,
      fc.array(anAct, { minLength: 3, maxLength: 7 }),
      async (phase, where, acts) => {
        const home = fresh('home');
        cpSync(templates.get(phase) ?? '', home, { recursive: true });
        const trial: Trial = { home, legitimate: new Map(), outputs: [], version: 0 };
        for (const { id } of INITIAL) allow(trial.legitimate, id, 0);
        // The log is merged in, so that the flip is in what is read.
        await (await openSqliteStore({ home })).close();
        flip(databaseFile(home), where);
        for (const act of acts) {
          counts.acts++;
          await perform(trial, act).catch((error: unknown) => {
            if (!(error instanceof StoreError)) throw error;
            counts.refused++;
          });
          await requireNothingLost(trial);
        }
        rmSync(home, { recursive: true });
      },
    ),
    { numRuns: TRIALS, endOnFailure: TRIALS > 100 },
  );
  if (TRIALS > 100) console.log(JSON.stringify({ trials: TRIALS, ...counts }));
  expect(counts.acts).toBeGreaterThan(TRIALS);
});
