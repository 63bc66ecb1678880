// The directories of a run: one filled home per store and size, and a copy of it for each trial, so that no trial
// finds what another one left behind.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Homes {
  /** The workspace that all sessions belong to: an existing directory, the same for every store. */
  readonly workspacePath: string;
  private readonly directory: string;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'storeproof-bench-'));
    this.workspacePath = join(this.directory, 'workspace');
    mkdirSync(this.workspacePath);
  }

  filled(store: string, sessions: number): string {
    return join(this.directory, `filled-${encodeURIComponent(store)}-${sessions}`);
  }

  /** Runs the work on a copy of the filled home, and removes the copy. */
  async onCopy<T>(store: string, sessions: number, work: (home: string) => Promise<T>): Promise<T> {
    const home = join(this.directory, 'trial');
    cpSync(this.filled(store, sessions), home, { recursive: true });
    try {
      return await work(home);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }

  /** What a store keeps on disk. */
  filledBytes(store: string, sessions: number): number {
    const home = this.filled(store, sessions);
    return readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
