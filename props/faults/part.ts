// The part of a verification that lets system calls fail: every store of the definition with `changes`, and the planted ones, by which the
// check is checked.

import { pathToFileURL } from 'node:url';
import { StoreError } from '../../contract/errors.ts';
import { programFile } from '../../contract/package-root.ts';
import { type ChangesDefinition, changesOf } from '../../definition/changes.ts';
import { type Source, sourceAt } from '../../definition/source.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import type { Check } from '../../results/result.ts';
import { shim } from '../system-calls/shim.ts';
import { checkFaults, replayFault, type StoreFaults } from './check-faults.ts';
import type { Finding, Rule } from './findings.ts';
import { BOUNDS, boundsText, type PlanBounds } from './plan.ts';
import { PLANTED, SOUND } from './planted-definition.ts';
import { pointNamed } from './points.ts';

export const faults: Part = {
  name: 'faults',
  missing: async ({ name, changes }) => {
    if (changes === undefined) return `the definition of ${name} has no \`changes\``;
    return shim().lack;
  },
  run: async (source, request) => {
    const { library, lack } = shim();
    if (library === null) throw new StoreError('E_USAGE', `No call can fail here: ${lack}.`);
    if (request.only === undefined) await new FaultsRun(source, request, library).run();
    else await playAgain(source, request, library);
  },
};

/** What planted stores get of the time, of the stores that are small. */
const PLANTED_SHARE = 0.3;
/** With it operations are drawn that each planted bug shows in. */
const PLANTED_SEED = 3;
const PLANTED_BOUNDS: PlanBounds = { sequences: 0, drawn: 1, steps: 3, stride: 7 };

class FaultsRun<Store> {
  private readonly source: Source<Store>;
  private readonly request: PartRequest;
  private readonly library: string;

  constructor(source: Source<Store>, request: PartRequest, library: string) {
    this.source = source;
    this.request = request;
    this.library = library;
  }

  async run(): Promise<void> {
    const beganMs = Date.now();
    await this.checkPlanted();
    const { tier, budgetMs, stores } = this.request;
    const { promises } = await changesOf(this.source.definition);
    const bounds = BOUNDS[tier];
    const named = stores.length > 0 ? stores : Object.keys(promises);
    let lastMs = Date.now();
    await checkFaults(
      this.source,
      { ...this.options(named, bounds), budgetMs: budgetMs - (Date.now() - beganMs), isDrawn: true },
      (found) => {
        const tookMs = Date.now() - lastMs;
        lastMs = Date.now();
        for (const { check, findings } of rowsOf(found, boundsText(bounds), promises))
          this.request.record({ ...check, tookMs, ...againOf(findings, this.request) });
      },
    );
  }

  private async checkPlanted(): Promise<void> {
    const planted = await plantedSource();
    const budgetMs = this.request.budgetMs * PLANTED_SHARE;
    let lastMs = Date.now();
    const [missed, open]: [string[], string[]] = [[], []];
    await checkFaults(
      planted,
      { ...this.options([SOUND, ...Object.keys(PLANTED)], PLANTED_BOUNDS), seed: PLANTED_SEED, budgetMs },
      (found) => {
        const tookMs = Date.now() - lastMs;
        lastMs = Date.now();
        const { store, tally } = found;
        const bug = PLANTED[store];
        if (bug === undefined) {
          // What is found there is a false alarm of the check itself.
          const rows = rowsOf(found, boundsText(PLANTED_BOUNDS), {});
          for (const { check, findings } of rows)
            this.request.record({ ...check, tookMs, ...againOf(findings, this.request) });
          return;
        }
        const first = tally.findings.find(({ rule }) => rule === bug.rule);
        if (first === undefined) (tally.points > 0 ? missed : open).push(store);
        this.request.record({
          ...{ row: 'planted', part: 'faults', name: store, what: `A store that ${bug.what}.` },
          ...{ check: `faults: ${bug.rule}`, found: first !== undefined, tookMs },
          detail: first?.says ?? `${tally.points} calls failed.`,
        });
      },
    );
    this.request.record({
      ...{ row: 'check', area: 'faults', subject: 'planted stores', name: 'wrong stores' },
      verdict: missed.length > 0 ? 'fail' : open.length > 0 ? 'unknown' : 'ok',
      counts: { planted: Object.keys(PLANTED).length, missed: missed.length },
      detail:
        missed.length > 0
          ? `Not found out: ${missed.join(', ')}. The check sees too little.`
          : open.length > 0
            ? `The time was over before these were looked at: ${open.join(', ')}.`
            : 'Each was found out.',
    });
  }

  private options(stores: readonly string[], bounds: PlanBounds) {
    const { seed, signal, onProgress } = this.request;
    return { library: this.library, stores, seed, bounds, signal, onProgress };
  }
}

const plantedSource = () => sourceAt(pathToFileURL(programFile('props/faults/planted-definition')).href);

async function playAgain<Store>(source: Source<Store>, request: PartRequest, library: string): Promise<void> {
  const { only = '', signal, record } = request;
  const { store } = pointNamed(only);
  const isPlanted = store === SOUND || Object.hasOwn(PLANTED, store);
  const options = { library, signal };
  const found = isPlanted
    ? await replayFault(await plantedSource(), options, only)
    : await replayFault(source, options, only);
  for (const row of rowsOf(
    found,
    `${only} alone`,
    isPlanted ? {} : (await changesOf(source.definition)).promises,
  ))
    record({ ...row.check, ...againOf(row.findings, request) });
}

interface Row {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

type Promises = ChangesDefinition<unknown>['promises'];

/** Calls that failed, and bytes that were stored wrong. */
function rowsOf(found: StoreFaults, bounds: string, promises: Promises): Row[] {
  const { tally, store } = found;
  const isExpected = promises[store] === 'nothing';
  const silent = tally.found.silent ?? 0;
  const others = Object.values(tally.found).reduce((sum, count) => sum + count, 0) - silent;
  const bytes = tally.told + tally.harmless + silent;
  const failing: Row = {
    check: {
      ...{ row: 'check', area: 'faults', subject: store, name: 'calls that fail', bounds },
      verdict: others > 0 ? (isExpected ? 'expected-fail' : 'fail') : tally.points > bytes ? 'ok' : 'unknown',
      counts: countsOf(found, bytes),
      detail: detailOf(found, (rule) => rule !== 'silent'),
    },
    findings: tally.findings.filter(({ rule }) => rule !== 'silent'),
  };
  if (bytes === 0) return [failing];
  const isUncheckable = silent > 0 && tally.unchecked === silent;
  const why = isUncheckable ? 'It has no check of what it stores. ' : '';
  return [
    failing,
    {
      check: {
        ...{ row: 'check', area: 'faults', subject: store, name: 'another byte is stored' },
        verdict: silent === 0 ? 'ok' : isExpected || isUncheckable ? 'expected-fail' : 'fail',
        counts: { bytes, told: tally.told, harmless: tally.harmless, silent },
        detail: why + detailOf(found, (rule) => rule === 'silent'),
      },
      findings: isUncheckable ? [] : tally.findings.filter(({ rule }) => rule === 'silent'),
    },
  ];
}

function countsOf({ tally, tasks, left }: StoreFaults, bytes: number): Check['counts'] {
  const { points, done, refused, refusedAndDone, skipped, errors } = tally;
  const found = Object.entries(tally.found).filter(([rule]) => rule !== 'silent');
  return {
    ...{
      points: points - bytes,
      done,
      refused,
      refusedAndDone,
      spots: tasks,
      spotsLeft: left,
      spotsSkipped: skipped,
    },
    ...Object.fromEntries(found),
    ...errors,
  };
}

function detailOf({ tally, tasks, left }: StoreFaults, isAsked: (rule: Rule) => boolean): string {
  const found = tally.findings
    .filter(({ rule }) => isAsked(rule))
    .map(({ rule, says }) => `${rule}: ${says}`);
  const late = left > 0 ? [`${tasks - left} of ${tasks} spots within the time.`] : [];
  return [...found, ...late].join('\n');
}

/** The first finding says how it is played again. */
const againOf = (findings: readonly Finding[], { again }: PartRequest): Pick<Check, 'again'> =>
  findings[0] === undefined ? {} : { again: again(findings[0].point) };
