// Power cuts and kills as a part of a verification: what stores promise of a change that has ended, and stores that are unsafe on purpose,
// each of which must be found out.

import { type ChangesDefinition, changesOf } from '../../definition/changes.ts';
import type { Source } from '../../definition/source.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import { Random } from '../../statistics/random.ts';
import { shim } from '../system-calls/shim.ts';
import { type CrashOutcome, type CrashWitness, checkCrashes, sequencesOf } from './check-crashes.ts';
import { checkKills } from './kills.ts';

/** By when each is over, of the budget. What one leaves of its time, the next ones have. */
const ENDS = { unsafe: 0.3, cuts: 0.8, kills: 1 } as const;
const SUBSETS = 10;
const MODELS = ['strict', 'ordered'] as const;
/** Changes of a sequence. `quick`: pairs as far as its time goes. */
const LENGTHS = { quick: 2, full: 3, soak: 3 } as const;
const KILLS = { quick: 10, full: 500, soak: 50_000 } as const;
/** A witness with more changes tells nobody anything. */
const WITNESS_MAX = 5;

const KILLED = 'kills:';

export const crash: Part = {
  name: 'crash',
  missing: async ({ name, changes }) =>
    changes === undefined
      ? `The definition of ${name} has no changes: nothing says what a power cut may break.`
      : null,
  async run(source, request): Promise<void> {
    await new CrashPart(source, await changesOf(source.definition), request).run();
  },
};

class CrashPart {
  private readonly source: Source;
  private readonly known: ChangesDefinition<unknown>;
  private readonly request: PartRequest;
  private readonly library: string | null;
  private readonly lack: string;
  private readonly missed: string[] = [];
  private readonly open: string[] = [];
  private planted = 0;

  constructor(source: Source, known: ChangesDefinition<unknown>, request: PartRequest) {
    this.source = source;
    this.known = known;
    this.request = request;
    const { library, lack } = shim();
    this.library = library;
    this.lack = lack ?? '';
  }

  async run(): Promise<void> {
    const { only } = this.request;
    if (only !== undefined) return this.play(only);
    const { stores } = this;
    const unsafe = this.unsafeOf(this.request.stores);
    const startMs = performance.now();
    const eachOf = async (
      names: readonly string[],
      share: number,
      look: (name: string, endMs: number) => Promise<void>,
    ) => {
      const endMs = startMs + this.request.budgetMs * share;
      for (const [at, name] of names.entries()) {
        const nowMs = performance.now();
        await look(name, nowMs + (endMs - nowMs) / (names.length - at));
      }
    };
    await eachOf(unsafe, ENDS.unsafe, (name, endMs) => this.plant(name, endMs));
    this.tellUnsafe();
    await eachOf(stores, ENDS.cuts, (store, endMs) => this.cut(store, undefined, endMs));
    await eachOf(stores, ENDS.kills, (store, endMs) => this.kill(store, endMs));
  }

  /** A store and a sequence, a store that is killed, or an unsafe one. */
  private async play(only: string): Promise<void> {
    const [store = '', sequence = ''] = only.replace(KILLED, '').split(':');
    if (Object.hasOwn(this.known.unsafe ?? {}, store)) {
      await this.plant(store, Number.POSITIVE_INFINITY);
      this.tellUnsafe();
    } else if (only.startsWith(KILLED)) await this.kill(store, Number.POSITIVE_INFINITY);
    else await this.cut(store, sequence.split('+'), Number.POSITIVE_INFINITY);
  }

  private unsafeOf(stores: readonly string[]): string[] {
    const all = Object.entries(this.known.unsafe ?? {});
    return all.filter(([, { of }]) => stores.length === 0 || stores.includes(of)).map(([name]) => name);
  }

  private get stores(): string[] {
    const { promises } = this.known;
    const promising = Object.keys(promises).filter((name) => promises[name] !== 'nothing');
    return this.request.stores.length === 0
      ? promising
      : promising.filter((name) => this.request.stores.includes(name));
  }

  /** The shorter ones first; of the longest, in the quick tier, in an order of the seed. */
  private sequences(): string[][] {
    const { tier, seed } = this.request;
    const all = sequencesOf(Object.keys(this.known.changes), LENGTHS[tier]);
    if (tier !== 'quick') return all;
    const random = new Random(seed);
    const drawn = all.map((sequence) => ({ sequence, at: sequence.length === 1 ? -1 : random.next() }));
    return drawn.sort((a, b) => a.at - b.at).map(({ sequence }) => sequence);
  }

  private async cut(store: string, only: string[] | undefined, endMs: number): Promise<void> {
    const { record, again, seed, signal, onProgress } = this.request;
    const startMs = performance.now();
    const told = { row: 'check', area: 'crash', subject: store, name: 'power cuts' } as const;
    if (this.library === null) {
      record({ ...told, verdict: 'unknown', isMissing: true, counts: {}, detail: this.lack });
      return;
    }
    const sequences = only === undefined ? this.sequences() : [only];
    const outcome = await checkCrashes(this.source, {
      ...{
        store,
        library: this.library,
        sequences,
        models: MODELS,
        subsets: SUBSETS,
        seed,
        signal,
        onProgress,
      },
      ...(only === undefined && { endMs }),
    });
    const { states, opened, forgone, forgoneMost, wrong, witnesses } = outcome;
    const [witness] = witnesses;
    const promise = this.known.promises[store];
    const isFine = witness === undefined || promise === 'nothing';
    record({
      ...told,
      verdict: witness === undefined ? 'ok' : isFine ? 'expected-fail' : 'fail',
      counts: { sequences: outcome.sequences, states, opened, forgone, ...wrong },
      detail:
        witness !== undefined
          ? witnesses.map(inWords).join('\n')
          : promise === 'consistent'
            ? `Never in between. ${forgone} of ${states} states lack what was acknowledged last, at most ${forgoneMost} changes: the store promises no more.`
            : 'All that was acknowledged was there.',
      bounds: this.boundsOf(outcome, sequences.length),
      ...(!isFine && { again: again(`${store}:${witness.sequence.join('+')}`) }),
      tookMs: Math.round(performance.now() - startMs),
    });
  }

  private boundsOf({ sequences }: CrashOutcome, all: number): string {
    const reached = sequences === all ? 'all' : `the first ${sequences}`;
    const longest = this.request.only === undefined ? LENGTHS[this.request.tier] : 1;
    return (
      `${reached} of ${all} sequences of one to ${longest} of ${Object.keys(this.known.changes).length} changes; both models of a disk; before each ` +
      `sync and after each acknowledgement: none, all, each beginning, each call missing, alone, torn, and ${SUBSETS} subsets`
    );
  }

  private async kill(store: string, endMs: number): Promise<void> {
    const { record, again, seed, signal, onProgress, tier } = this.request;
    const startMs = performance.now();
    const limits = { kills: KILLS[tier], endMs };
    const { kills, acknowledged, wrong } = await checkKills(this.source, {
      store,
      seed,
      signal,
      onProgress,
      ...limits,
    });
    record({
      ...{ row: 'check', area: 'crash', subject: store, name: 'kill -9' },
      // Of a process that acknowledged nothing nothing can be missing.
      verdict: wrong.length > 0 ? 'fail' : kills > 0 && acknowledged > 0 ? 'ok' : 'unknown',
      counts: { kills, acknowledged, wrong: wrong.length },
      detail:
        wrong.length > 0
          ? wrong.slice(0, 3).join('\n')
          : acknowledged === 0
            ? 'No change was acknowledged before the process was killed.'
            : 'All that was acknowledged was there, and nothing by half.',
      bounds: `${kills} kills at random moments; the seed fixes the changes, not the moments`,
      ...(wrong.length > 0 && { again: again(`${KILLED}${store}`) }),
      tookMs: Math.round(performance.now() - startMs),
    });
  }

  /** One that was not found out says that the check sees too little. */
  private tellUnsafe(): void {
    const { planted, missed, open } = this;
    if (planted === 0) return;
    const [first] = missed;
    this.request.record({
      ...{ row: 'check', area: 'crash', subject: this.source.definition.name, name: 'unsafe stores' },
      verdict: first !== undefined ? 'fail' : open.length > 0 ? 'unknown' : 'ok',
      counts: { planted, found: planted - missed.length - open.length },
      detail:
        first !== undefined
          ? `Not found out: ${missed.join(', ')}.`
          : open.length > 0
            ? `The time was over before these were found out: ${open.join(', ')}.`
            : 'Each was found out.',
      ...(first !== undefined && { again: this.request.again(first) }),
    });
  }

  private async plant(name: string, endMs: number): Promise<void> {
    const { of: store = '', by = 'power cuts', without } = this.known.unsafe?.[name] ?? {};
    const { seed, signal, onProgress, record } = this.request;
    const startMs = performance.now();
    const finding = { store, seed, signal, onProgress, isForFirst: true };
    let detail: string | null = null;
    let isCutShort = false;
    if (by === 'kills') {
      const { wrong } = await checkKills(this.source, {
        ...finding,
        kills: KILLS.full,
        endMs: endMs + this.request.budgetMs / 4,
      });
      detail = wrong[0] ?? null;
    } else if (this.library === null) {
      return;
    } else {
      const sequences = sequencesOf(Object.keys(this.known.changes), 2);
      const cuts = { library: this.library, sequences, models: MODELS, subsets: 0, unsafe: name, endMs };
      const { witnesses, sequences: played } = await checkCrashes(this.source, { ...finding, ...cuts });
      isCutShort = played < sequences.length;
      const short = witnesses.filter(({ sequence }) => sequence.length <= WITNESS_MAX);
      detail = short.length > 0 ? short.map(inWords).join('\n') : null;
    }
    this.planted++;
    // Whose time was over may be found out yet.
    if (detail === null) (isCutShort ? this.open : this.missed).push(name);
    record({
      ...{ row: 'planted', part: 'crash', name, check: by, found: detail !== null },
      what: without === undefined ? `${store}: ${name}` : `${store} without ${without}`,
      tookMs: Math.round(performance.now() - startMs),
      detail: detail ?? 'Nothing was wrong within the bounds of its time.',
    });
  }
}

const inWords = ({ fault, model, sequence, acknowledged, lost, detail }: CrashWitness): string =>
  `${fault}: ${sequence.join(', then ')}; ${acknowledged} acknowledged; names ${model}; the power cut lost ` +
  `${lost.length === 0 ? 'nothing' : lost.map(withoutFolders).join('; ')}. ${detail}`;

/** Names of files say enough. */
const withoutFolders = (call: string): string => call.replaceAll(/\/\S*\/home\//g, '');
