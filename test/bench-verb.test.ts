// `storeproof bench` stopped by Ctrl-C.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../results/result-file.ts';
import { storeproof, temporaryFolder } from './run-tool.ts';

test.skipIf(process.platform === 'win32')(
  'a benchmark that is stopped keeps its trials and says how to go on',
  async () => {
    const out = temporaryFolder();
    const words = [
      '--stores',
      'memory,floor-objects',
      '--sizes',
      '5',
      '--ops',
      'getAllCold',
      '--trials',
      '900',
    ];
    const running = storeproof(['bench', ...words, '--out', out]);
    let isStopped = false;
    running.stderr.on('data', (text) => {
      const [, done] = /timing operations: (\d+) of/.exec(String(text)) ?? [];
      if (Number(done) >= 2 && !isStopped) isStopped = running.kill('SIGINT');
    });
    const { stderr, exitCode } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(`storeproof report ${join(out, 'results.ndjson')}`);
    expect(stderr).toMatch(/To go on with other orders of trials: .* --seed 43 .* --trials 900/);
    const { rows, footer } = readResults(join(out, 'results.ndjson'));
    expect(footer?.outcome).toBe('interrupted');
    expect(rows.filter((row) => row.row === 'trial').length).toBeGreaterThanOrEqual(2);
  },
);
