// Looks once a second, from outside, at what the workers of a load hold and how large the store's files are. Of a load of any
// length it keeps at most 2,000 samples: when there are more, each two neighbours become their mean.

import { statSync } from 'node:fs';
import { type InUse, memoryInUse } from '../memory-in-use.ts';
import { figuresOf, type ProcessFigures, sumOfFigures } from './process-figures.ts';

/** Of all workers together. */
export interface Sample extends Partial<Pick<ProcessFigures, 'residentBytes' | 'handles'>>, Partial<InUse> {
  /** From the common start. */
  readonly atNs: number;
  /** Of the store's files, by name; 0 of one that is not there. */
  readonly fileBytes: Readonly<Record<string, number>>;
}

export interface Sampled {
  /** Of the workers that are at work now. */
  pids(): readonly number[];
  /** Where workers tell their memory in use; none where they do not. */
  readonly memoryFiles?: readonly string[];
  /** Paths, by name. */
  readonly files: Readonly<Record<string, string>>;
}

export const SAMPLES_MAX = 2_000;
const EVERY_MS = 1_000;

export class Sampler {
  private readonly sampled: Sampled;
  private timer: NodeJS.Timeout | undefined;
  private startNs = 0n;
  private kept: Sample[] = [];
  /** How many looks are one sample, and those of the next. */
  private perSample = 1;
  private waiting: Sample[] = [];

  constructor(sampled: Sampled) {
    this.sampled = sampled;
  }

  /** `startNs`: the common start on the monotonic clock. */
  start(startNs: bigint, everyMs = EVERY_MS): void {
    this.startNs = startNs;
    this.timer = setInterval(() => this.look(), everyMs).unref();
  }

  look(): void {
    this.add(sampleOf(this.sampled, Number(process.hrtime.bigint() - this.startNs)));
  }

  /** In time order, those of a load that goes on, too. */
  get samples(): readonly Sample[] {
    return this.kept;
  }

  stop(): readonly Sample[] {
    clearInterval(this.timer);
    return this.kept;
  }

  add(sample: Sample): void {
    this.waiting.push(sample);
    if (this.waiting.length < this.perSample) return;
    this.kept.push(meanOf(this.waiting));
    this.waiting = [];
    if (this.kept.length < SAMPLES_MAX) return;
    this.kept = pairsOf(this.kept).map(meanOf);
    this.perSample *= 2;
  }
}

function sampleOf({ pids, memoryFiles = [], files }: Sampled, atNs: number): Sample {
  const { startedBytes = 0, ...figures } = sumOfFigures(pids().map((pid) => figuresOf(pid))) ?? {};
  const inUse = memoryInUse(memoryFiles);
  const fileBytes = Object.entries(files).map(([name, path]) => [name, sizeOf(path)]);
  return {
    ...{ atNs, ...figures },
    // What a program under test holds, nobody knows better than the system.
    ...(inUse !== null && { ...inUse, inUseBytes: inUse.inUseBytes + startedBytes }),
    fileBytes: Object.fromEntries(fileBytes),
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const pairsOf = (samples: readonly Sample[]): Sample[][] =>
  Array.from({ length: samples.length / 2 }, (_, pair) => samples.slice(2 * pair, 2 * pair + 2));

const FIGURES = ['residentBytes', 'handles', 'heapBytes', 'inUseBytes'] as const;

/**
 * The mean and not every second one: of a log that falls at each second look, one would see the same height for ever, and of one
 * that falls nearly then a slow rise that is not there. At the time of the last, with what all of them have.
 */
function meanOf(samples: readonly Sample[]): Sample {
  const last = samples.at(-1) as Sample;
  const mean = (figure: (sample: Sample) => number | undefined): number | undefined => {
    const values = samples.map(figure).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : Math.round(values.reduce((a, b) => a + b, 0) / values.length);
  };
  const figures = FIGURES.map((name) => [name, mean((sample) => sample[name])] as const);
  return {
    atNs: last.atNs,
    ...Object.fromEntries(figures.filter(([, value]) => value !== undefined)),
    fileBytes: Object.fromEntries(
      Object.keys(last.fileBytes).map((name) => [name, mean(({ fileBytes }) => fileBytes[name]) ?? 0]),
    ),
  };
}
