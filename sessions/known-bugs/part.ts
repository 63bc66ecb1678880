// The part `known bugs` of a verification: each known bug is looked at by the check that must find it, and once without the bug, where the same
// check must say nothing. In tier full also the reset race of SQLite before 3.51.3, on an old driver.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionStore } from '../../contract/store.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Part, PartRequest } from '../../definition/verification.ts';
import { memoryFolder } from '../../props/memory-folder.ts';
import { shim } from '../../props/system-calls/shim.ts';
import type { Check } from '../../results/result.ts';
import type { KnownBug, Scene, Variant } from './known-bug.ts';
import { KNOWN_BUGS } from './known-bugs.ts';
import { lookForRace, RACE } from './race/race-row.ts';

export const knownBugs: Part<SessionStore> = {
  name: 'known bugs',
  missing: async () => null,
  run: async ({ definition }, request) => {
    const { only, tier } = request;
    if (only !== RACE)
      await lookAtAll(
        KNOWN_BUGS.filter(({ name }) => only === undefined || name === only),
        definition,
        request,
      );
    if (only === RACE || (only === undefined && tier !== 'quick' && request.signal?.aborted !== true))
      await lookForRace(request);
  },
};

interface Sum {
  readonly found: string[];
  readonly missed: string[];
  readonly falseAlarms: string[];
  /** With the reason. */
  readonly open: string[];
  rights: number;
}

/** One after the other; each takes a second or two. */
export async function lookAtAll(
  bugs: readonly KnownBug[],
  definition: Definition<SessionStore>,
  request: PartRequest,
): Promise<void> {
  const { budgetMs, signal, onProgress } = request;
  const beganMs = performance.now();
  const sum: Sum = { found: [], missed: [], falseAlarms: [], open: [], rights: 0 };
  const looks = new Looks(definition, request);
  try {
    for (const [done, bug] of bugs.entries()) {
      const lack = lackOf(bug, performance.now() - beganMs > budgetMs, signal);
      if (lack === null) await lookAt(bug, { looks, sum, request });
      else sum.open.push(`${bug.name} (${lack})`);
      onProgress?.({ stage: 'looking for known bugs', done: done + 1, total: bugs.length, unit: 'bugs' });
    }
  } finally {
    looks.end();
  }
  request.record(checkOf(bugs, sum, { request, tookMs: performance.now() - beganMs }));
}

/** Why a bug is not looked at; null: it is. */
function lackOf({ needs }: KnownBug, isLate: boolean, signal: AbortSignal | undefined): string | null {
  if (signal?.aborted === true) return 'it was stopped';
  if (isLate) return 'no time was left';
  return needs === 'shim' ? shim().lack : null;
}

/** It changes while something is looked at. */
const isStopped = ({ signal }: Pick<PartRequest, 'signal'>): boolean => signal?.aborted === true;

interface Looking {
  readonly looks: Looks;
  readonly sum: Sum;
  readonly request: PartRequest;
}

async function lookAt(bug: KnownBug, { looks, sum, request }: Looking): Promise<void> {
  const { name, what, source, check } = bug;
  const beganMs = performance.now();
  const said = await looks.wrong(bug);
  // What it was stopped in the middle of has found nothing for certain.
  if (isStopped(request)) return void sum.open.push(`${name} (it was stopped)`);
  (said === null ? sum.missed : sum.found).push(name);
  const tookMs = performance.now() - beganMs;
  const planted = { row: 'planted', part: 'known bugs', name, what, source, check } as const;
  request.record({ ...planted, found: said !== null, tookMs, detail: said ?? 'The check said nothing.' });
  const alarm = await looks.right(bug);
  if (alarm.isNew && !isStopped(request)) {
    sum.rights++;
    if (alarm.said !== null) sum.falseAlarms.push(`${bug.right ?? name} (${alarm.said})`);
  }
}

/** Looks at variants, each in a folder of its own. */
class Looks {
  private readonly definition: Definition<SessionStore>;
  private readonly request: PartRequest;
  private readonly root = mkdtempSync(join(memoryFolder() ?? tmpdir(), 'storeproof-known-'));
  private readonly rights = new Set<string>();
  private folders = 0;

  constructor(definition: Definition<SessionStore>, request: PartRequest) {
    this.definition = definition;
    this.request = request;
  }

  wrong(bug: KnownBug): Promise<string | null> {
    return this.look(bug, 'wrong');
  }

  /** What was looked at for another bug is not looked at again. */
  async right(bug: KnownBug): Promise<{ readonly isNew: boolean; readonly said: string | null }> {
    const { name, right = name } = bug;
    if (this.rights.has(right)) return { isNew: false, said: null };
    this.rights.add(right);
    return { isNew: true, said: await this.look(bug, 'right') };
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private async look(bug: KnownBug, variant: Variant): Promise<string | null> {
    const folder = join(this.root, String(this.folders++));
    mkdirSync(folder);
    const { seed, signal } = this.request;
    const scene: Scene = { definition: this.definition, seed, folder, signal };
    try {
      return await bug.look(variant, scene);
    } catch (error) {
      if (signal?.aborted === true) return null;
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function checkOf(
  bugs: readonly KnownBug[],
  { found, missed, falseAlarms, open, rights }: Sum,
  { request, tookMs }: { readonly request: PartRequest; readonly tookMs: number },
): Check {
  const wrong = [...missed, ...falseAlarms];
  const [first] = missed;
  return {
    row: 'check',
    area: 'known bugs',
    subject: 'known bugs',
    name: 'real bugs, rebuilt',
    verdict: wrong.length > 0 ? 'fail' : open.length > 0 || found.length === 0 ? 'unknown' : 'ok',
    counts: { planted: bugs.length, found: found.length, right: rights, falseAlarms: falseAlarms.length },
    detail: [
      `${found.length} of ${bugs.length} known bugs were found, each by the check that has to.`,
      `${rights} right variants were looked at in the same way, with ${falseAlarms.length} false alarms.`,
      ...named('Not found', missed),
      ...named('False alarms', falseAlarms),
      ...named('Not looked at', open),
    ].join(' '),
    ...(first !== undefined && { again: request.again(first) }),
    tookMs,
  };
}

const named = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${what}: ${names.join(', ')}.`];
