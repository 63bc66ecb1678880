import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { StoreError } from '../contract/errors.ts';
import type { BodyRow, Check, Figure, Load } from './result.ts';
import { ResultWriter, type RunHeader, readResults, resultJsonSchema } from './result-file.ts';
import { PLAIN_WORDS } from './words.ts';

const directory = mkdtempSync(join(tmpdir(), 'storeproof-result-'));
afterAll(() => rmSync(directory, { recursive: true }));

const HEADER: RunHeader = {
  command: 'storeproof proof --seed 7',
  version: '0.1.0',
  revision: 'unknown',
  startedAt: '2026-11-12T14:00:00.000Z',
  seed: 7,
  options: { isQuick: true, sizes: '100,1000' },
  environment: {
    platform: 'linux',
    architecture: 'x64',
    cpuModel: 'A model',
    cpuCount: 2,
    memoryBytes: 8_000_000_000,
    nodeVersion: '26.10.0',
    versions: { SQLite: '3.54.1' },
    fileSystem: 'ext4',
    fsyncNsP50: 200_000,
  },
  definition: PLAIN_WORDS,
};
const FIGURE: Figure = { row: 'figure', name: 'x', store: 'sqlite', records: 1, unit: 's', value: 1.5 };
const CHECK: Check = {
  row: 'check',
  area: 'verify',
  subject: 'sqlite',
  name: 'content',
  verdict: 'ok',
  counts: {},
  detail: '',
};

const call = (operation: string, does: 'read' | 'write'): Load['operations'][number] => ({
  ...{ operation, does, count: 2, failed: 0, throughputPerSecond: 1 },
  ...{ latencyNsP50: 1, latencyNsP95: 1, latencyNsP99: 1, latencyNsMax: 1 },
});
const LOAD: Load = {
  ...{ row: 'load', store: 'sqlite', processes: 2, records: 3, durationNs: 1 },
  operations: [call('appendMessage', 'write'), call('getSession', 'read')],
  ...{ acknowledged: 2, found: 2, lost: 0 },
};

let names = 0;
const fresh = (): string => join(directory, 'runs', `${++names}.ndjson`);

function written(
  rows: readonly BodyRow[] = [FIGURE],
  outcome: 'complete' | 'interrupted' = 'complete',
): string {
  const file = fresh();
  const writer = new ResultWriter(file, HEADER);
  for (const row of rows) writer.append(row);
  writer.close(outcome);
  return file;
}

function rejection(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('what was written is read back, header, rows and footer', () => {
  const results = readResults(written([FIGURE, { ...FIGURE, name: 'y' }]));
  expect(results.header).toEqual({ ...HEADER, row: 'header', schema: 'storeproof.result/2' });
  expect(results.rows.map((row) => row.row === 'figure' && row.name)).toEqual(['x', 'y']);
  expect(results.footer).toMatchObject({ outcome: 'complete', rows: 3 });
  expect(results.isComplete).toBe(true);
});

test('every row is in the file as soon as append returns', () => {
  const file = fresh();
  const writer = new ResultWriter(file, HEADER);
  writer.append(FIGURE);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
  expect(readResults(file)).toMatchObject({ footer: null, isComplete: false, rows: [FIGURE] });
  writer.close('complete');
});

test('an interrupted run is readable and not complete', () => {
  expect(readResults(written([FIGURE], 'interrupted'))).toMatchObject({
    footer: { outcome: 'interrupted' },
    isComplete: false,
  });
});

test('a last line that was cut is left out and the run is not complete', () => {
  const text = readFileSync(written(), 'utf8');
  const file = fresh();
  for (const cut of [5, 60]) {
    writeFileSync(file, text.slice(0, -cut));
    expect(readResults(file)).toMatchObject({ footer: null, isComplete: false, rows: [FIGURE] });
  }
});

test('a file of the schema before, which says sessions for records, gives the same rows', () => {
  const rows: BodyRow[] = [FIGURE, { ...CHECK, counts: { records: 3, missing: 0 } }, LOAD];
  const file = written(rows);
  const before = readFileSync(file, 'utf8')
    .replaceAll('"records"', '"sessions"')
    .replace('"versions":{"SQLite":"3.54.1"}', '"sqliteVersion":"3.54.1"')
    .replaceAll(/"does":"\w+",/g, '')
    .replace('result/2', 'result/1');
  const old = fresh();
  writeFileSync(old, before);
  expect(readResults(old)).toEqual(readResults(file));
  expect(readResults(old).rows).toEqual(rows);
});

test('an invalid row is refused on write and leaves the file as it was', () => {
  const file = fresh();
  const writer = new ResultWriter(file, HEADER);
  const before = readFileSync(file, 'utf8');
  const error = rejection(() => writer.append({ ...FIGURE, value: Number.NaN }));
  expect(error.code).toBe('E_RESULT');
  expect(error.message).toContain('/value');
  expect(rejection(() => writer.append({ row: 'footer' } as never)).code).toBe('E_RESULT');
  expect(readFileSync(file, 'utf8')).toBe(before);
  writer.close('complete');
});

test('an invalid header creates no file', () => {
  const file = fresh();
  expect(rejection(() => new ResultWriter(file, { ...HEADER, seed: -1 })).code).toBe('E_RESULT');
  expect(rejection(() => readResults(file)).code).toBe('E_NOT_FOUND');
});

test('a result is never overwritten', () => {
  const file = written();
  const before = readFileSync(file, 'utf8');
  expect(rejection(() => new ResultWriter(file, HEADER)).code).toBe('E_REFUSED');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('no row follows the footer, and closing twice is fine', () => {
  const file = fresh();
  const writer = new ResultWriter(file, HEADER);
  writer.close('complete');
  writer.close('interrupted');
  expect(rejection(() => writer.append(FIGURE)).code).toBe('E_CLOSED');
  expect(readResults(file).isComplete).toBe(true);
});

test.each([
  ['an empty file', () => '', 'no whole line'],
  ['text', () => 'hello\n', 'line 1: the line is not JSON'],
  ['null', () => 'null\n', 'line 1: no header'],
  ['another schema', (text: string) => text.replace('storeproof.result/2', 'other/2'), '"other/2"'],
  ['a header without seed', (text: string) => text.replace('"seed":7,', ''), 'at /seed'],
  [
    'a broken line',
    (text: string) => text.replace('{"row":"figure"', '{"row"'),
    'line 2: the line is not JSON',
  ],
  ['an unknown row', (text: string) => text.replace('"row":"figure"', '"row":"sum"'), 'line 2: invalid row'],
  [
    'a wrong value',
    (text: string) => text.replace('"value":1.5', '"value":"1"'),
    'line 2: invalid row at /value',
  ],
  ['a second header', (text: string) => `${text.split('\n')[0]}\n${text}`, 'line 2: a second header'],
  [
    'a row behind the footer',
    (text: string) => `${text}${text.split('\n')[1]}\n`,
    'line 4: a row follows the footer',
  ],
  ['text behind the footer', (text: string) => `${text}x`, 'text follows the footer'],
  [
    'a missing row',
    (text: string) => `${text.split('\n').toSpliced(1, 1).join('\n')}`,
    'the footer counts 2 rows, the file holds 1',
  ],
  ['an empty line', (text: string) => text.replace('\n', '\n\n'), 'line 2: the line is not JSON'],
])('%s is refused with its place', (_name, change, message) => {
  const file = written();
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  writeFileSync(file, change(text));
  const error = rejection(() => readResults(file));
  expect(error.code).toBe('E_RESULT');
  expect(error.message).toContain(message);
});

test('a directory in the place of the file is an I/O error', () => {
  expect(rejection(() => readResults(directory)).code).toBe('E_IO');
  expect(rejection(() => new ResultWriter(join(written(), 'below'), HEADER)).code).toBe('E_IO');
});

test('a row that was appended by hand is checked like any other', () => {
  const file = fresh();
  new ResultWriter(file, HEADER);
  appendFileSync(file, `${JSON.stringify({ ...FIGURE, records: -1 })}\n`);
  expect(rejection(() => readResults(file)).message).toContain('line 2: invalid row at /records');
});

test('the JSON schema describes every kind of row', () => {
  const text = JSON.stringify(resultJsonSchema());
  for (const kind of ['header', 'check', 'trial', 'size', 'load', 'figure', 'footer']) {
    expect(text).toContain(`"const":"${kind}"`);
  }
});
