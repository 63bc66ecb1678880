// A gate that cannot tell measures longer, as often as it is given more, and judges again with all of it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import type { Results } from '../results/result-file.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import type { Context } from './context.ts';
import { judgedRun } from './judged-run.ts';
import { measuringLonger } from './measuring-longer.ts';
import type { GateTexts } from './report-thread.ts';

const { freshFolder } = useFolder('judged-run');

function written({ header, rows, footer }: Results): string {
  const file = join(freshFolder(), 'results.ndjson');
  writeFileSync(file, [header, ...rows, footer].map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

function contextFor(notes: string[] = []): Context {
  const told = (text: string): void => {
    notes.push(text);
  };
  return {
    ...{ paint: told, note: told, warn: told, command: told },
    style: () => ({ hasColour: false, hasUnicode: true, width: 200 }),
    progress: { begin: () => {} },
    signal: new AbortController().signal,
  } as unknown as Context;
}

const run = (trials: number, seed: string): string => written(exampleRun({ trials, seed, sizes: [1_000] }));
const ratio = (atMost: number) => ({
  id: `ratio-${atMost}`,
  tests: [{ quantity: 'ratio', operations: ['getOne'], records: [1_000], atMost } as const],
});
const own = (...limits: readonly number[]) => ({ of: 'sessions', targets: limits.map(ratio) });

/** What comes of it, and how often it was asked for more. */
async function judged(limits: readonly number[], more: readonly string[]) {
  const needed: GateTexts['needed'][] = [];
  const notes: string[] = [];
  const texts = await judgedRun(contextFor(notes), {
    ...{ resultFiles: [run(1, 'first')], own: own(...limits), onCannotTell: 'fail', isFull: false },
    longer: {
      seconds: 1,
      measure: async (now) => {
        needed.push(now.needed);
        return more[needed.length - 1] ?? null;
      },
    },
  });
  return { texts, needed, screen: notes.join('\n') };
}

test('a single trial is decided by the trials that are added, and nothing more is measured then', async () => {
  const more = [run(3, 'second'), run(3, 'third')];
  const { texts, needed, screen } = await judged([0.5], more);
  expect(texts).toMatchObject({ verdict: 'pass', exitCode: 0, answer: { longer: [more[0]] } });
  expect(needed).toEqual([
    [{ stores: ['sqlite', 'json'], against: [], ops: ['getOne'], sizes: ['1000'], profiles: ['small'] }],
  ]);
  expect(screen).toContain(String(more[0]));
});

test('what is never decided stays so when there is no more', async () => {
  const { texts, needed } = await judged([0.5], []);
  expect(texts).toMatchObject({ verdict: 'fail', exitCode: 3 });
  expect(needed).toHaveLength(1);
});

test('nothing is measured longer where a target is missed whatever comes', async () => {
  const result = run(3, 'whole');
  const asked: unknown[] = [];
  const texts = await judgedRun(contextFor(), {
    ...{ resultFiles: [result], own: own(0.5, 1e-9), onCannotTell: 'fail', isFull: false },
    longer: {
      seconds: 1,
      measure: async (now) => {
        asked.push(now);
        return null;
      },
    },
  });
  expect([texts.exitCode, asked]).toEqual([3, []]);
});

test('a run of other sources or another machine is not measured longer here, and that is said', async () => {
  const notes: string[] = [];
  const { default: definition } = await import('../sessions/definition.ts');
  const underTest = { definition, config: undefined } as unknown as Parameters<typeof measuringLonger>[1];
  const { measure } = measuringLonger(contextFor(notes), underTest, {
    seconds: 30,
    beside: '/nowhere/a.ndjson',
  });
  const told = { header: exampleRun().header } as unknown as GateTexts['told'];
  const needed = [{ stores: ['sqlite'], against: [], ops: ['getOne'], sizes: ['100'], profiles: ['small'] }];
  expect(await measure({ needed, told, timedOn: [] } as unknown as GateTexts)).toBe(null);
  expect(notes).toEqual([
    expect.stringMatching(/^Nothing was measured longer.* is .* in the run and .* here\.$/),
  ]);
});
