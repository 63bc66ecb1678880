// What a worker was told had been written: one line for each acknowledged entry, handed to the system before the
// worker goes on, so that the record outlives a worker that is killed.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

export interface Acknowledgement {
  readonly record: number;
  readonly id: string;
}

export class AcknowledgementWriter {
  private readonly descriptor: number;

  constructor(file: string) {
    this.descriptor = openSync(file, 'a', 0o600);
  }

  add({ record, id }: Acknowledgement): void {
    writeSync(this.descriptor, `${record} ${id}\n`);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** A last line without its end is not counted: its worker was killed while it wrote. */
export function readAcknowledgements(file: string): Acknowledgement[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [record = '', id = ''] = line.split(' ');
    return { record: Number(record), id };
  });
}
