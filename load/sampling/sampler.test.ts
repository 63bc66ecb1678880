import { closeSync, openSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { useFolder } from '../../contract/suite/test-folder.ts';
import { DEPTH_MAX, figuresOf } from './process-figures.ts';
import { SAMPLES_MAX, type Sample, Sampler } from './sampler.ts';

const { freshPath } = useFolder('sampler');
const HAS_PROC = process.platform === 'linux';

const NOTHING = { pids: () => [], files: {} };

const sample = (second: number, log: number): Sample => ({
  atNs: second * 1e9,
  residentBytes: 1_000 + second,
  handles: 10,
  fileBytes: { log },
});

test('a day of samples is kept at a lower resolution, evenly spaced, with its mean as it was', () => {
  const sampler = new Sampler(NOTHING);
  const day = 86_400;
  for (let second = 0; second < day; second++) sampler.add(sample(second, second % 2 === 0 ? 100 : 300));
  const { samples } = sampler;
  expect(samples.length).toBeLessThan(SAMPLES_MAX);
  expect(samples.length).toBeGreaterThan(SAMPLES_MAX / 2 - 1);
  const steps = samples.slice(1).map(({ atNs }, at) => atNs - (samples[at]?.atNs ?? 0));
  expect(new Set(steps)).toEqual(new Set([64e9]));
  // What falls at every second look is kept as its mean, not as whichever look was left over.
  expect(new Set(samples.map(({ fileBytes }) => fileBytes.log))).toEqual(new Set([200]));
  expect(samples.at(-1)?.residentBytes).toBeGreaterThan(day);
});

test('files that are not there yet are of size 0, and others of theirs', () => {
  const there = freshPath();
  writeFileSync(there, 'twelve bytes');
  const sampler = new Sampler({ pids: () => [], files: { there, gone: freshPath() } });
  sampler.look();
  expect(sampler.stop()).toEqual([{ atNs: expect.any(Number), fileBytes: { there: 12, gone: 0 } }]);
});

test('memory in use is that which all workers told of', () => {
  const files = [freshPath(), freshPath()];
  const sampler = new Sampler({ pids: () => [], files: {}, memoryFiles: files });
  sampler.look();
  for (const file of files) writeFileSync(file, '2000000 5000000   ');
  sampler.look();
  expect(sampler.stop().map(({ heapBytes, inUseBytes }) => [heapBytes, inUseBytes])).toEqual([
    [undefined, undefined],
    [4_000_000, 10_000_000],
  ]);
});

test('memory and handles are sampled while a load goes on, and no more afterwards', async () => {
  const sampler = new Sampler({ pids: () => [process.pid], files: {} });
  sampler.start(process.hrtime.bigint(), 1);
  await expect.poll(() => sampler.samples.length).toBeGreaterThan(1);
  const { length } = sampler.stop();
  for (const { atNs, residentBytes, handles } of sampler.samples) {
    expect(atNs).toBeGreaterThan(0);
    if (HAS_PROC) expect([residentBytes ?? 0, handles ?? 0].every((figure) => figure > 0)).toBe(true);
  }
  expect(sampler.samples.length).toBe(length);
});

test.skipIf(!HAS_PROC)(
  'a handle that a process has open is counted, and one of a program that it started',
  async () => {
    const before = figuresOf(process.pid)?.handles ?? 0;
    const handle = openSync(freshPath(), 'w');
    expect(figuresOf(process.pid)?.handles).toBe(before + 1);
    closeSync(handle);
    const parent = execa('sh', ['-c', 'cat | cat; :'], { stdin: 'pipe' });
    const bytesOf = (depth: number): number => figuresOf(parent.pid as number, depth)?.residentBytes ?? 0;
    await expect.poll(() => bytesOf(DEPTH_MAX - 1) > bytesOf(DEPTH_MAX)).toBe(true);
    parent.stdin.end();
    await parent;
  },
);

test('a process that has ended has no figures', async () => {
  const ended = execa('true');
  const id = ended.pid ?? 0;
  await ended;
  expect(figuresOf(id)).toBe(null);
});
