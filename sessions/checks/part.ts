// The part `checkers`: every checker is shown what is sound, which it must pass, and what was planted, which it must find.

import type { SessionStore } from '../../contract/store.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import { type Checker, type Find, foundBy } from './checker.ts';
import { CHECKERS } from './checks.ts';

export const checkers: Part<SessionStore> = {
  name: 'checkers',
  missing: async () => null,
  run: async (_source, request) => {
    for (const [name, load] of Object.entries(CHECKERS)) {
      if (request.signal?.aborted === true) return;
      if (request.only === undefined || request.only === name) await look(name, await load(), request);
    }
  },
};

async function look(
  name: string,
  checker: Checker,
  { record, seed, again, onProgress }: PartRequest,
): Promise<void> {
  const startedMs = performance.now();
  const counts = { sound: 0, planted: 0, found: 0, falseAlarms: 0 };
  const wrong: string[] = [];
  onProgress?.({ stage: `checking the checkers: ${name}`, done: 0, total: 1, unit: 'checkers' });
  const sound = async (what: string, find: Find): Promise<void> => {
    const found = await foundBy(find);
    counts.sound++;
    if (found === null) return;
    counts.falseAlarms++;
    wrong.push(`${what}: ${found}`);
  };
  const planted = async (what: string, find: Find): Promise<void> => {
    const plantedMs = performance.now();
    const detail = await foundBy(find);
    const found = detail !== null;
    counts.planted++;
    counts.found += Number(found);
    if (!found) wrong.push(`${what}: not found`);
    const tookMs = performance.now() - plantedMs;
    record({
      row: 'planted',
      part: 'checkers',
      name: what,
      what,
      check: name,
      found,
      tookMs,
      detail: detail ?? '',
    });
  };
  const broken = await foundBy(async () => {
    await checker({ sound, planted }, seed);
    return null;
  });
  if (broken !== null) wrong.push(broken);
  record({
    ...{ row: 'check', area: 'checkers', subject: name, name: 'finds what was planted, and nothing else' },
    verdict: wrong.length === 0 ? 'ok' : 'fail',
    counts,
    detail: wrong.slice(0, 20).join('\n'),
    tookMs: performance.now() - startedMs,
    ...(wrong.length > 0 && { again: again(name) }),
  });
}
