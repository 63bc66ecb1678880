// Runs that several machines shared, and runs of other sources, as a gate takes them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Header } from '../results/result.ts';
import { ResultWriter } from '../results/result-file.ts';
import { exampleRun } from '../sessions/examples/example-run.ts';
import { storeproofHere, temporaryFolder } from './run-tool.ts';

const RUN = exampleRun({ sizes: [1_000], trials: 2, samples: 5 });

/** The example, its rows dealt out to files of shards in folders of their own. */
function sharedRun(
  of: number,
  header: Partial<Header> = {},
): { readonly root: string; readonly shards: string[] } {
  const root = temporaryFolder();
  const shards = Array.from({ length: of }, (_, index) => join(root, `shard-${index + 1}`));
  for (const [index, folder] of shards.entries()) {
    const { row: _row, schema: _schema, ...own } = RUN.header;
    const shard = of === 1 ? {} : { shard: { number: index + 1, of } };
    const writer = new ResultWriter(join(folder, 'results.ndjson'), { ...own, ...shard, ...header });
    for (const [at, each] of RUN.rows.entries()) if (at % of === index) writer.append(each);
    writer.close('complete');
  }
  return { root, shards };
}

function targetsIn(folder: string): string[] {
  const file = join(folder, 'targets.json');
  const tests = [{ quantity: 'size', records: [1_000], store: 'sqlite', below: 1e12 }];
  writeFileSync(file, JSON.stringify({ schema: 'storeproof.targets/2', targets: [{ id: 'small', tests }] }));
  return ['gate', '--json', '--targets', file];
}

test('a gate takes all shards of a run as the run, and fails when one or a whole verb is missing', async () => {
  const { root, shards } = sharedRun(3);
  const gate = targetsIn(root);
  const all = await storeproofHere([...gate, ...shards]);
  expect(all.exitCode).toBe(0);
  expect(JSON.parse(all.stdout).result).toMatchObject({
    verdict: 'pass',
    parts: { runs: [{ of: 3, missing: [] }], files: shards.map((folder) => join(folder, 'results.ndjson')) },
  });
  const two = await storeproofHere([...gate, ...shards.slice(0, 2)]);
  expect(two.exitCode).toBe(3);
  expect(JSON.parse(two.stdout).result).toMatchObject({
    verdict: 'fail',
    parts: { runs: [{ missing: [3] }] },
  });
  expect(two.stdout).toContain('Shard 3 of 3 of proof is missing; 1 and 2 are there.');
  const lacking = await storeproofHere([...gate, '--expect', 'proof,load', ...shards]);
  expect(lacking.exitCode).toBe(3);
  expect(lacking.stdout).toContain('No result of load is there, and one was expected.');
});

test('a gate refuses a run of other sources than those that are here, unless it is told that this is meant', async () => {
  const judged = async (revision: string, ...words: readonly string[]) => {
    const { root, shards } = sharedRun(1, { revision });
    const { exitCode, stdout } = await storeproofHere([...targetsIn(root), ...shards, ...words]);
    return { exitCode, ...JSON.parse(stdout) };
  };
  const other = 'e'.repeat(40);
  const refused = await judged(other);
  expect(refused).toMatchObject({ exitCode: 10, error: { code: 'E_REFUSED' } });
  expect(refused.error.message).toMatch(/it is of revision eeeeeeeeeeee, .* Run it again: .* add --stale-ok/);
  expect(await judged(other, '--stale-ok')).toMatchObject({
    exitCode: 0,
    warnings: [expect.stringContaining('The run is stale')],
  });
});
