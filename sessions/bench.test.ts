import { expect, test } from 'vitest';
import { rowsOf } from '../bench/fixtures/rows-of.ts';
import { trialHere } from '../bench/fixtures/trial-here.ts';
import { type Field, fullFields } from '../bench/index.ts';
import { serveCommand } from '../subjects/index.ts';
import { sessionSource } from './source.ts';
import { PUBLISHED } from './workloads/published.ts';

const SESSIONS = await sessionSource();
/** It does not matter that trials are processes. */
const HERE = { runTrial: trialHere };
/** Figures, not times, of that store alone. */
const OF_SQLITE: readonly string[] = ['connections', 'dualWrites'];

test('what is published is timed unless operations are named, and all stores do the same work', async () => {
  const { outcome, trials, checks, rows, figures } = await rowsOf(SESSIONS, {
    ...HERE,
    stores: ['json', 'sqlite'],
  });
  expect(outcome).toEqual({
    timed: PUBLISHED.length * 2 - OF_SQLITE.length,
    refused: 0,
    skipped: 0,
    unmeasured: [],
  });
  for (const operation of PUBLISHED) {
    if (operation === 'memory' || OF_SQLITE.includes(operation)) continue;
    const own = trials.filter((row) => row.operation === operation);
    expect(own.map(({ store }) => store).sort()).toEqual(['json', 'sqlite']);
    expect(new Set(own.map(({ workDigest }) => workDigest)).size).toBe(1);
    for (const { samplesNs, tinybench } of own) {
      expect(samplesNs.length).toBeGreaterThanOrEqual(2);
      expect(tinybench?.meanNs).toBeGreaterThanOrEqual(Math.min(...samplesNs));
      expect(tinybench?.meanNs).toBeLessThanOrEqual(Math.max(...samplesNs));
    }
  }
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual(['json ok', 'sqlite ok']);
  const place = { records: 12, profile: 'small' };
  expect(rows.filter(({ row }) => row === 'size')).toMatchObject([
    { store: 'json', ...place },
    { store: 'sqlite', ...place },
  ]);
  expect([...new Set(figures.map(({ name, store }) => `${name} ${store}`))].sort()).toEqual([
    'bulkImportSessionsPerSecond json',
    'bulkImportSessionsPerSecond sqlite',
    'connectionMemory sqlite',
    'connectionMemoryAfterGetAll sqlite',
    'dualWriteCpuOverhead sqlite',
    'dualWriteOverhead sqlite',
    'memoryOverRuntime json',
    'memoryOverRuntime sqlite',
  ]);
});

test('floors run in the same trials, on what the stores below them were filled with', async () => {
  const { trials, checks, rows } = await rowsOf(SESSIONS, {
    ...HERE,
    stores: ['json', 'floor-json-parse', 'floor-driver'],
    operations: ['getAllCold', 'appendMessage'],
  });
  const timed = trials.map(({ store, operation }) => `${store} ${operation}`).sort();
  expect(timed).toEqual([
    ...['floor-driver appendMessage', 'floor-driver getAllCold', 'floor-json-parse getAllCold'],
    ...['json appendMessage', 'json getAllCold'],
  ]);
  expect(new Set(trials.map(({ workDigest }) => workDigest)).size).toBe(2);
  expect(checks.every(({ verdict }) => verdict === 'ok')).toBe(true);
  expect(rows.flatMap((row) => (row.row === 'size' ? [row.store] : []))).toEqual(['json', 'sqlite']);
});

test('the phases in which one store follows another are timed like stores', async () => {
  const { trials, checks } = await rowsOf(SESSIONS, {
    ...HERE,
    stores: ['json-safe', 'dual', 'sqlite+json'],
    operations: ['getOne', 'appendMessage'],
  });
  expect(trials).toHaveLength(6);
  expect(new Set(trials.map(({ workDigest }) => workDigest)).size).toBe(2);
  expect(checks.map(({ subject, verdict }) => `${subject} ${verdict}`)).toEqual([
    'json-safe ok',
    'dual ok',
    'sqlite+json ok',
  ]);
});

test('every profile is timed at every size, and what a store lacks is named', async () => {
  const { outcome, trials, checks } = await rowsOf(SESSIONS, {
    ...HERE,
    stores: ['memory'],
    operations: ['getOne', 'openFirstPage'],
    profiles: ['japanese', 'large'],
    sizes: [3, 2],
  });
  expect(outcome).toEqual({ timed: 4, refused: 0, skipped: 0, unmeasured: [] });
  expect(trials.map(({ profile, records }) => `${profile} ${records}`).sort()).toEqual([
    'japanese 2',
    'japanese 3',
    'large 2',
    'large 3',
  ]);
  expect(checks).toMatchObject([{ verdict: 'ok', counts: { absent: 1 } }]);
  expect(checks[0]?.detail).toMatch(/^Not offered: openFirstPage/);
});

test('a program is timed like a store, and its work is compared with the model', async () => {
  const { trials, checks } = await rowsOf(SESSIONS, {
    ...HERE,
    stores: ['memory', 'program-mine'],
    operations: ['getOne', 'create', 'getAllAfterOtherChange', 'memory'],
    programs: { 'program-mine': serveCommand('sqlite') },
  });
  const own = trials.filter(({ store }) => store === 'program-mine');
  expect(own.map(({ operation }) => operation).toSorted()).toEqual(['create', 'getOne']);
  expect(new Set(trials.map(({ workDigest }) => workDigest)).size).toBe(2);
  const check = checks.find(({ subject }) => subject === 'program-mine');
  expect(check).toMatchObject({ verdict: 'ok', counts: { timed: 2, absent: 2 } });
});

test('a program that answers wrongly gets no row', async () => {
  const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) =>
    console.log(JSON.stringify({ ok: [], id: JSON.parse(line).id })));`;
  const { trials, checks } = await rowsOf(SESSIONS, {
    ...HERE,
    stores: ['program-wrong'],
    operations: ['getOne'],
    programs: { 'program-wrong': [process.execPath, '-e', script] },
  });
  expect(trials).toEqual([]);
  expect(checks.every(({ verdict }) => verdict !== 'ok')).toBe(true);
});

test('a full run has every size and profile, and fewer trials where they take long', async () => {
  const fields = await fullFields(SESSIONS.definition, 3, ['lmdb']);
  const named = ({ dataset: { profile, size }, trials }: Field): string => `${profile} ${size} x${trials}`;
  expect(fields.map(named)).toEqual([
    ...['small 100 x3', 'small 300 x1', 'small 1000 x3', 'small 3000 x1', 'small 10000 x2'],
    ...['large 100 x2', 'japanese 1000 x2'],
  ]);
  const core = ['json', 'sqlite', 'floor-json-parse', 'floor-objects', 'floor-driver'];
  expect(fields[0]?.stores).toEqual([...core, 'lmdb']);
  expect(fields[1]?.stores).toEqual(['json', 'sqlite']);
});
