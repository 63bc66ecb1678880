// Decision tables of what a change of phase needs: with the least that is enough each condition is met, and with a little less it is not.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSqliteStore, type SqliteStore } from '../../impl-sqlite/index.ts';
import { writeHome } from '../../migrate/fixtures/migrated-home.ts';
import { importHome } from '../../migrate/index.ts';
import { COMPARISONS_SCHEMA } from '../../migrate/live/comparisons.ts';
import {
  CONDITIONS,
  type ConditionName,
  conditionsOf,
  isWaivable,
  requireMet,
} from '../../migrate/live/conditions.ts';
import { comparisonsFile } from '../../migrate/live/live-files.ts';
import type { Phase } from '../../migrate/live/phase.ts';
import { wouldLose } from '../../migrate/live/would-lose.ts';
import { withMemoryFolder } from '../../props/memory-folder.ts';
import { initialSessions } from '../load/initial-sessions.ts';
import { type Checker, unless } from './checker.ts';

/** Answers compared and different, of writes and of reads; and whether that is evidence enough. */
const COMPARISONS: readonly (readonly [
  writes: number,
  wrong: number,
  reads: number,
  wrongReads: number,
  isMet: boolean,
])[] = [
  [0, 0, 0, 0, false],
  [999, 0, 0, 0, false],
  [1_000, 0, 0, 0, false],
  [2_994, 0, 0, 0, false],
  [2_995, 0, 0, 0, true],
  [1_000, 0, 1_995, 0, true],
  [0, 0, 2_995, 0, true],
  [3_000, 1, 0, 0, false],
  [3_000, 0, 3_000, 3, false],
  [1_000, 1_000, 0, 0, false],
  [1_000, 500, 100_000, 0, false],
  [100_000, 1, 0, 0, true],
];

const NEEDED: readonly (readonly [Phase, Phase, string])[] = [
  ['json', 'dual', 'database-sound,no-missing-files,contents-equal'],
  [
    'dual',
    'sqlite+json',
    'database-sound,no-missing-files,contents-equal,comparisons,certificate,backup,no-asides',
  ],
  ['sqlite+json', 'sqlite', 'database-sound,contents-equal,no-forks,certificate,backup'],
  ['sqlite', 'sqlite+json', 'database-sound'],
  ['sqlite+json', 'dual', 'database-sound,contents-equal,no-forks'],
  ['dual', 'json', ''],
];

type Witness = Parameters<Checker>[0];
interface Place {
  readonly home: string;
  readonly store: SqliteStore;
  readonly files: readonly string[];
}

export const conditions: Checker = (witness) =>
  withMemoryFolder('check', async (folder) => {
    const place = writeHome(join(folder, 'home'), [initialSessions(2), initialSessions(1)]);
    // What the app cannot read is for a table of its own.
    rmSync(join(place.home, '.ait42', 'sessions', `${'8'.repeat(16)}.json`));
    const store = await openSqliteStore({ file: place.database });
    try {
      await importHome({ ...place, store });
      await ofComparisons(witness, { ...place, store });
      await ofContents(witness, { ...place, store });
      await ofSteps(witness, { ...place, store });
    } finally {
      await store.close();
    }
    await ofLosses(witness);
  });

const judged = async (
  { home, store }: Place,
  name: ConditionName,
  from: Phase = 'dual',
  to: Phase = 'sqlite+json',
) => {
  const [condition] = await conditionsOf({ home, store, from, to, only: [name] });
  return condition;
};

const unmet = async (...given: Parameters<typeof judged>): Promise<string | null> => {
  const condition = await judged(...given);
  return condition?.isMet === true ? null : (condition?.evidence ?? 'it is not asked for');
};

async function ofComparisons({ sound, planted }: Witness, place: Place): Promise<void> {
  const file = comparisonsFile(place.home);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  for (const [writes, writeMismatches, reads, readMismatches, isMet] of COMPARISONS) {
    writeFileSync(
      file,
      JSON.stringify({ schema: COMPARISONS_SCHEMA, writes, writeMismatches, reads, readMismatches }),
    );
    const what = `${writes + reads} comparisons, ${writeMismatches} of writes and ${readMismatches} of reads different`;
    await (isMet ? sound : planted)(what, () => unmet(place, 'comparisons'));
  }
}

async function ofContents({ sound, planted }: Witness, place: Place): Promise<void> {
  const { store, home, files } = place;
  for (const name of ['contents-equal', 'no-missing-files', 'no-asides', 'database-sound'] as const)
    await sound(`a home that was imported: ${name}`, () => unmet(place, name));
  await planted('a workspace that the database alone has', async () => {
    await store.replaceWorkspace('c'.repeat(16), initialSessions(1));
    const found = await unmet(place, 'contents-equal');
    const missing = await unmet(place, 'no-missing-files');
    await store.removeWorkspace('c'.repeat(16));
    return missing === null ? null : found;
  });
  const [file = ''] = files;
  await planted('a session that the database has otherwise', async () => {
    const before = await store.sessionsOfHash('0'.repeat(16));
    await store.replaceWorkspace('0'.repeat(16), before.slice(1));
    const found = await unmet(place, 'contents-equal');
    await store.replaceWorkspace('0'.repeat(16), before);
    return found;
  });
  const hidden = join(home, file);
  await planted('a file that cannot be read, of a workspace that the database has', async () => {
    writeFileSync(hidden, '[{');
    const found = await unmet(place, 'contents-equal', 'sqlite+json', 'sqlite');
    const aside = await unmet(place, 'no-asides');
    return aside === null ? null : found;
  });
}

async function ofSteps({ sound, planted }: Witness, { home, store }: Place): Promise<void> {
  for (const [from, to, wanted] of NEEDED)
    await sound(`what the step from ${from} to ${to} needs`, async () =>
      unless((await conditionsOf({ home, store, from, to })).map(({ name }) => name).join(), wanted),
    );
  await sound('what can be waived', () =>
    unless(CONDITIONS.filter(isWaivable), [
      'no-missing-files',
      'comparisons',
      'certificate',
      'backup',
      'no-asides',
    ]),
  );
  const condition = { name: 'backup', evidence: 'none' } as const;
  const required = (isMet: boolean, isWaived: boolean) => (): null => {
    requireMet([{ ...condition, isMet, isWaived }], 'dual', 'sqlite+json');
    return null;
  };
  await sound('a condition that is met', required(true, false));
  await sound('a condition that is waived', required(false, true));
  await planted('a condition that is not met', required(false, false));
}

async function ofLosses({ sound, planted }: Witness): Promise<void> {
  const [held] = initialSessions(1);
  if (held === undefined) return;
  const lost = (later: Partial<typeof held>) => (): string | null =>
    wouldLose([held], [{ ...held, ...later }]) ? 'something' : null;
  const later = { updatedAt: '2040-01-01T00:00:00Z' };
  const message = { id: 'new', role: 'user', content: '', timestamp: '', instanceId: null };
  await sound('the same session', lost({}));
  await sound(
    'a session with one message more',
    lost({ ...later, chatHistory: [...held.chatHistory, message] }),
  );
  await sound('a session with another status', lost({ ...later, status: 'completed' }));
  await planted('a session that is gone', () => (wouldLose([held], []) ? 'something' : null));
  await planted(
    'a session with one message less',
    lost({ ...later, chatHistory: held.chatHistory.slice(1) }),
  );
  await planted(
    'a session with one instance less',
    lost({ ...later, instances: held.instances.slice(0, -1) }),
  );
  await planted('a session with another task', lost({ ...later, task: 'other' }));
  await planted(
    'a session with another status, from before',
    lost({ updatedAt: '2020-01-01T00:00:00Z', status: 'paused' }),
  );
  await planted('one of two of one id', () =>
    wouldLose([held, { ...held, task: 'other' }], [held]) ? 'something' : null,
  );
}
