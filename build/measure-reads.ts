// Reading everything, by the SQLite store, by peers that keep plain tables, and by JSON.parse of the app's file: each sample is
// a process of its own, in turns. Two tables: the first read of a process, and later ones, each by a new connection.
// `npm run measure:reads -- --sessions 1000 --profile large`; peers need `npm run peers`.
//
// A process that parses leaves more garbage than it is seen to pay for. `--collect` says who pays: `counted` (the collection
// of all that the reads left is theirs), `none` (what the collector happened to do meanwhile), `before` (it runs, uncounted, before
// each read), `young` (the same of the young generation alone).

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { WorktreeSession } from '../contract/session.ts';
import { writeSessions } from '../contract/session-writer.ts';
import type { SessionStore } from '../contract/store.ts';
import { subjectOf } from '../definition/subjects.ts';
import { dataset } from '../sessions/datasets/dataset.ts';
import definition from '../sessions/definition.ts';
import { medianOf } from '../statistics/quantile.ts';
import { interleaved, medianText, ratios, type Sample } from './interleaved.ts';

type Collect = 'counted' | 'none' | 'before' | 'young';

interface Job {
  readonly name: string;
  readonly home: string;
  readonly workspace: string;
  readonly sessions: number;
  readonly reads: number;
  readonly collect: Collect;
}

interface Told {
  readonly first: Sample;
  /** One of the later reads. */
  readonly later: Sample;
}

const JSON_PARSE = 'JSON.parse';
/** Later reads that are not counted: by then code is compiled. */
const READS_BEFORE = 5;

const { values: options } = parseArgs({
  options: {
    sessions: { type: 'string', default: '300' },
    profile: { type: 'string', default: 'small' },
    beside: { type: 'string', default: `node-sqlite,drizzle,kysely,${JSON_PARSE}` },
    rounds: { type: 'string', default: '15' },
    reads: { type: 'string', default: '20' },
    collect: { type: 'string', default: 'counted' },
    job: { type: 'string' },
  },
});

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'storeproof-reads-'));
  try {
    const names = ['sqlite', ...options.beside.split(',')];
    const sessions = Number(options.sessions);
    const content = dataset({ profile: options.profile, size: sessions, seed: 42 });
    for (const name of names) await fill(name, join(folder, name), folder, content);
    const job = {
      workspace: folder,
      sessions,
      reads: Number(options.reads),
      collect: options.collect as Collect,
    };
    const jobs = names.map((name): Job => ({ name, home: join(folder, name), ...job }));
    const turns = jobs.map((each) => () => inProcess(each, join(folder, 'code-cache')));
    const told = await interleaved(turns, { rounds: Number(options.rounds), roundsBefore: 1 });
    console.log(
      `${options.profile}, ${sessions} sessions, ${options.rounds} rounds, garbage: ${options.collect}`,
    );
    for (const which of ['first', 'later'] as const) {
      print(
        `${which} read`,
        names,
        told.map((all) => all.map((each) => each[which])),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(
  name: string,
  home: string,
  workspace: string,
  sessions: WorktreeSession[],
): Promise<void> {
  mkdirSync(home);
  if (name === JSON_PARSE) return writeFileSync(join(home, 'sessions.json'), writeSessions(sessions));
  const store = await openStore(name, home);
  await store.transaction(workspace, async (operations) => {
    for (const session of sessions) await operations.createSession(workspace, session);
  });
  await store.close();
}

const openStore = (name: string, home: string): Promise<SessionStore> =>
  subjectOf(definition, name).open(home);

function inProcess(job: Job, codeCache: string): Told {
  const words = ['--expose-gc', import.meta.filename, '--job', JSON.stringify(job)];
  const env = { ...process.env, NODE_COMPILE_CACHE: codeCache };
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Told;
}

async function done(job: Job): Promise<Told> {
  const first = await read(job);
  for (let before = 0; before < READS_BEFORE; before++) await read(job);
  collect('major');
  const all: Sample[] = [];
  for (let at = 0; at < job.reads; at++) {
    if (job.collect === 'before') collect('major');
    if (job.collect === 'young') collect('minor');
    all.push(await read(job));
  }
  if (job.collect === 'counted') all.push(await timed(async () => collect('major')));
  const mean = (what: keyof Sample): number => all.reduce((sum, each) => sum + each[what], 0) / job.reads;
  return { first, later: { cpuMs: mean('cpuMs'), wallMs: mean('wallMs') } };
}

const collect = (type: 'major' | 'minor'): void => globalThis.gc?.({ type });

async function read({ name, home, workspace, sessions }: Job): Promise<Sample> {
  if (name === JSON_PARSE) {
    return timed(async () => JSON.parse(readFileSync(join(home, 'sessions.json'), 'utf8')), sessions);
  }
  const store = await openStore(name, home);
  const sample = await timed(() => store.getAllSessions(workspace), sessions);
  await store.close();
  return sample;
}

async function timed(work: () => Promise<unknown>, sessions?: number): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const count = ((await work()) as readonly unknown[] | undefined)?.length;
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  if (count !== sessions) throw new Error(`${count} sessions were read instead of ${sessions}`);
  return { cpuMs: (user + system) / 1000, wallMs };
}

function print(title: string, names: readonly string[], [mine = [], ...others]: readonly Sample[][]): void {
  const middle = (samples: readonly Sample[], what: keyof Sample): string =>
    medianOf(samples.map((sample) => sample[what]))
      .toFixed(2)
      .padStart(10);
  console.log(`${title.padEnd(14)}    cpu ms   wall ms  sqlite/it, cpu        sqlite/it, wall`);
  for (const [at, samples] of [mine, ...others].entries()) {
    const [cpu, wall] = [
      medianText(ratios(mine, samples, 'cpuMs')),
      medianText(ratios(mine, samples, 'wallMs')),
    ];
    const name = (names[at] as string).padEnd(14);
    console.log(
      `${name}${middle(samples, 'cpuMs')}${middle(samples, 'wallMs')}  ${at === 0 ? '' : `${cpu.padEnd(22)}${wall}`}`,
    );
  }
}

if (options.job === undefined) await compare();
else console.log(JSON.stringify(await done(JSON.parse(options.job) as Job)));
