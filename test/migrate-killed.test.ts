// The migrator killed (SIGKILL) at each change that it makes of the file system and at each boundary of a transaction,
// then run again: nothing lost, nothing twice, and everything as after a run that nobody disturbed.
// Every STOREPROOF_KILL_EVERY-th change is tried; 1 tries them all.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { amountOf } from '../contract/suite/amounts.ts';
import { openSqliteStore } from '../impl-sqlite/index.ts';
import { ROOT, sharedFolder, TOOL_MS_MAX, UNCOVERED } from './run-tool.ts';

const EVERY = amountOf('STOREPROOF_KILL_EVERY');
const folder = sharedFolder();
const TOOL = [
  '--import',
  join(ROOT, 'test', 'die-at-operation.ts'),
  join(ROOT, 'bin', 'ait42-migrate.js'),
  'migrate',
  '--yes',
  '--replace',
  '--home',
];
const DONE = 6;

const session = (id: string, more = ''): string =>
  `{"id":"${id}","type":"debate","task":"t","status":"round_1","createdAt":"c","updatedAt":"u","instances":[],"chatHistory":[]${more}}`;

function writeHome(home: string): void {
  const directory = join(home, '.ait42', 'sessions');
  mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);
  write(`${'a'.repeat(16)}.json`, `[${session('1')},${session('1', ',"model":"m"')}]`);
  write(`${'b'.repeat(16)}.json`, `[${session('2')}`);
  write(`${'c'.repeat(16)}.json`, '');
}

/** A home that was migrated and of which a file changed: the database is backed up, and what it holds replaced. */
function writeChangedHome(home: string): void {
  writeHome(home);
  run(home, 0);
  writeFileSync(
    join(home, '.ait42', 'sessions', `${'a'.repeat(16)}.json`),
    `[${session('1')},${session('9')}]`,
  );
}

function run(
  home: string,
  killAt: number,
  countFile?: string,
): { signal: string | null; status: number | null } {
  const env = {
    ...process.env,
    ...UNCOVERED,
    KILL_AT: String(killAt),
    ...(countFile && { KILL_COUNT: countFile }),
  };
  return spawnSync(process.execPath, [...TOOL, home], { env, stdio: 'ignore', timeout: TOOL_MS_MAX });
}

/** Everything that a migration leaves and that does not tell the time. */
async function outcome(home: string): Promise<unknown> {
  const base = join(home, '.ait42');
  const json = (...path: string[]) => JSON.parse(readFileSync(join(base, ...path), 'utf8'));
  const rows = (json('archive', 'manifest.json').originals as { verdict: string }[]).map((row) =>
    row.verdict === 'replaced' ? { ...row, modifiedAt: '' } : row,
  );
  const store = await openSqliteStore({ file: join(base, 'sessions.db') });
  try {
    const workspaces = (await store.workspaces()).toSorted((one, other) => (one.hash < other.hash ? -1 : 1));
    return {
      rows: rows.map((row) => JSON.stringify(row)).toSorted(),
      originals: readdirSync(join(base, 'archive', 'originals')).toSorted(),
      sources: readdirSync(join(base, 'sessions')),
      findings: (await store.check()).findings,
      contents: await Promise.all(
        workspaces.map(async ({ hash }) => [
          hash,
          await store.sessionsOfHash(hash),
          await store.fileText(hash),
        ]),
      ),
      contentRoot: json('migration', 'certificate.json').contentRoot,
    };
  } finally {
    await store.close();
  }
}

test.each([
  ['a first import', writeHome],
  ['an import into a database that is backed up and changed', writeChangedHome],
] as const)(
  '%s, killed anywhere and run again, ends as if undisturbed',
  { timeout: 3_600_000 },
  async (name, make) => {
    const template = join(folder, name.slice(0, 12), 'template');
    make(template);
    const fresh = (number: number): string => {
      const home = join(folder, name.slice(0, 12), String(number));
      cpSync(template, home, { recursive: true, preserveTimestamps: true });
      return home;
    };
    const counts = join(folder, 'counts.json');
    const undisturbed = fresh(0);
    expect(run(undisturbed, 0, counts).status).toBe(DONE);
    const expected = await outcome(undisturbed);
    const steps = JSON.parse(readFileSync(counts, 'utf8')) as string[];
    expect(steps.length).toBeGreaterThan(50);
    let killed = 0;
    for (let number = 1; number <= steps.length; number += EVERY) {
      const home = fresh(number);
      if (run(home, number).signal === 'SIGKILL') killed++;
      const place = `killed at ${number}: ${steps[number - 1]}`;
      expect(run(home, 0).status, place).toBe(DONE);
      expect(await outcome(home), place).toEqual(expected);
      rmSync(home, { recursive: true });
    }
    expect(killed).toBe(Math.ceil(steps.length / EVERY));
    if (EVERY === 1) console.log(`${name}: killed at each of ${steps.length} changes`);
    expect(existsSync(undisturbed)).toBe(true);
  },
);
