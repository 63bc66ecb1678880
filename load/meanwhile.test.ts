import { writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import type { Besides, Crew } from './beside.ts';
import { FaultStage } from './faults/index.ts';
import { meanwhile } from './meanwhile.ts';
import { SoakWatch } from './soak/index.ts';

const { freshFolder, freshPath } = useFolder('meanwhile');

interface Soaked {
  readonly besides: Promise<Besides>;
  readonly killed: readonly number[];
  readonly told: readonly string[];
}

/** A soak of an hour whose workers write nothing by themselves; it is over when they are killed. */
function soak(
  log: string,
  options: { readonly pids?: readonly (number | null)[]; readonly doomed?: readonly number[] } = {},
): Soaked {
  const logFile = freshPath();
  writeFileSync(logFile, log);
  const over = new AbortController();
  const killed: number[] = [];
  const told: string[] = [];
  const { pids = [process.pid, process.pid], doomed = [] } = options;
  const crew: Crew = {
    ...{ pids, startNs: process.hrtime.bigint(), signal: over.signal },
    kill: (worker) => {
      killed.push(worker);
      if (killed.length === pids.length) over.abort();
    },
  };
  const watch = new SoakWatch({
    ...{ logFiles: [logFile], operations: [{ does: 'append' }], mayLose: false },
    isExcused: (code) => code === 'E_LOCKED',
  });
  onTestFinished(() => over.abort());
  const besides = meanwhile({
    ...{ stage: new FaultStage([], { home: freshFolder() }), files: {}, signal: null },
    soak: {
      watch,
      doomed,
      memoryFiles: [],
      durationMs: 3_600_000,
      onTold: (text) => told.push(text),
      everyMs: 1,
    },
  })(crew);
  return { besides, killed, told };
}

test('a soak in which a call failed is ended, with all its workers', async () => {
  const { besides, killed } = soak('0 1 0 0 5 0\n0 1 5 5 9 0 ! ["LUCK","no luck"]\n');
  const { endedEarly } = await besides;
  expect(endedEarly).toMatch(/^The soak was ended after \d+ s\. A call failed with LUCK: no luck$/);
  expect(killed).toEqual([0, 1]);
});

test('a soak whose worker is gone before its time is ended', async () => {
  const gone = execa('true');
  await gone;
  const { besides } = soak('', { pids: [process.pid, gone.pid as number] });
  expect((await besides).endedEarly).toMatch(/Worker 1 had ended before its time\.$/);
});

test('a soak goes on when a worker is gone that was to be killed, or a call failed with what is excused', async () => {
  const line = '0 1 0 0 2000000 0\n0 1 5 5 9 0 ! ["E_LOCKED","busy"]\n';
  const { told, killed } = soak(line, { pids: [null, process.pid], doomed: [0] });
  await expect.poll(() => told.length).toBeGreaterThan(3);
  expect(told[0]).toMatch(/^\d+ calls\/s, p99 2\.0 ms$/);
  expect(told[3]).toBe('0 calls/s');
  expect(killed).toEqual([]);
});
