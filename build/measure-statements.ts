// A slow mutant for each statement of the SQLite store, given to base against head: `npm run measure:statements`, or with titles
// of statements (docs/statements.md) those alone. A statement is made slower by so much that the operation in which it has the
// largest share takes longer by --share; at least it takes twice as long. That operation has to be found.
//
// Mutants whose operations have nothing to do with each other's statements share a head and its processes: each operation still
// meets one slow statement. Beside them plays an operation that meets none, which must not be found. Pieces that are never apart are
// one statement.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runComparison, type Side } from '../compare/index.ts';
import { programFile } from '../contract/package-root.ts';
import type { Comparison } from '../results/comparison.ts';
import { slowModule } from '../sessions/mutants/slow-statement.ts';
import { executedStatements } from '../sessions/statements/executed.ts';
import { LISTED, type ListedStatement } from '../sessions/statements/listed.ts';
import type { WorkloadName } from '../sessions/workloads/registry.ts';

const { values: options, positionals: only } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '0.15' },
    sessions: { type: 'string', default: '300' },
    seed: { type: 'string', default: '42' },
  },
});
const PLANTED = Number(options.share);
const PROFILE = 'small';
const RECORDS = Number(options.sessions);
/** Rounds in which shares are measured, and as many before them. */
const ROUNDS = 15;
/** Of one head: enough for a busy machine to decide. */
const BUDGET_MS = 600_000;
/** In one head. */
const MUTANTS_MAX = 10;
/** Calls of many milliseconds, of which few are made: taken only for what no other operation runs. */
const LONG: readonly WorkloadName[] = ['importLargeFile', 'importPerSession'];
/** Short ones of few statements: the first that is none of the mutants'. */
const CONTROLS: readonly WorkloadName[] = ['getOne', 'statisticsOfAll', 'instances', 'updateUnknown'];

interface Mutant {
  readonly statement: ListedStatement;
  readonly title: string;
  /** All that run it. */
  readonly operations: ReadonlySet<WorkloadName>;
  readonly operation: WorkloadName;
  /** Of the operation's time. */
  readonly share: number;
  /** Of the statement's own time, how much is added. */
  readonly slowness: number;
}

const root = mkdtempSync(join(tmpdir(), 'storeproof-statements-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));

async function mutants(): Promise<Mutant[]> {
  const [home, folder] = [join(root, 'home'), mkdtempSync(join(root, 'folder-'))];
  const dataset = { profile: PROFILE, size: RECORDS, seed: 42 };
  const shares = await executedStatements({ home, folder, dataset, roundsBefore: ROUNDS, rounds: ROUNDS });
  const wanted = LISTED.filter(({ title }) => only.length === 0 || only.includes(title));
  const same = Map.groupBy(wanted, ({ title }) => JSON.stringify([...(shares.get(title) ?? [])]));
  return [...same.values()].flatMap(([statement, ...others]) => {
    const own = statement && shares.get(statement.title);
    const bySharesOf = (isLong: boolean) =>
      [...(own ?? [])]
        .filter(([name, share]) => LONG.includes(name) === isLong && share > 0)
        .toSorted(([, left], [, right]) => right - left);
    const [most] = [...bySharesOf(false), ...bySharesOf(true)];
    if (statement === undefined || own === undefined || most === undefined) return [];
    const [operation, share] = most;
    const title = statement.title + (others.length === 0 ? '' : `, and ${others.length} pieces with it`);
    const slowness = Math.max(1, PLANTED / share);
    return { statement, title, operations: new Set(own.keys()), operation, share, slowness };
  });
}

/** Those that many operations run come first: little goes beside them. */
function heads(all: readonly Mutant[]): Mutant[][] {
  const found: Mutant[][] = [];
  for (const mutant of all.toSorted((left, right) => right.operations.size - left.operations.size)) {
    const roomy = found.find(
      (head) =>
        head.length < MUTANTS_MAX &&
        head.every(
          (each) => !each.operations.has(mutant.operation) && !mutant.operations.has(each.operation),
        ),
    );
    if (roomy === undefined) found.push([mutant]);
    else roomy.push(mutant);
  }
  return found;
}

const controlOf = (head: readonly Mutant[]): WorkloadName | undefined =>
  CONTROLS.find((name) => head.every(({ operations }) => !operations.has(name)));

const sideOf = (file: string, title: string): Side => ({
  source: pathToFileURL(file).href,
  programs: {},
  directory: process.cwd(),
  title,
});

async function compared(head: readonly Mutant[], number: number): Promise<readonly Comparison[]> {
  const file = join(root, `slow-${number}.mjs`);
  writeFileSync(file, slowModule(head.map(({ statement, slowness: share }) => ({ statement, share }))));
  const control = controlOf(head);
  const { comparisons } = await runComparison(
    { base: sideOf(programFile('sessions/definition'), 'as it is'), head: sideOf(file, 'slow') },
    {
      stores: ['sqlite'],
      operations: [...head.map(({ operation }) => operation), ...(control === undefined ? [] : [control])],
      profiles: [PROFILE],
      records: [RECORDS],
      seed: Number(options.seed) + number,
      againstItself: 0,
      budgetMs: BUDGET_MS,
      onRow: () => {},
    },
  );
  return comparisons;
}

const WIDTHS = [52, 22, 8, 8, 28];
const line = (...cells: readonly string[]): string =>
  cells.map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0)).join(' ');
const percent = (part: number): string => `${(100 * part).toFixed(1)}%`;
const effectOf = (comparison: Comparison | undefined): string =>
  comparison?.p50 == null ? 'none' : percent(comparison.p50.ratio - 1);

const all = await mutants();
let found = 0;
let alarms = 0;
console.log(line('statement', 'operation', 'share', 'slowed', 'verdict', 'effect'));
for (const [number, head] of heads(all).entries()) {
  const startedMs = performance.now();
  const comparisons = await compared(head, number);
  const seconds = (performance.now() - startedMs) / 1000;
  const at = (operation: string | undefined): Comparison | undefined =>
    comparisons.find((comparison) => comparison.operation === operation);
  for (const { title, operation, share, slowness } of head) {
    const verdict = at(operation)?.verdict;
    if (verdict === 'regressed') found++;
    const text = verdict === 'regressed' ? verdict : `NOT FOUND: ${verdict ?? 'not compared'}`;
    console.log(
      line(title, operation, percent(share), `x${(1 + slowness).toFixed(1)}`, text, effectOf(at(operation))),
    );
  }
  const control = controlOf(head);
  const beside = at(control);
  if (beside?.verdict === 'regressed') alarms++;
  const aside =
    control === undefined ? '' : `, beside them ${control} ${beside?.verdict} (${effectOf(beside)})`;
  console.log(`  ${head.length} compared in ${seconds.toFixed(1)} s${aside}\n`);
}
console.log(`${found} of ${all.length} slow statements found, ${alarms} false alarms.`);
process.exitCode = found === all.length && alarms === 0 ? 0 : 3;
