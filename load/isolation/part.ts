// Isolation: processes work on few records at the same time, by transactions where the store has them, and the history of all that they
// did is checked for what no order of the transactions explains. Bounded by counts; the budget may end it before, and then it says so.

import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { LoadDefinition, LoadMix } from '../../definition/load.ts';
import { sectionOf } from '../../definition/section.ts';
import type { Source } from '../../definition/source.ts';
import type { Part, PartRequest, Tier } from '../../definition/verification.ts';
import { MEANINGS } from '../../histories/index.ts';
import type { Check } from '../../results/result.ts';
import { checkedFile, historyFile } from '../history-file.ts';
import { storesUnderLoad } from '../load-of.ts';
import { mixesOf } from '../mixes.ts';
import { type LoadOutcome, runLoad } from '../run-load.ts';

/** The mix of the definition for this, by its name; without it its first one. */
const MIX = 'isolation';

/** How many transactions of a store, at most; histories of so many processes, in turn. */
const EXTENTS: Readonly<
  Record<Tier, { readonly transactions: number; readonly processes: readonly number[] }>
> = {
  quick: { transactions: 40_000, processes: [4] },
  full: { transactions: 1_000_000, processes: [8, 4, 2] },
  soak: { transactions: Number.POSITIVE_INFINITY, processes: [8, 4, 2, 3, 6] },
};

/** Of one history, so that the content at the end stays small. */
const HISTORY_MAX = 100_000;
const FIRST_MAX = 1_000;
/** Of a store that is known to lose: it shows that soon, and later perhaps only that it cannot be read. */
const LOSING_MAX = 5_000;
const LOSING_HISTORY = 200;
/** Of the first history: for starting its processes, and for checking it. */
const AROUND_MS = 4_000;
const RECORDS_MAX = 2_000;

export const isolation: Part = {
  name: 'isolation',
  missing: async ({ name, load }) =>
    load === undefined ? `The definition of ${name} has no \`load\`: nothing says what to append.` : null,
  run: async (source, request) => {
    if (request.only !== undefined) return request.record(await again(request.only, request));
    const load = await sectionOf(source.definition.load as LoadDefinition<unknown>);
    const stores = request.stores.length > 0 ? request.stores : await storesUnderLoad(source.definition);
    const endMs = performance.now() + request.budgetMs;
    for (const [at, store] of stores.entries()) {
      request.signal?.throwIfAborted();
      const leftMs = endMs - performance.now();
      await new StoreHistories(source, { load, store, request }).run(leftMs / (stores.length - at));
    }
  },
};

const LOOKED_FOR =
  'looked for lost, doubled, disordered, stale, phantom and dirty entries, lost updates, and cycles (G0 to G2), with and without real time';

interface Pace {
  readonly perMs: number;
  readonly aroundMs: number;
}

interface Scene {
  readonly load: LoadDefinition<unknown>;
  readonly store: string;
  readonly request: PartRequest;
}

/** Histories of one store, one after the other, as one check. */
class StoreHistories {
  private readonly source: Source;
  private readonly scene: Scene;
  private readonly mix: [name: string, LoadMix];
  private readonly counts: Record<string, number> = { histories: 0, transactions: 0, appends: 0, reads: 0 };
  private readonly details: string[] = [];
  private readonly verdicts: Check['verdict'][] = [];
  private processesMax = 0;
  private again: string | undefined;

  constructor(source: Source, scene: Scene) {
    this.source = source;
    this.scene = scene;
    const mixes = mixesOf(scene.load);
    const name = MIX in mixes ? MIX : (Object.keys(mixes)[0] as string);
    this.mix = [name, mixes[name] as LoadMix];
  }

  async run(budgetMs: number): Promise<void> {
    const { load, store, request } = this.scene;
    const { transactions, processes } = EXTENTS[request.tier];
    const isLosing = load.unshared?.[store] !== undefined;
    const wanted = isLosing ? LOSING_MAX : transactions;
    const startMs = performance.now();
    const leftMs = (): number => budgetMs - (performance.now() - startMs);
    let pace: Pace = { perMs: 0, aroundMs: AROUND_MS };
    try {
      for (let round = 0; this.done < wanted && !this.isFound; round++) {
        if (round > 0 && leftMs() < 2 * pace.aroundMs) break;
        const own = processes[round % processes.length] as number;
        const timeMs = Math.min(leftMs(), HISTORY_MS_MAX) - pace.aroundMs;
        const durationMs = Math.max(1_000, Math.round(timeMs));
        // The first one shows how many a later one can have.
        const most = round === 0 ? FIRST_MAX : Math.min(HISTORY_MAX, Math.ceil(pace.perMs * durationMs));
        const asked = Math.min(wanted - this.done, isLosing ? LOSING_HISTORY : most);
        pace = await this.history(round, own, asked, durationMs);
      }
    } finally {
      // What was found before Ctrl-C stays.
      if ((this.counts.histories as number) > 0)
        request.record(this.check(wanted, performance.now() - startMs, isLosing));
    }
  }

  private get done(): number {
    return this.counts.transactions as number;
  }

  private get isFound(): boolean {
    return this.verdicts.includes('fail') || (this.counts['lost-append'] ?? 0) > 0;
  }

  private async history(round: number, processes: number, wanted: number, durationMs: number): Promise<Pace> {
    const { store, request } = this.scene;
    const [name, mix] = this.mix;
    const file = join(request.folder, `isolation-${store}-${request.seed + round}.ndjson`);
    const kept = historyFile(file, this.source.definition.words?.record?.[0] ?? 'record');
    const operations = Math.ceil(wanted / processes);
    const startMs = performance.now();
    const { hot = { records: 6, steps: 200 } } = mix;
    const records = Math.min(RECORDS_MAX, Math.ceil(operations / hot.steps) * hot.records);
    let outcome: LoadOutcome;
    try {
      outcome = await runLoad(this.source, {
        ...{ store, processes, records, mix: name, durationMs, operationsPerProcess: operations },
        seed: request.seed + round,
        onTransaction: (transaction) => kept.add(JSON.stringify(transaction)),
        ...(request.signal !== undefined && { signal: request.signal }),
        ...(request.onProgress !== undefined && { onProgress: request.onProgress }),
      });
    } finally {
      kept.close();
    }
    this.take(outcome, processes);
    if ((outcome.load?.history?.anomalies.length ?? 0) === 0) rmSync(file);
    else this.again ??= request.again(relative(process.cwd(), file));
    const { durationNs = 1, operations: figures = [] } = outcome.load ?? {};
    const calls = figures.reduce((sum, { count }) => sum + count, 0);
    const aroundMs = performance.now() - startMs - durationNs / 1e6;
    return { perMs: (calls * 1e6) / durationNs, aroundMs };
  }

  private take({ load, check }: LoadOutcome, processes: number): void {
    this.verdicts.push(check.verdict);
    this.processesMax = Math.max(this.processesMax, processes);
    const calls = (load?.operations ?? []).reduce((sum, { count }) => sum + count, 0);
    this.add({ histories: 1, transactions: calls, failed: check.counts.failedOperations ?? 0 });
    this.add({ appends: load?.history?.appends ?? 0, reads: load?.history?.reads ?? 0 });
    this.add({ acknowledged: check.counts.acknowledged ?? 0, lost: check.counts.lost ?? 0 });
    for (const { name, count } of load?.history?.anomalies ?? []) this.add({ [name]: count });
    if (check.detail !== '' && check.verdict !== 'ok') this.details.push(check.detail);
  }

  private add(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) this.counts[name] = (this.counts[name] ?? 0) + count;
  }

  private check(wanted: number, tookMs: number, isLosing: boolean): Check {
    const { store } = this.scene;
    const { done } = this;
    const few = Number.isFinite(wanted) && done < wanted && !this.isFound;
    const details = [
      ...this.details.slice(0, 3),
      ...(few ? [`The budget ended it after ${done} of ${wanted} transactions.`] : []),
      ...(isLosing && !this.isFound
        ? ['It is known to lose, and here it did not: too little was tried.']
        : []),
    ];
    return {
      row: 'check',
      area: 'isolation',
      subject: store,
      name: 'an order explains every history',
      verdict: verdictOf(this.verdicts, isLosing),
      counts: this.counts,
      detail: details.join(' '),
      bounds: `histories of up to ${this.processesMax} processes and ${HISTORY_MAX} transactions, mix ${this.mix[0]}; ${LOOKED_FOR}`,
      ...(this.again !== undefined && { again: this.again }),
      tookMs: Math.round(tookMs),
    };
  }
}

/** Of a history, so that a progress is seen and Ctrl-C loses little. */
const HISTORY_MS_MAX = 300_000;

function verdictOf(verdicts: readonly Check['verdict'][], isLosing: boolean): Check['verdict'] {
  if (verdicts.includes('fail')) return 'fail';
  if (verdicts.includes('expected-fail')) return 'expected-fail';
  return isLosing || verdicts.includes('unknown') ? 'unknown' : 'ok';
}

/** A history that was kept. */
async function again(file: string, { signal }: PartRequest): Promise<Check> {
  if (!existsSync(file)) {
    throw new StoreError(
      'E_USAGE',
      `There is no history ${file}. Name one that a run has kept. Nothing was checked.`,
    );
  }
  const startMs = performance.now();
  const { transactions, operations, isClean, counts, anomalies, undecided } = await checkedFile(
    file,
    signal ?? null,
  );
  return {
    row: 'check',
    area: 'isolation',
    subject: relative(process.cwd(), file),
    name: 'an order explains this history',
    verdict: isClean ? (undecided.length > 0 ? 'unknown' : 'ok') : 'fail',
    counts: { transactions, operations, ...counts },
    detail: anomalies
      .map(({ name, text }) => `${counts[name]} times ${name} (${MEANINGS[name]}), such as: ${text}.`)
      .join(' '),
    bounds: `this history alone; ${LOOKED_FOR}`,
    tookMs: Math.round(performance.now() - startMs),
  };
}
