// Two revisions' SQLite stores side by side: `npm run measure:revisions -- --other CHECKOUT`. Both work in one process on
// the same data, in turns; a figure is the median over the rounds of this one's processor time through the other's in the
// same round, with the interval that holds it in 19 of 20 runs. The floor of a call for one session is the bare driver that
// runs the very statements of that call with their values; that of reading everything, JSON.parse of the session file.
// Processor time, because wall time on a shared machine is also that of the neighbours. `all-fresh-process` starts a process for each
// sample, on what `npm run build` made of each revision, and times the read alone.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import { hashRaw } from '../contract/workspace.ts';
import type { Dataset } from '../definition/bench.ts';
import { type DriverScript, RawDriver, RecordedStore } from '../impl-sqlite/floors.ts';
import type { SqliteStore } from '../impl-sqlite/index.ts';
import { dataset } from '../sessions/datasets/dataset.ts';
import { sessionAt } from '../sessions/datasets/session.ts';
import { medianOf } from '../statistics/quantile.ts';
import { interleaved, medianText, ratios, type Sample } from './interleaved.ts';

const { values: options } = parseArgs({
  options: {
    other: { type: 'string', default: join(import.meta.dirname, '..') },
    sessions: { type: 'string', default: '300' },
    profile: { type: 'string', default: 'small' },
    rounds: { type: 'string', default: '25' },
    // For the compiler: untimed rounds.
    before: { type: 'string', default: '5' },
    rows: { type: 'string', default: '' },
  },
});
const spec: Dataset = {
  profile: options.profile,
  size: Number(options.sessions),
  seed: 42,
};
const ROUNDS = Number(options.rounds);
const TURNS = { rounds: ROUNDS, roundsBefore: Number(options.before) };
const WIDTH = 23;
const POINTS = Math.min(40, spec.size);
const folder = mkdtempSync(join(tmpdir(), 'storeproof-revisions-'));
const WORKSPACE = folder;
const HASH = hashRaw(WORKSPACE);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options: { type: 'minor' }) => void;

type Open = (file: string) => SqliteStore;
type Work = () => Promise<unknown>;

/** One revision on a database of its own. */
interface Side {
  readonly root: string;
  open: Open;
  readonly file: string;
  store: SqliteStore;
}

/** Untimed work before the calls, the calls, untimed work behind them. A sample is the time of one call. */
interface Round {
  readonly begin?: Work;
  readonly calls: readonly Work[];
  readonly end?: Work;
}

async function timed(calls: readonly Work[]): Promise<Sample> {
  const cpu = process.cpuUsage();
  const wallStart = performance.now();
  for (const call of calls) await call();
  const wallMs = (performance.now() - wallStart) / calls.length;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000 / calls.length, wallMs };
}

async function sampleOf({ begin, calls, end }: Round): Promise<Sample> {
  await begin?.();
  // A full collection would throw away what the compiler has made.
  collectGarbage({ type: 'minor' });
  const sample = await timed(calls);
  await end?.();
  return sample;
}

const targets = (): WorktreeSession[] =>
  Array.from({ length: POINTS }, (_, at) => sessionAt(spec, Math.floor((at * spec.size) / POINTS)));
const further = (): WorktreeSession[] =>
  Array.from({ length: POINTS }, (_, at) => sessionAt(spec, spec.size + at));

const each =
  <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Work =>
  async () => {
    for (const item of items) await work(item);
  };
const calls = <T>(items: readonly T[], work: (item: T, at: number) => Promise<unknown>): Work[] =>
  items.map((item, at) => () => work(item, at));

/** A new connection in place of the old one. */
const reopened = (side: Side) => async (): Promise<void> => {
  await side.store.close();
  side.store = side.open(side.file);
};

/** Both, as a user waits for both. */
const openedThen = (side: Side, work: Work) => async (): Promise<void> => {
  side.store = side.open(side.file);
  await work();
};

const create = (side: Side) => (session: WorktreeSession) => side.store.createSession(WORKSPACE, session);
const remove = (side: Side) => (session: WorktreeSession) => side.store.deleteSession(WORKSPACE, session.id);
const update = (side: Side) => (session: WorktreeSession) => side.store.updateSession(WORKSPACE, session);
const get = (side: Side) => (session: WorktreeSession) => side.store.getSession(WORKSPACE, session.id);
const list = (side: Side) => () => side.store.listSessions(WORKSPACE);
const all = (side: Side) => () => side.store.getAllSessions(WORKSPACE);
const readTwice = (side: Side): Work => each([1, 2], all(side));

/** As an editor sends it back: another status, a changed task, one output replaced. */
function revised(session: WorktreeSession): WorktreeSession {
  const [first, ...others] = session.instances as [WorktreeInstance, ...WorktreeInstance[]];
  return {
    ...session,
    status: session.status === 'completed' ? 'failed' : 'completed',
    task: `${session.task} (revised)`,
    instances: [{ ...first, output: `${others.at(-1)?.output ?? ''}\nrevised` }, ...others],
  };
}

const ROWS: Readonly<Record<string, (side: Side) => Round>> = {
  create: (side) => ({ calls: calls(further(), create(side)), end: each(further(), remove(side)) }),
  delete: (side) => ({ begin: each(further(), create(side)), calls: calls(further(), remove(side)) }),
  update: (side) => ({
    calls: calls(targets().map(revised), update(side)),
    end: each(targets(), update(side)),
  }),
  append: (side) => ({
    calls: calls(targets(), ({ id }, at) => {
      const [message] = sessionAt(spec, spec.size + at).chatHistory;
      return side.store.addChatMessage(WORKSPACE, id, message as ChatMessage);
    }),
    end: each(targets(), update(side)),
  }),
  status: (side) => ({
    calls: calls(targets(), ({ id, instances }) =>
      side.store.updateInstanceStatus(WORKSPACE, id, instances[2]?.instanceId as number, 'archived'),
    ),
    end: each(targets(), update(side)),
  }),
  'get-one': (side) => ({
    begin: async () => {
      await reopened(side)();
      await get(side)(sessionAt(spec, spec.size - 1));
    },
    calls: calls(targets().slice(0, -1), get(side)),
  }),
  'get-one-again': (side) => ({ begin: each(targets(), get(side)), calls: calls(targets(), get(side)) }),
  'first-page-new-store': (side) => ({ begin: reopened(side), calls: [list(side)] }),
  'opening-and-first-page': (side) => ({
    begin: () => side.store.close(),
    calls: [openedThen(side, list(side))],
  }),
  'first-page-after-write': (side) => ({
    begin: async () => {
      await list(side)();
      await update(side)(sessionAt(spec, spec.size - 1));
    },
    calls: [list(side)],
  }),
  'first-page-again': (side) => ({
    begin: list(side),
    calls: Array.from({ length: POINTS }, () => list(side)),
  }),
  'all-warm': (side) => ({ begin: reopened(side), calls: [all(side)] }),
  'opening-and-all': (side) => ({
    begin: () => side.store.close(),
    calls: [openedThen(side, all(side))],
  }),
  'all-again': (side) => ({
    begin: readTwice(side),
    calls: Array.from({ length: POINTS }, () => all(side)),
  }),
  'all-after-change': (side) => ({
    begin: async () => {
      await readTwice(side)();
      await update(side)(sessionAt(spec, 3));
    },
    calls: [all(side)],
  }),
  statistics: (side) => ({ calls: [() => side.store.sessionStatistics(WORKSPACE)] }),
  import: (side) => {
    const sessions = dataset(spec);
    const fresh: { store?: SqliteStore } = {};
    const file = `${side.file}.import`;
    return {
      begin: async () => {
        fresh.store = side.open(file);
      },
      calls: [async () => fresh.store?.replaceWorkspace(HASH, sessions)],
      end: async () => {
        await fresh.store?.close();
        rmSync(file);
      },
    };
  },
};

/** The driver alone in a round of its own database: what this revision asked of it is recorded once, then run each time. */
async function driverRound(side: Side, rowOf: (side: Side) => Round): Promise<Round> {
  await side.store.close();
  let recorded = new RecordedStore(side.file);
  const opened = recorded;
  const open = (file: string): SqliteStore => {
    recorded = new RecordedStore(file);
    return recorded.store;
  };
  const {
    begin = async () => {},
    calls,
    end = async () => {},
  } = rowOf(Object.assign(side, { open, store: recorded.store }));
  const beginning = await opened.record(begin);
  const scripts: DriverScript[] = [];
  for (const call of calls) scripts.push((await recorded.record(call)).script);
  const ending = await recorded.record(end);
  await recorded.store.close();
  const raw = new RawDriver(side.file);
  let plays: (() => unknown)[] = [];
  const make = (): void => {
    plays = [beginning.script, ...scripts, ending.script].map((script) => raw.ready(script));
  };
  make();
  return {
    begin: async () => {
      if (recorded !== opened) {
        raw.reopen();
        make();
      }
      plays[0]?.();
    },
    calls: scripts.map((_, at) => async () => plays[at + 1]?.()),
    end: async () => {
      plays.at(-1)?.();
    },
  };
}

const ONE_SESSION = ['create', 'delete', 'update', 'append', 'status', 'get-one'];

const parseOf = (json: string) => async (): Promise<unknown> => JSON.parse(readFileSync(json, 'utf8'));
const FRESH = 'all-fresh-process';

/** The first read of everything, in a process that has loaded nothing else. */
const FIRST_READ = `
import { readFileSync } from 'node:fs';
const [module, file, hash] = process.argv.slice(1);
const store = module === '' ? undefined : new (await import(module)).SqliteStore(file);
const cpu = process.cpuUsage();
const wallStart = performance.now();
const sessions = store ? await store.sessionsOfHash(hash) : JSON.parse(readFileSync(file, 'utf8'));
const wallMs = performance.now() - wallStart;
const { user, system } = process.cpuUsage(cpu);
if (sessions.length === 0) throw new Error('nothing was read');
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs }));
await store?.close();
`;

function inChild(root: string, file: string): Sample {
  const module = root === '' ? '' : join(root, 'dist', 'library', 'sessions.js');
  const words = ['--input-type=module', '-e', FIRST_READ, module, file, HASH];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Sample;
}

function line(name: string, [mine = [], theirs = [], floor]: readonly Sample[][]): string {
  const cpu = ratios(mine, theirs, 'cpuMs');
  const figures = [
    medianText(cpu),
    medianOf(ratios(mine, theirs, 'wallMs')).toFixed(2),
    floor === undefined ? '' : medianOf(ratios(mine, floor, 'cpuMs')).toFixed(2),
    medianOf(mine.map(({ cpuMs }) => cpuMs)).toFixed(3),
  ];
  return name.padEnd(28) + figures.map((figure) => figure.padEnd(WIDTH)).join('');
}

async function openerOf(root: string): Promise<Open> {
  const { SqliteStore: Store } = (await import(join(root, 'impl-sqlite', 'index.ts'))) as {
    SqliteStore: new (file: string) => SqliteStore;
  };
  return (file) => new Store(file);
}

async function sideOf(root: string, name: string): Promise<Side> {
  const open = await openerOf(root);
  const file = join(folder, `${name}.db`);
  const store = open(file);
  await store.replaceWorkspace(HASH, dataset(spec), { path: WORKSPACE });
  const side = { root, open, file, store };
  await reopened(side)();
  return side;
}

async function compare(): Promise<void> {
  const json = join(folder, 'sessions.json');
  writeFileSync(json, writeSessions(dataset(spec)));
  const sides = [await sideOf(join(import.meta.dirname, '..'), 'this'), await sideOf(options.other, 'other')];
  const megabytes = [...sides.map(({ file }) => file), json].map((file) => statSync(file).size / 1e6);
  const sizes = megabytes.map((size) => size.toFixed(2)).join(', ');
  console.log(`${spec.profile}, ${spec.size} sessions, ${ROUNDS} rounds; this, other, json: ${sizes} MB`);
  const heads = ['cpu/other', 'wall/other', 'cpu/floor', 'cpu ms'];
  console.log(''.padEnd(28) + heads.map((head) => head.padEnd(WIDTH)).join(''));
  const isAsked = (name: string): boolean => options.rows.split(',').some((part) => name.includes(part));
  for (const [name, rowOf] of Object.entries(ROWS)) {
    if (!isAsked(name)) continue;
    const rounds = sides.map((side) => rowOf(side));
    if (name === 'all-warm') rounds.push({ calls: [parseOf(json)] });
    if (ONE_SESSION.includes(name))
      rounds.push(await driverRound(await sideOf(join(import.meta.dirname, '..'), `driver-${name}`), rowOf));
    const turns = rounds.map((round) => () => sampleOf(round));
    console.log(line(name, await interleaved(turns, TURNS)));
  }
  for (const { store } of sides) await store.close();
  if (!isAsked(FRESH)) return;
  const [mine, theirs] = sides as [Side, Side];
  const fresh = [mine, theirs, { root: '', file: json }].map(
    ({ root, file }) =>
      async () =>
        inChild(root, file),
  );
  console.log(line(FRESH, await interleaved(fresh, TURNS)));
}

try {
  await compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
