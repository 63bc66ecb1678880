// The directory of a load run: the home that all workers share, the folder of the run, and what the workers recorded.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Acknowledgement, readAcknowledgements } from './acknowledgements.ts';

export class LoadPlace {
  readonly home: string;
  readonly folder: string;
  private readonly directory: string;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), 'storeproof-load-'));
    this.home = join(this.directory, 'home');
    this.folder = join(this.directory, 'workspace');
    mkdirSync(this.home);
    mkdirSync(this.folder);
  }

  acknowledgementFile(worker: number): string {
    return join(this.directory, `acknowledged-${worker}`);
  }

  /** Of all workers; one that died before it opened its record has none. */
  acknowledgements(workers: number): Acknowledgement[] {
    return Array.from({ length: workers }, (_, worker) => this.acknowledgementFile(worker))
      .filter(existsSync)
      .flatMap(readAcknowledgements);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
