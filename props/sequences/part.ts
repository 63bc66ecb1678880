// Random sequences on every store beside the model, as a part of a verification: stores in pairs, one history after the other until the
// time is over, each with a seed of its own. What differed once comes first.

import { join } from 'node:path';
import { StoreError } from '../../contract/errors.ts';
import type { Definition } from '../../definition/definition.ts';
import { subjectNames, subjectOf } from '../../definition/subjects.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import type { Check } from '../../results/result.ts';
import { corpusChecks } from '../corpus.ts';
import { checkEquivalence, type EquivalenceVerdict, equivalenceCheck, STOPPED } from '../equivalence.ts';
import { historyName, keepHistory, readCorpus, readHistory } from '../kept-history.ts';
import type { Pair } from '../pair.ts';
import { operationsAt } from '../path.ts';
import { replayCheck } from '../replay.ts';
import { rulesOf } from '../rules.ts';

/** Of one history. A store is compared whole after each, and a new one begins empty: what only a full store shows, longer ones look for. */
const OPERATIONS = { quick: 2_000, full: 10_000, soak: 20_000 } as const;

export const sequences: Part = {
  name: 'sequences',
  missing: async (definition) =>
    pairsOf(definition, []).length > 0
      ? null
      : `${definition.name} has one store and no model: there is nothing that it could be compared with.`,
  async run({ definition }, request): Promise<void> {
    if (request.only !== undefined) return playCase(definition, request.only, request);
    const pairs = pairsOf(definition, request.stores).map(
      (pair) => new PairSearch(definition, pair, request),
    );
    const endMs = performance.now() + request.budgetMs;
    await playKept(definition, pairs, request);
    for (let round = 0; round === 0 || performance.now() < endMs; round++) {
      const open = pairs.filter(({ isFound }) => !isFound);
      if (open.length === 0) break;
      for (const [at, pair] of open.entries()) {
        if (request.signal?.aborted === true) return;
        // However long the first ones take, each has its turn.
        await pair.search(round, Math.max(MS_MIN, (endMs - performance.now()) / (open.length - at)));
      }
    }
    for (const pair of pairs) pair.tell();
  },
};

/** Of a first history: a pair that was never played would tell nothing. */
const MS_MIN = 500;

/** With a model two at a time, which are both compared with it; without one, each with the first. */
function pairsOf(definition: Definition, stores: readonly string[]): Pair<unknown>[] {
  const names = stores.length > 0 ? stores : subjectNames(definition);
  const hasModel = subjectNames(definition, 'model').length > 0;
  const [first = '', ...others] = names;
  const pairs = hasModel
    ? names.flatMap((name, at) => (at % 2 === 0 ? [[name, names[at + 1] ?? name]] : []))
    : others.map((name) => [first, name]);
  return pairs.map(([left = '', right = '']) => pairNamed(definition, left, right));
}

const pairNamed = (definition: Definition, left: string, right: string): Pair<unknown> => ({
  left: subjectOf(definition, left),
  right: subjectOf(definition, right),
});

const named = ({ left, right }: Pair<unknown>): string => `${left.name}=${right.name}`;

async function playKept(
  definition: Definition,
  pairs: readonly PairSearch[],
  { signal, record, again }: PartRequest,
): Promise<void> {
  const { kept } = (await rulesOf(definition)).histories;
  if (kept === undefined) return;
  const histories = await readCorpus(definition, kept);
  for (const { pair } of pairs) {
    if (signal?.aborted === true) return;
    const startMs = performance.now();
    for (const check of await corpusChecks(definition, { ...pair, histories, signal })) {
      const more = { bounds: `${histories.length} kept histories` };
      const name = check.name.replace(KEPT, '');
      record(
        asOwn(
          check,
          startMs,
          check.verdict === 'fail' ? { ...more, again: again(`${named(pair)}:${KEPT}${name}`) } : more,
        ),
      );
    }
  }
}

/** As props/corpus.ts calls the checks of those that differ. */
const KEPT = 'kept ';

const asOwn = (check: Check, startMs: number, more: Partial<Check>): Check => ({
  ...check,
  ...more,
  area: 'sequences',
  tookMs: Math.round(performance.now() - startMs),
});

/** All histories of one pair. */
class PairSearch {
  readonly pair: Pair<unknown>;
  private readonly definition: Definition;
  private readonly request: PartRequest;
  private readonly counts = { histories: 0, operations: 0, errors: 0, sweeps: 0 };
  private tookMs = 0;
  isFound = false;

  constructor(definition: Definition, pair: Pair<unknown>, request: PartRequest) {
    this.definition = definition;
    this.pair = pair;
    this.request = request;
  }

  /** For so long at most: a history that is stopped counts for what it has played. */
  async search(round: number, leftMs: number): Promise<void> {
    const { definition, pair, counts } = this;
    const { tier, onProgress, budgetMs, signal } = this.request;
    const seed = seedOf(this.request, round);
    const ends = AbortSignal.timeout(Math.max(1, Math.ceil(leftMs)));
    const startMs = performance.now();
    const verdict = await checkEquivalence(definition, {
      ...pair,
      operations: OPERATIONS[tier],
      seed,
      signal: signal === undefined ? ends : AbortSignal.any([signal, ends]),
      onProgress: () =>
        onProgress?.({
          stage: `sequences on ${named(pair)}`,
          done: Math.min(budgetMs, Math.round(budgetMs - leftMs + performance.now() - startMs)),
          total: budgetMs,
          unit: 'ms',
        }),
    });
    counts.histories++;
    counts.operations += verdict.operations;
    counts.sweeps += verdict.sweeps;
    for (const { errors } of Object.values(verdict.counts)) counts.errors += errors;
    this.tookMs += performance.now() - startMs;
    // One that the time ended is no verdict on what was not played; one that did not answer is.
    if (verdict.verdict === 'fail' || (verdict.verdict === 'unknown' && verdict.reason !== STOPPED))
      this.found(verdict);
  }

  private found(verdict: EquivalenceVerdict): void {
    const { record, again, folder } = this.request;
    const { counterexample, seed } = verdict;
    this.isFound = true;
    const name = ({ index, path }: { readonly index: number; readonly path: string }): string =>
      again([named(this.pair), index + 1, seed, path].join(':'));
    const check = equivalenceCheck(verdict, name);
    record({
      ...check,
      ...this.own(),
      ...(counterexample !== null && { again: name(counterexample) }),
    });
    if (counterexample?.replay === 'same')
      keepHistory(join(folder, historyName(counterexample.operations)), counterexample.operations);
  }

  private own(): Pick<Check, 'area' | 'counts' | 'bounds' | 'tookMs'> {
    const { counts, request } = this;
    const first = seedOf(request, 0);
    const last = seedOf(request, counts.histories - 1);
    const seeds = first === last ? `seed ${first}` : `seeds ${first} to ${last}`;
    return {
      area: 'sequences',
      counts,
      bounds: `histories of at most ${OPERATIONS[request.tier]} operations with restarts, ${seeds}`,
      tookMs: Math.round(this.tookMs),
    };
  }

  tell(): void {
    const { pair, counts, isFound, request } = this;
    if (isFound) return;
    const { operations } = counts;
    const subject = `${pair.left.name} = ${pair.right.name}`;
    request.record({
      ...{ row: 'check', subject, name: 'random sequences', ...this.own() },
      verdict: operations === 0 ? 'unknown' : 'ok',
      detail:
        operations === 0
          ? 'There was no time for it.'
          : `The same answers and errors on ${operations} operations.`,
    });
  }
}

const seedOf = ({ seed }: PartRequest, round: number): number => (seed + round) >>> 0;

/** A finding: left=right:operations:seed:path, or left=right:kept and a file. */
async function playCase(
  definition: Definition,
  only: string,
  { signal, record }: PartRequest,
): Promise<void> {
  const [, left = '', right = '', rest = ''] = /^([^=:]+)=([^=:]+):(.*)$/.exec(only) ?? [];
  const [, operations, seed, path = ''] = /^(\d+):(\d+):(\d+(?::\d+)*)$/.exec(rest) ?? [];
  const { kept } = (await rulesOf(definition)).histories;
  if (operations === undefined && (kept === undefined || !rest.startsWith(KEPT))) {
    throw new StoreError(
      'E_USAGE',
      `"${only}" is no case of sequences, as a finding names it. Nothing was played.`,
    );
  }
  const startMs = performance.now();
  const pair = { ...pairNamed(definition, left, right), signal };
  const numbers = { operations: Number(operations), seed: Number(seed) };
  const steps =
    operations === undefined
      ? await readHistory(definition, join(kept ?? '', rest.slice(KEPT.length)))
      : await operationsAt(definition, path, { ...pair, ...numbers });
  record(asOwn(await replayCheck(definition, { ...pair, operations: steps, name: 'replay' }), startMs, {}));
}
