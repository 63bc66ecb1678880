// The part `mutants`: bugs planted one by one into the sources, and into the model, each of which the product's own checks have to report.
// First of all the checks run on the sources as they are: what they report then is a finding, or a false alarm.

import { StoreError } from '../../contract/errors.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import type { Planted } from '../../results/result.ts';
import { Random } from '../../statistics/random.ts';
import type { CheckName } from '../checks/checks.ts';
import { CHECK_NAMES } from '../checks/checks.ts';
import { canCutPower } from '../checks/power-cuts.ts';
import { detectMutants, MUTANTS } from './detection.ts';
import type { Patch } from './patch.ts';
import { canPatch, runPatched, staleness } from './patched-process.ts';
import { PATCHES } from './patches/all.ts';

/** Of the checks: what each patch is known to be found with. */
const SEED = 1;
const LANES = 2;
const OPERATIONS_MAX = 2_500;

export const mutants: Part<SessionStore> = {
  name: 'mutants',
  missing: async () =>
    (await canPatch())
      ? null
      : 'it needs the sources, which a package has not, and a Node that can change what it loads',
  run: (_source, request) => new MutantsRun(request).run(),
};

class MutantsRun {
  private readonly request: PartRequest;
  private readonly endMs: number;
  private readonly wrong: { readonly one: string; readonly says: string }[] = [];
  private sources = 0;
  private readonly counts = { planted: 0, found: 0, equivalent: 0, left: 0, falseAlarms: 0 };

  constructor(request: PartRequest) {
    this.request = request;
    this.endMs = performance.now() + request.budgetMs;
  }

  async run(): Promise<void> {
    const { only, seed, tier } = this.request;
    const startedMs = performance.now();
    const possible = PATCHES.filter(({ check }) => check !== 'power cuts' || canCutPower());
    const isChosen = (name: string): boolean => only === undefined || name === only;
    const chosen = possible.filter(({ name, check }) => isChosen(name) || isChosen(check));
    const ofModel = MUTANTS.filter(({ name }) => isChosen(name));
    if (chosen.length + ofModel.length === 0)
      throw new StoreError('E_USAGE', `"${only}" is no planted bug, and no check. Nothing was planted.`);
    for (const patch of chosen) {
      const why = staleness(patch);
      if (why !== null) this.blame(patch.name, `is stale: ${why}`);
    }
    const checks = CHECK_NAMES.filter((name) => chosen.some(({ check }) => check === name));
    await this.inLanes(checks, (check) => this.control(check));
    if (ofModel.length > 0) await this.intoModel(ofModel);
    const order = only === undefined ? new Random(seed).shuffled(chosen) : chosen;
    this.counts.left = PATCHES.length - possible.length;
    await this.inLanes(order, (patch) => this.plant(patch), tier === 'quick');
    this.record(performance.now() - startedMs);
  }

  /** Two at a time. `isSample`: as many as the budget allows. */
  private async inLanes<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
    isSample = false,
  ): Promise<void> {
    const waiting = [...items];
    const { signal, onProgress } = this.request;
    const lane = async (): Promise<void> => {
      while (
        waiting.length > 0 &&
        signal?.aborted !== true &&
        !(isSample && performance.now() > this.endMs)
      ) {
        await work(waiting.shift() as T);
        onProgress?.({
          stage: 'planting bugs',
          done: items.length - waiting.length,
          total: items.length,
          unit: 'bugs',
        });
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    this.counts.left += waiting.length;
  }

  private async control(check: CheckName): Promise<void> {
    const startedMs = performance.now();
    const { state, detail } = await runPatched(null, check, SEED, this.request.signal);
    if (state === 'stopped') return;
    const isClean = state === 'nothing';
    if (!isClean) {
      this.counts.falseAlarms++;
      this.blame(check, `reports without a planted bug: ${detail}`);
    }
    this.request.record({
      ...{ row: 'check', area: 'mutants', subject: 'the sources as they are', name: check },
      verdict: isClean ? 'ok' : 'fail',
      counts: {},
      detail,
      tookMs: performance.now() - startedMs,
      ...(!isClean && { again: this.request.again(check) }),
    });
  }

  /** Those that spoil what a store answers behind its back need no source: they run in this process. */
  private async intoModel(bugs: typeof MUTANTS): Promise<void> {
    const { signal } = this.request;
    const startedMs = performance.now();
    const { detections, isControlClean, isStopped } = await detectMutants({
      ...{
        mutants: bugs,
        seed: SEED,
        operationsMax: OPERATIONS_MAX,
        shrinkBounds: { attemptsMax: 0, durationMsMax: 0 },
      },
      ...(signal !== undefined && { signal }),
    });
    if (isStopped) return;
    const tookMs = (performance.now() - startedMs) / Math.max(1, detections.length);
    for (const { mutant, what, operations, difference } of detections) {
      const found = operations !== null;
      this.planted({ name: mutant, what, check: 'equivalence', found, tookMs, detail: difference });
    }
    if (!isControlClean) {
      this.counts.falseAlarms++;
      this.blame('', 'the equivalence check reports the model without a bug');
    }
  }

  private async plant(patch: Patch): Promise<void> {
    const { name, what, check, equivalent } = patch;
    if (staleness(patch) !== null) return;
    const startedMs = performance.now();
    const { state, detail } = await runPatched(patch, check, SEED, this.request.signal);
    if (state === 'stopped') return;
    if (state === 'broken' || state === 'hung') this.blame(name, `tells nothing (${state}): ${detail}`);
    const tookMs = performance.now() - startedMs;
    const found = state === 'found';
    this.sources++;
    this.planted({
      name,
      what,
      check,
      found,
      tookMs,
      detail,
      ...(equivalent !== undefined && { equivalent }),
    });
  }

  /** `one`: the case that plays it again. */
  private blame(one: string, says: string): void {
    this.wrong.push({ one, says });
  }

  private planted(row: Omit<Planted, 'row' | 'part'>): void {
    const isRight = row.found === (row.equivalent === undefined);
    this.counts.planted++;
    this.counts.found += Number(row.found);
    this.counts.equivalent += Number(row.equivalent !== undefined);
    if (!isRight) this.blame(row.name, row.found ? `is not equivalent: ${row.detail}` : 'was not found');
    this.request.record({ row: 'planted', part: 'mutants', ...row });
  }

  private record(tookMs: number): void {
    const { again, only, signal } = this.request;
    const isStopped = signal?.aborted === true;
    const [first] = this.wrong;
    const isNothing = this.sources === 0 && !MUTANTS.some(({ name }) => name === only);
    this.request.record({
      ...{ row: 'check', area: 'mutants', subject: 'planted bugs', name: 'bugs that people make' },
      verdict: first !== undefined ? 'fail' : isStopped || isNothing ? 'unknown' : 'ok',
      counts: this.counts,
      detail:
        first !== undefined
          ? this.wrong
              .slice(0, 20)
              .map(({ one, says }) => `${one} ${says}`.trim())
              .join('\n')
          : isStopped
            ? 'It was stopped.'
            : isNothing
              ? 'There was no time to plant anything.'
              : '',
      bounds: `${this.sources} of ${PATCHES.length} bugs in sources, each with the smallest check that has to report it`,
      tookMs,
      ...(first !== undefined && { again: again(only ?? first.one) }),
    });
  }
}
