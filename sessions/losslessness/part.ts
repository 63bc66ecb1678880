// The migration of the session stores under generated homes, as a part of a verification: one property after the other, each for its
// share of the time (properties.ts lists them). Homes that lost something once are played by the tests.

import fc from 'fast-check';
import { StoreError } from '../../contract/errors.ts';
import type { SessionStore } from '../../contract/store.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import { passages } from './expect-no-loss.ts';
import type { Passage } from './losses.ts';
import { jsonToSqlite } from './migration.ts';
import { passageText } from './passage-text.ts';
import { PROPERTIES, type Property, type PropertyName } from './properties.ts';

const RUNS_MAX = 1_000_000;
/** A loss is made smaller for so long. */
const SMALLER_MS = 2_000;

export const losslessness: Part<SessionStore> = {
  name: 'losslessness',
  missing: async () => null,
  async run(_source, request): Promise<void> {
    if (request.only !== undefined) return playCase(request.only, request);
    const names = Object.keys(PROPERTIES) as PropertyName[];
    const endMs = performance.now() + request.budgetMs;
    for (const [at, name] of names.entries()) {
      if (request.signal?.aborted === true) return;
      await check(name, (endMs - performance.now()) / (names.length - at), request);
    }
  },
};

async function check(
  name: PropertyName,
  shareMs: number,
  request: PartRequest,
  path?: string,
): Promise<void> {
  const { seed, signal, onProgress, again, record } = request;
  const { lossOf, ...limits }: Property = PROPERTIES[name];
  const startMs = performance.now();
  const losses = new Map<Passage, string>();
  const counts = { homes: 0, files: 0, writes: 0 };
  let lossMs: number | undefined;
  const isOver = (): boolean =>
    signal?.aborted === true ||
    performance.now() - (lossMs ?? startMs) > (lossMs === undefined ? shareMs : SMALLER_MS);
  const property = fc.asyncProperty(passages(limits), async (passage) => {
    // The first is always played: none would tell nothing.
    if (counts.homes > 0 && isOver()) return true;
    const loss = await lossOf(passage).catch(String);
    counts.homes++;
    counts.files += passage.files.length;
    counts.writes += passage.writes.length;
    onProgress?.({
      stage: `moving homes, ${name}`,
      done: Math.round(Math.min(shareMs, performance.now() - startMs)),
      total: Math.round(shareMs),
      unit: 'ms',
    });
    if (loss === null) return true;
    losses.set(passage, loss);
    lossMs ??= performance.now();
    return false;
  });
  // fast-check cannot be stopped but by time: what is over passes at once, in batches that end soon.
  for (let from = 0; from < RUNS_MAX && (from === 0 || !isOver()); from++) {
    const replayed =
      path === undefined ? { seed: (seed + from) | 0 } : { seed: seed | 0, path, endOnFailure: true };
    const found = await fc.check(property, { numRuns: RUNS_A_BATCH, ...replayed });
    const row = { row: 'check', area: 'losslessness', subject: jsonToSqlite.name, name, counts } as const;
    if (found.counterexample !== null) {
      const [passage] = found.counterexample;
      record({
        ...{ ...row, verdict: 'fail', tookMs: Math.round(performance.now() - startMs) },
        detail: `${losses.get(passage) ?? 'lost'}\nThe smallest home: ${passageText(passage)}`,
        again: again([name, found.seed >>> 0, found.counterexamplePath].join(':')),
      });
      return;
    }
    if (path !== undefined) break;
  }
  record({
    ...{ row: 'check', area: 'losslessness', subject: jsonToSqlite.name, name, counts, verdict: 'ok' },
    bounds: `generated homes${limits.writesMax === undefined ? '' : `, at most ${limits.writesMax} writes each`}, seeds from ${seed}`,
    tookMs: Math.round(performance.now() - startMs),
    detail: `Nothing of ${counts.homes} homes was lost.`,
  });
}

const RUNS_A_BATCH = 25;

async function playCase(only: string, request: PartRequest): Promise<void> {
  const [, name = '', seed, path] = /^([^:]+):(\d+):(\d+(?::\d+)*)$/.exec(only) ?? [];
  if (path === undefined || !Object.hasOwn(PROPERTIES, name))
    throw new StoreError(
      'E_USAGE',
      `"${only}" is no case of losslessness, as a finding names it. Nothing was played.`,
    );
  await check(name as PropertyName, request.budgetMs, { ...request, seed: Number(seed) }, path);
}
