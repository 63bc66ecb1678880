import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { useFolder } from '../contract/suite/test-folder.ts';
import { MemoryInUse, memoryInUse } from './memory-in-use.ts';

const { freshPath } = useFolder('memory-in-use');

function watched(everyMs: number, collect?: () => void) {
  const file = freshPath();
  const memory = new MemoryInUse(file, everyMs, collect);
  onTestFinished(() => memory.close());
  return { file, memory };
}

test('the heap is collected when it is time, and at no other call', () => {
  let collections = 0;
  const { memory } = watched(10, () => collections++);
  const looks = [0, 1e6, 9.9e6, 10e6, 10.1e6, 35e6, 36e6].map((nowNs) => memory.look(nowNs));
  expect(looks).toEqual([true, false, false, true, false, true, false]);
  expect(collections).toBe(3);
});

test('what nobody needs any more is not in use, and what is kept is', () => {
  const { file, memory } = watched(0);
  const inUse = (): number => {
    memory.look(0);
    return memoryInUse([file])?.inUseBytes ?? 0;
  };
  const MB = 1e6;
  const filled = (): number[][] => Array.from({ length: 400 }, () => new Array<number>(12_500).fill(0.5));
  const before = inUse();
  let kept: number[][] | null = filled();
  const with40 = inUse();
  expect(with40 - before).toBeGreaterThan(0.8 * 40 * MB);
  expect(kept.length).toBe(400);
  kept = null;
  expect(with40 - inUse()).toBeGreaterThan(0.5 * 40 * MB);
});

test('of workers of which one has told nothing, nothing is known', () => {
  const [one, other] = [watched(0, () => {}), watched(0, () => {})];
  one.memory.look(0);
  const files = [one.file, other.file];
  expect(memoryInUse(files)).toBe(null);
  other.memory.look(0);
  const both = memoryInUse(files);
  expect(both?.heapBytes).toBeGreaterThan(2e6);
  expect(both?.inUseBytes).toBeGreaterThan(both?.heapBytes ?? 0);
  rmSync(one.file);
  expect(memoryInUse(files)).toBe(null);
  expect(memoryInUse([])).toBe(null);
});
