// The directories of a run: one filled home per store and dataset, and a copy of it for each trial, so that no trial
// finds what another one left behind. They go with the process where it ends in the middle of its work.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../definition/bench.ts';

export class Homes {
  /** For whatever the data refers to: the same for every store. */
  readonly folder: string;
  /** Where processes of trials keep compiled code. */
  readonly codeCache: string;
  private readonly directory: string;
  private readonly removeAtExit = (): void => this.remove();

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'storeproof-bench-'));
    this.folder = join(this.directory, 'workspace');
    mkdirSync(this.folder);
    this.codeCache = join(this.directory, 'code-cache');
    process.on('exit', this.removeAtExit);
  }

  filled(store: string, dataset: Dataset): string {
    return join(this.directory, `filled-${encodeURIComponent(store)}-${nameOf(dataset)}`);
  }

  /** Of what the others are compared with, which may be one of them. */
  reference(dataset: Dataset): string {
    return join(this.directory, `reference-${nameOf(dataset)}`);
  }

  /** Runs the work on a copy of the filled home, and removes the copy. */
  async onCopy<T>(store: string, dataset: Dataset, work: (home: string) => Promise<T>): Promise<T> {
    const home = this.copied(store, dataset, 'trial');
    try {
      return await work(home);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }

  /** A copy of the filled home in place of an earlier one of the same name. */
  copied(store: string, dataset: Dataset, name: string): string {
    const home = join(this.directory, name);
    rmSync(home, { recursive: true, force: true });
    // A link in it leads to the copy, not back.
    cpSync(this.filled(store, dataset), home, { recursive: true, verbatimSymlinks: true });
    return home;
  }

  /** What a store keeps on disk. */
  filledBytes(store: string, dataset: Dataset): number {
    const home = this.filled(store, dataset);
    return readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
  }

  remove(): void {
    process.removeListener('exit', this.removeAtExit);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Short and unique: `small-1000`. */
export const nameOf = ({ profile, size }: Dataset): string => `${encodeURIComponent(profile)}-${size}`;
