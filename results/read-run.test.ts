import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StoreError } from '../contract/errors.ts';
import { useFolder } from '../contract/suite/test-folder.ts';
import { readRun } from './read-run.ts';
import type { BodyRow, Environment } from './result.ts';
import { ResultWriter, type RunHeader, readResults } from './result-file.ts';
import { PLAIN_WORDS } from './words.ts';

const { freshFolder } = useFolder('shards');

const MACHINE: Environment = {
  ...{ platform: 'linux', architecture: 'x64', cpuModel: 'A model', cpuCount: 2, memoryBytes: 8e9 },
  ...{ nodeVersion: '26.10.0', versions: { SQLite: '3.54.1' }, fileSystem: 'ext4', fsyncNsP50: 200_000 },
};

interface Written {
  readonly of?: number;
  readonly cut?: boolean;
  readonly header?: Partial<RunHeader>;
  /** Default: a figure that has the number of the shard. */
  readonly rows?: readonly BodyRow[];
}

/** A file of a shard. */
function shard(
  number: number,
  { of = 3, cut = false, header = {}, rows = [figure(number)] }: Written = {},
): string {
  const file = join(freshFolder(), 'results.ndjson');
  const writer = new ResultWriter(file, {
    command: `storeproof bench --seed 7 --shard ${number}/${of}`,
    version: '0.1.0',
    revision: 'a'.repeat(40),
    startedAt: `2026-11-12T14:00:0${number}.000Z`,
    seed: 7,
    options: { trials: 3 },
    environment: MACHINE,
    definition: PLAIN_WORDS,
    shard: { number, of },
    ...header,
  });
  for (const row of rows) writer.append(row);
  if (!cut) {
    const share = number / 10;
    const machine = { processors: 2, wallNs: 1, idleShare: 1 - share, othersShare: share, stealShare: 0 };
    writer.close('complete', { finishedAt: new Date(Date.UTC(2026, 10, 12, 14, number)), machine });
  }
  return file;
}

const figure = (value: number): BodyRow => ({
  ...{ row: 'figure', name: 'x', store: 'sqlite', records: 1, unit: 's', value },
});

function refusal(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    return error as StoreError;
  }
  throw new Error('nothing was thrown');
}

test('all shards of a run, in any order, are that run', () => {
  const { header, rows, footer, isComplete, parts } = readRun([shard(2), shard(3), shard(1)]);
  expect(header).toMatchObject({
    command: 'storeproof bench --seed 7',
    startedAt: '2026-11-12T14:00:01.000Z',
  });
  expect(header.shard).toBeUndefined();
  expect(rows).toEqual([1, 2, 3].map(figure));
  // Of the busiest machine, and the last that ended.
  expect(footer).toMatchObject({ outcome: 'complete', finishedAt: '2026-11-12T14:03:00.000Z', rows: 4 });
  expect(footer?.machine?.othersShare).toBe(0.3);
  expect(isComplete).toBe(true);
  expect(parts?.runs).toEqual([{ verb: 'bench', of: 3, read: [1, 2, 3], missing: [], cut: [] }]);
});

test('a run of which shards are missing, or did not come to their end, is not complete', () => {
  expect(readRun([shard(2)])).toMatchObject({
    isComplete: false,
    footer: null,
    parts: { runs: [{ read: [2], missing: [1, 3] }] },
  });
  expect(readRun([shard(1), shard(2, { cut: true }), shard(3)])).toMatchObject({
    isComplete: false,
    footer: null,
    parts: { runs: [{ missing: [], cut: [2] }] },
  });
});

test('a file of a whole run is read as it is', () => {
  const file = shard(1, { header: { shard: undefined } });
  expect(readRun([file])).toEqual(readResults(file));
});

test('a run is the same in whatever order its files are named', () => {
  const load = shard(1, { header: { command: 'storeproof load', shard: undefined } });
  const files = [shard(1), shard(2), shard(3), load];
  expect(readRun(files.toReversed())).toEqual(readRun(files));
});

test('stores in memory and on a disk are no two machines', () => {
  const environment = { ...MACHINE, fileSystem: 'tmpfs' };
  const verify = shard(1, { header: { command: 'storeproof verify', shard: undefined, environment } });
  expect(readRun([shard(1), verify]).parts?.machines).toHaveLength(1);
});

test('shards on different machines are one run, which says so', () => {
  const environment = { ...MACHINE, cpuModel: 'Another' };
  const { parts } = readRun([shard(1), shard(2, { header: { environment } }), shard(3)]);
  expect(parts?.machines.map(({ machine, parts: own }) => [machine.split(',')[0], own])).toEqual([
    ['A model', ['bench 1/3', 'bench 3/3']],
    ['Another', ['bench 2/3']],
  ]);
});

test.each<[string, Partial<RunHeader>]>([
  ['revision', { revision: 'b'.repeat(40) }],
  ['revision', { revision: `${'a'.repeat(40)}+changes.0123456789ab` }],
  ['revision of the definition', { definitionRevision: 'c'.repeat(40) }],
  ['version', { version: '0.2.0' }],
  ['definition', { definition: { ...PLAIN_WORDS, name: 'others' } }],
  ['definition', { definition: { ...PLAIN_WORDS, candidate: 'other' } }],
  ['seed', { seed: 8 }],
  ['trials', { options: { trials: 5 } }],
  ['sizes', { options: { trials: 3, sizes: '100' } }],
  ['number of shards', { shard: { number: 2, of: 4 } }],
])('a shard of another run is refused: another %s', (what, header) => {
  const [one, other] = [shard(1), shard(2, { header })];
  const { code, message } = refusal(() => readRun([one, other]));
  expect(code).toBe('E_REFUSED');
  expect(message).toContain(`${one} and ${other} are not of one run: ${what} is `);
});

test('files that git does not follow do not make another run', () => {
  const revision = `${'a'.repeat(40)}+changes`;
  expect(
    readRun([1, 2, 3].map((number) => shard(number, number === 2 ? { header: { revision } } : {}))),
  ).toMatchObject({
    isComplete: true,
  });
});

test('a shard that is there twice is refused, and so are two whole runs', () => {
  const [one, again] = [shard(1), shard(1)];
  const twice = refusal(() => readRun([one, shard(2), again]));
  expect([twice.code, twice.message]).toEqual([
    'E_REFUSED',
    expect.stringContaining(`Shard 1 is there twice, in ${one} and ${again}`),
  ]);
  expect(refusal(() => readRun([one, one])).message).toMatch(/^\S+ is named twice: .* Name it once\.$/);
  expect(readRun([one]).header.command).toContain(' --shard 1/');
  const whole = shard(1, { header: { shard: undefined } });
  expect(refusal(() => readRun([one, whole]))).toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(`${whole} is a whole run`),
  });
});

test('runs of several verbs of the same sources are read together, each with its shards', () => {
  const load = (header: Partial<RunHeader> = {}) =>
    shard(1, { header: { command: 'storeproof load', shard: undefined, seed: 9, options: {}, ...header } });
  const { rows, isComplete, parts, header } = readRun([shard(2), load(), shard(1), shard(3)]);
  expect(header.command).toBe('storeproof bench --seed 7');
  expect(rows).toHaveLength(4);
  expect([isComplete, parts?.runs.map(({ verb, of }) => [verb, of])]).toEqual([
    true,
    [
      ['bench', 3],
      ['load', 1],
    ],
  ]);
  expect(refusal(() => readRun([shard(1), load({ version: '0.2.0' })])).message).toContain(
    'version is 0.1.0',
  );
  expect(
    readRun([
      shard(1, { of: 1 }),
      shard(1, { cut: true, header: { command: 'storeproof load', shard: undefined } }),
    ]),
  ).toMatchObject({
    isComplete: false,
    footer: null,
  });
});

test('a verb that is expected and has no result leaves the run without an end', () => {
  const whole = shard(1, { header: { shard: undefined } });
  expect(readRun([whole], undefined, ['bench'])).toEqual(readResults(whole));
  const lacking = readRun([whole], undefined, ['bench', 'load']);
  expect(lacking).toMatchObject({
    ...{ isComplete: false, footer: null },
    parts: { runs: [{ verb: 'bench' }, { verb: 'load', read: [], missing: [1] }] },
  });
});

test('what two verbs timed is of the one that timed it more often, at all sizes', () => {
  const trial = (operation: string, records: number, order: number): BodyRow => ({
    ...{ row: 'trial', operation, store: 'sqlite', records, profile: 'small', order, samplesNs: [1] },
    workDigest: 'ab'.repeat(32),
  });
  const bench = [trial('get', 10, 0), trial('get', 10, 1), trial('add', 10, 2)];
  const proof = [trial('get', 20, 0), trial('add', 20, 1), trial('add', 20, 2)];
  const { rows, parts } = readRun(
    Object.entries({ bench, proof }).map(([verb, own]) =>
      shard(1, { rows: own, header: { command: `storeproof ${verb}`, shard: undefined } }),
    ),
  );
  expect(rows.filter(({ row }) => row === 'trial')).toEqual([...bench.slice(0, 2), ...proof.slice(1)]);
  expect(parts?.trialsLeftOut).toBe(2);
});
