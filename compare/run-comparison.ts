// Base against head. Both sides are filled once; then fresh processes play every benchmark on both, some of them on the
// head twice, until the pairs decide. What seems regressed is confirmed by processes of its own.
// Method and what was measured for it: docs/adr/0032-base-against-head.md.

import { Homes } from '../bench/homes.ts';
import { StoreError } from '../contract/errors.ts';
import type { Comparing, Comparison } from '../results/comparison.ts';
import { Random } from '../statistics/random.ts';
import { DEFAULT_RULE, type Decision, decide, type Rule } from './decision.ts';
import { Entry } from './entry.ts';
import type { CompareOptions, ComparisonChoice, Sides } from './options.ts';
import { type ProcessSetting, playProcess } from './play-process.ts';
import { startPlayerProcess } from './player/player-process.ts';
import { apartRow, comparingRow, comparisonRow } from './rows.ts';
import { survey } from './survey.ts';

export interface ComparisonOutcome {
  readonly comparisons: readonly Comparison[];
  readonly comparing: Comparing;
}

const BUDGET_MS = 180_000;
/** One call of a side: a process, a benchmark's pairs. */
const LIMIT_MS = 120_000;
/** Behind the budget, for what was begun within it. */
const GRACE_MS = 30_000;
/** How much earlier than asked a timer may go off: who is ended by it is not to blame. */
const EARLY_MS = 50;
const AGAINST_ITSELF = 3;

/**
 * Rejects with E_USAGE for what neither side has; with E_ABORTED; with E_SIDE when a side cannot be loaded or asked. Nothing stays
 * behind on disk.
 */
export async function runComparison(sides: Sides, options: CompareOptions): Promise<ComparisonOutcome> {
  const run = new ComparisonRun(sides, options);
  try {
    return await run.run();
  } catch (error) {
    if (options.signal?.aborted !== true) throw error;
    throw new StoreError('E_ABORTED', 'The comparison was interrupted; the rows so far are valid.');
  } finally {
    run.remove();
  }
}

class ComparisonRun {
  private readonly sides: Sides;
  private readonly options: CompareOptions;
  private readonly homes = new Homes();
  private readonly setting: ProcessSetting;
  private readonly endMs: number;
  private readonly rows: Comparison[] = [];
  private readonly decisions = new Map<Entry, readonly Decision[]>();
  private processes = 0;
  /** Of the last process of a pass, per comparison. */
  private readonly playedMs = { 1: 0, 2: 0 };
  private readonly progress = { done: 0, total: 0 };

  constructor(sides: Sides, options: CompareOptions) {
    this.sides = sides;
    this.options = options;
    this.endMs = performance.now() + (options.budgetMs ?? BUDGET_MS);
    const { codeCache } = this.homes;
    const { signal, plant = null, startPlayers: start = startPlayerProcess } = options;
    this.setting = {
      sides,
      homes: this.homes,
      plant,
      signal,
      start: () => start({ codeCache, signal, limitMs: () => this.limitMs() }),
      isOver: (what) => this.leftMs() + (what === 'grace' ? GRACE_MS - EARLY_MS : 0) <= 0,
      onPlayed: () => this.tell(1, 0),
    };
  }

  async run(): Promise<ComparisonOutcome> {
    const entries = await this.begin();
    await this.pass(1, entries);
    const comparing = comparingRow(this.sides, this.rows, {
      processes: this.processes,
      rules: entries
        .filter(({ kind, end }) => kind === 'base against head' && end === null)
        .map((entry) => this.ruleOf(entry)),
      plant: this.options.plant,
    });
    this.options.onRow(comparing);
    return { comparisons: this.rows, comparing };
  }

  remove(): void {
    this.homes.remove();
  }

  private async begin(): Promise<Entry[]> {
    const { isTogether = true, againstItself = AGAINST_ITSELF, seed } = this.options;
    const surveyors = { base: this.setting.start(), head: this.setting.start() };
    const { shared, apart } = await survey(surveyors, this.sides, chosenIn(this.options), this.homes).finally(
      () => Promise.all([surveyors.base.end(), surveyors.head.end()]),
    );
    for (const each of apart) this.write(apartRow(each));
    const chosen = new Random(seed).shuffled(shared).slice(0, againstItself);
    const entries = [
      ...shared.map((benchmark) => new Entry(benchmark, 'base against head')),
      ...chosen.map((benchmark) => new Entry(benchmark, 'head against itself')),
    ];
    if (!isTogether) for (const entry of entries) entry.manner = 'two processes';
    return entries;
  }

  /**
   * Fresh processes until everything is decided, or the time is over. What seems regressed is confirmed at once: what
   * cannot be decided on a busy machine must not take the time for it.
   */
  private async pass(pass: 1 | 2, entries: readonly Entry[]): Promise<void> {
    let open = entries;
    let played = 0;
    for (const look of this.ruleOf(null).looks) {
      this.tell(0, open.length * (look - played));
      for (; played < look && this.isTimeFor(open, pass); played++) await this.playOne(pass, open);
      const decided = new Set(
        open.filter((entry) => this.isDecided(entry, pass, played < look || this.leftMs() <= 0)),
      );
      open = open.filter((entry) => !decided.has(entry));
      if (pass === 1)
        await this.pass(
          2,
          [...decided].filter((entry) => this.isSuspect(entry)),
        );
    }
  }

  private async playOne(pass: 1 | 2, entries: readonly Entry[]): Promise<void> {
    const startedMs = performance.now();
    const random = new Random(this.options.seed, this.processes++);
    // Over both passes: else base would be first in most processes of each.
    const played = entries[0]?.processes.length ?? 0;
    await playProcess(entries, { first: played % 2 === 0 ? 'base' : 'head', pass, random }, this.setting);
    this.playedMs[pass] = (performance.now() - startedMs) / entries.length;
  }

  private isTimeFor(entries: readonly Entry[], pass: 1 | 2): boolean {
    return entries.length > 0 && this.playedMs[pass] * entries.length < this.leftMs();
  }

  private leftMs(): number {
    return this.endMs - performance.now();
  }

  /** Of a call that begins now. */
  private limitMs(): number {
    return Math.min(LIMIT_MS, Math.max(0, this.leftMs()) + GRACE_MS);
  }

  /** Then its row is written, unless it is to be confirmed. */
  private isDecided(entry: Entry, pass: 1 | 2, isTimeOver: boolean): boolean {
    const rule = this.ruleOf(entry);
    const processes = entry.processes.filter((each) => each.pass === pass);
    const isOver = isTimeOver && processes.length < Math.max(...rule.looks);
    const earlier = (this.decisions.get(entry) ?? []).slice(0, pass - 1);
    const { seed } = this.options;
    const decision = processes.length === 0 ? null : decide(processes, { rule, seed, isOver });
    this.decisions.set(entry, decision === null ? earlier : [...earlier, decision]);
    if (entry.end === null && decision?.isFinal !== true && !isOver) return false;
    if (!this.isSuspect(entry) || pass === 2)
      this.write(comparisonRow(entry, this.decisions.get(entry) ?? [], isOver));
    return true;
  }

  /** Regressed in the first pass. */
  private isSuspect(entry: Entry): boolean {
    return entry.end === null && this.decisions.get(entry)?.[0]?.verdict === 'regressed';
  }

  private write(row: Comparison): void {
    this.rows.push(row);
    this.options.onRow(row);
  }

  private ruleOf(entry: Entry | null): Rule {
    const { ownRules, rule = DEFAULT_RULE } = this.options;
    return (entry === null ? undefined : ownRules?.(entry.benchmark)) ?? rule;
  }

  private tell(done: number, total: number): void {
    const { progress } = this;
    progress.done += done;
    progress.total += total;
    this.options.onProgress?.({ stage: 'comparing base and head', ...progress, unit: 'turns' });
  }
}

/** What travels to other processes. */
const chosenIn = ({ stores, operations, profiles, records }: CompareOptions): ComparisonChoice => ({
  ...(stores !== undefined && { stores }),
  ...(operations !== undefined && { operations }),
  ...(profiles !== undefined && { profiles }),
  ...(records !== undefined && { records }),
});
