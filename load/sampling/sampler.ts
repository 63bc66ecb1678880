// Looks once a second, from outside, at what the workers of a load hold and how large the store's files are. Of a load of any
// length it keeps at most 2,000 samples: when there are more, each two neighbours become their mean.

import { statSync } from 'node:fs';
import { figuresOf, type ProcessFigures, sumOfFigures } from './process-figures.ts';

export interface Sample extends Partial<ProcessFigures> {
  /** From the common start. */
  readonly atNs: number;
  /** Of the store's files, by name; 0 of one that is not there. */
  readonly fileBytes: Readonly<Record<string, number>>;
}

export interface Sampled {
  /** Of the workers that are at work now. */
  pids(): readonly number[];
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

function sampleOf({ pids, files }: Sampled, atNs: number): Sample {
  const figures = sumOfFigures(pids().map((pid) => figuresOf(pid)));
  const fileBytes = Object.entries(files).map(([name, path]) => [name, sizeOf(path)]);
  return { atNs, ...figures, fileBytes: Object.fromEntries(fileBytes) };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const pairsOf = (samples: readonly Sample[]): Sample[][] =>
  Array.from({ length: samples.length / 2 }, (_, pair) => samples.slice(2 * pair, 2 * pair + 2));

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
  const residentBytes = mean((sample) => sample.residentBytes);
  const handles = mean((sample) => sample.handles);
  return {
    atNs: last.atNs,
    ...(residentBytes !== undefined && handles !== undefined && { residentBytes, handles }),
    fileBytes: Object.fromEntries(
      Object.keys(last.fileBytes).map((name) => [name, mean(({ fileBytes }) => fileBytes[name]) ?? 0]),
    ),
  };
}
